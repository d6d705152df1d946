import Foundation
import NIOCore
import NIOPosix
import Synchronization

@testable import Hub

/// A clamd that plays a part, on a port of this machine or on a socket.
struct ScriptedClamd: Sendable {
    enum Part: Sendable {
        /// Finds whatever holds these bytes, and nothing else.
        case finds([UInt8], as: String)
        /// Takes everything and never answers.
        case hangs
        /// Ends the line after the first bytes.
        case cuts
        /// Says so, whatever comes.
        case says(String)
        /// Takes streams of so many bytes; beyond them it says so at once and ends the line, as clamd does.
        case limits(Int)
    }

    let address: ScannerAddress
    fileprivate let script: Script

    /// Every stream that came whole.
    var streams: [[UInt8]] { self.script.streams.withLock { $0 } }

    func play(_ part: Part) { self.script.part.withLock { $0 = part } }

    static func run(
        _ part: Part, onSocket: Bool = false, _ body: (ScriptedClamd) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString.prefix(8)).ctl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let script = Script(part)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Talk(script))
                }
            }
        let server =
            onSocket
            ? try await bootstrap.bind(unixDomainSocketPath: path).get()
            : try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let address: ScannerAddress =
            onSocket ? .unix(path: path) : .tcp(host: "127.0.0.1", port: server.localAddress?.port ?? 0)
        do { try await body(ScriptedClamd(address: address, script: script)) } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }
}

private final class Script: Sendable {
    let part: Mutex<ScriptedClamd.Part>
    let streams = Mutex<[[UInt8]]>([])

    init(_ part: ScriptedClamd.Part) { self.part = Mutex(part) }
}

/// One connection to it.
private final class Talk: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: Script
    private var buffer = ByteBuffer()
    private var isStream = false
    private var stream: [UInt8] = []

    init(_ script: Script) { self.script = script }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = self.unwrapInboundIn(data)
        self.buffer.writeBuffer(&piece)
        let part = self.script.part.withLock { $0 }
        switch part {
        case .hangs: return
        case .cuts: return context.close(promise: nil)
        case .finds, .says, .limits: break
        }
        if !self.isStream {
            guard let end = self.buffer.readableBytesView.firstIndex(of: 0) else { return }
            let command = self.buffer.readString(length: end - self.buffer.readerIndex + 1)
            if command == "zPING\0" { return self.say("PONG", context) }
            guard command == "zINSTREAM\0" else { return self.say("UNKNOWN COMMAND", context) }
            self.isStream = true
        }
        while let length = self.buffer.getInteger(at: self.buffer.readerIndex, as: UInt32.self) {
            guard self.buffer.readableBytes >= 4 + Int(length) else { break }
            self.buffer.moveReaderIndex(forwardBy: 4)
            self.stream += self.buffer.readBytes(length: Int(length)) ?? []
            if case .limits(let limit) = part, self.stream.count > limit {
                return self.say("INSTREAM size limit exceeded. ERROR", context)
            }
            guard length == 0 else { continue }
            let whole = self.stream
            self.script.streams.withLock { $0.append(whole) }
            switch part {
            case .finds(let bytes, let name) where self.stream.holds(bytes): self.say("stream: \(name) FOUND", context)
            case .says(let text): self.say(text, context)
            default: self.say("stream: OK", context)
            }
        }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        let line = context.channel
        line.writeAndFlush(ByteBuffer(string: text + "\0")).whenComplete { _ in line.close(promise: nil) }
    }
}

extension [UInt8] {
    fileprivate func holds(_ part: [UInt8]) -> Bool { Data(self).range(of: Data(part)) != nil }
}
