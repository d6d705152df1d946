import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Trust

@testable import Office

/// A mail server that plays a part, on a port of this machine.
final class ScriptedMailServer: Sendable {
    enum Part: Sendable {
        case takes
        /// Answers a command so, whatever it is about; `END` is the end of a mail, `HELLO` the greeting.
        case says(String, to: String)
        /// Never answers it.
        case hangs(at: String)
        /// Ends the line instead of an answer.
        case cuts(at: String)
    }

    /// What came: each command, with whether it came under TLS.
    struct Command: Sendable, Equatable {
        let text: String
        let isSecret: Bool
    }

    fileprivate struct Script: Sendable {
        let part: Part
        let offers: [String]
        let tls: NIOSSLContext?
        let isImplicit: Bool
    }

    fileprivate let script: Script
    fileprivate let heard = Mutex<(commands: [Command], mails: [[UInt8]])>(([], []))
    let folder: URL
    private let bound = Mutex(0)

    var port: Int { self.bound.withLock { $0 } }
    var commands: [Command] { self.heard.withLock { $0.commands } }
    /// As they came, with the full stops that were added.
    var mails: [String] { self.heard.withLock { $0.mails.map { String(decoding: $0, as: UTF8.self) } } }

    /// Whether it has got this command; `END`: a whole mail.
    func hasHeard(_ verb: String) -> Bool {
        self.heard.withLock { heard in
            verb == "END" ? !heard.mails.isEmpty : heard.commands.contains { $0.text.hasPrefix(verb) }
        }
    }

    private init(_ script: Script, folder: URL) {
        self.script = script
        self.folder = folder
    }

    /// Runs `body` beside a server whose certificate is for `localhost` and of an authority of its own.
    static func run(
        _ part: Part = .takes, security: MailServer.Security = .none, offers: [String] = ["AUTH LOGIN PLAIN"],
        _ body: (ScriptedMailServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var tls: NIOSSLContext?
        if security != .none {
            let identity = try ServerIdentity.loadOrMake(
                in: folder, authorityName: "Thử CA", hosts: ["localhost"], now: Date())
            tls = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8)).map {
                        .certificate($0)
                    },
                    privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem))))
        }
        let offered = offers + (security == .startTLS ? ["STARTTLS"] : [])
        let server = ScriptedMailServer(
            Script(part: part, offers: offered, tls: tls, isImplicit: security == .tls), folder: folder)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if server.script.isImplicit, let tls = server.script.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(Talk(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.bound.withLock { $0 = channel.localAddress?.port ?? 0 }
        do { try await body(server) } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }
}

/// One connection to it.
private final class Talk: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedMailServer
    private var buffer = ByteBuffer()
    private var isMail = false
    private var isSecret: Bool
    private var greeted = false

    init(_ server: ScriptedMailServer) {
        self.server = server
        self.isSecret = server.script.isImplicit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { self.greet(context) }
    }

    func channelActive(context: ChannelHandlerContext) { self.greet(context) }

    private func greet(_ context: ChannelHandlerContext) {
        guard !self.greeted else { return }
        self.greeted = true
        self.answer("HELLO", "220 thu.example.vn ready", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = self.unwrapInboundIn(data)
        self.buffer.writeBuffer(&piece)
        while true {
            if self.isMail {
                let bytes = Array(self.buffer.readableBytesView)
                guard let end = Data(bytes).range(of: Data("\r\n.\r\n".utf8)) else { return }
                self.buffer.moveReaderIndex(forwardBy: end.upperBound)
                self.server.heard.withLock { $0.mails.append(Array(bytes[..<(end.lowerBound + 2)])) }
                self.isMail = false
                self.answer("END", "250 taken", context)
            } else {
                let bytes = Array(self.buffer.readableBytesView)
                guard let end = bytes.firstIndex(of: 0x0A) else { return }
                self.buffer.moveReaderIndex(forwardBy: end + 1)
                self.command(String(decoding: bytes[..<end], as: UTF8.self).replacing("\r", with: ""), context)
            }
        }
    }

    private func command(_ text: String, _ context: ChannelHandlerContext) {
        self.server.heard.withLock { $0.commands.append(.init(text: text, isSecret: self.isSecret)) }
        let verb = String(text.prefix { $0 != " " })
        switch verb {
        case "EHLO":
            let lines = ["thu.example.vn"] + self.server.script.offers.filter { $0 != "STARTTLS" || !self.isSecret }
            let answer = lines.enumerated().map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)" }
            self.answer(verb, answer.joined(separator: "\r\n"), context)
        case "STARTTLS":
            self.answer(verb, "220 go on", context)
            if let tls = self.server.script.tls {
                try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
                self.isSecret = true
            }
        case "AUTH": self.answer(verb, "235 welcome", context)
        case "DATA":
            self.answer(verb, "354 go on", context)
            self.isMail = true
        case "QUIT":
            self.answer(verb, "221 bye", context)
            context.close(promise: nil)
        default: self.answer(verb, "250 ok", context)
        }
    }

    private func answer(_ verb: String, _ usual: String, _ context: ChannelHandlerContext) {
        var text = usual
        switch self.server.script.part {
        case .says(let other, let at) where at == verb: text = other
        case .hangs(let at) where at == verb: return
        case .cuts(let at) where at == verb: return context.close(promise: nil)
        default: break
        }
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: "\(text)\r\n")), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
