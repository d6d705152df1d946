import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Storage

/// Why a mail did not go, for whoever decides whether it is tried again.
struct MailFailure: Error, Equatable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// The server cannot be reached, is not to be trusted or does not take us: no mail goes now.
        case server
        /// This receiver is refused for good.
        case receiver
        /// This mail was not taken now.
        case message
        /// The line ended between the last byte and the answer: perhaps it went.
        case unknown
    }

    let kind: Kind
    /// A sentence for the administrator and the log.
    let description: String
}

/// Hands one mail to a server (SMTP, RFC 5321; STARTTLS, RFC 3207; AUTH PLAIN, RFC 4954). Each wait has a deadline. The password goes out under TLS
/// only, or
/// to this machine itself.
struct SMTPClient: Sendable {
    let server: MailServer
    /// For each answer.
    var patience = TimeAmount.seconds(30)
    /// For the answer to a whole mail.
    var longPatience = TimeAmount.seconds(60)
    /// For everything together: a server that answers slowly each time holds nobody for longer.
    var wholePatience = TimeAmount.seconds(60)

    /// One connection of a mail.
    private struct Line: Sendable {
        let channel: any NIOCore.Channel
        let handler: NIOLoopBound<SMTPLine>
        let patience: TimeAmount
        let deadline: NIODeadline

        /// `command` without its end; nil waits for the greeting.
        func ask(_ command: String?, encryption: SMTPLine.Encryption? = nil) async throws -> SMTPReply {
            try await self.ask(
                bytes: command.map { ByteBuffer(string: "\($0)\r\n") }, within: self.patience, encryption: encryption)
        }

        func ask(
            bytes: ByteBuffer?, within patience: TimeAmount, encryption: SMTPLine.Encryption? = nil
        ) async throws -> SMTPReply {
            let promise = self.channel.eventLoop.makePromise(of: SMTPReply.self)
            let left = max(.milliseconds(1), min(patience, self.deadline - .now()))
            self.channel.eventLoop.execute {
                self.handler.value.ask(bytes, within: left, encryption: encryption, promise)
            }
            return try await promise.futureResult.get()
        }

        /// `body`; the line ends at once when the task is cancelled.
        func cancellable<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
            try await withTaskCancellationHandler {
                do { return try await body() } catch {
                    try Task.checkCancellation()
                    throw error
                }
            } onCancel: {
                self.channel.close(promise: nil)
            }
        }
    }

    /// Returns when the server has taken it. Throws `MailFailure`; `CancellationError` while it is sure that the mail has not gone: from its last byte
    /// to the answer a cancelled task waits.
    func send(_ mail: MailMessage) async throws {
        let line: Line
        let encryption: SMTPLine.Encryption?
        try Task.checkCancellation()
        do {
            encryption = try self.encryption()
            line = try await self.connect(encryption, until: NIODeadline.now() + self.wholePatience)
        } catch {
            throw MailFailure(kind: .server, description: SMTPReply.visible("\(error)"))
        }
        defer { line.channel.close(promise: nil) }
        do {
            try await line.cancellable {
                try await self.introduce(line, encryption)
                try self.expect([250], .server, try await line.ask("MAIL FROM:<\(mail.sender.text)>"))
            }
        } catch let trouble as SMTPLine.Trouble {
            throw MailFailure(kind: .server, description: trouble.description)
        }
        try await self.hand(mail, line)
        // It is taken; nobody waits for the server's goodbye.
        line.channel.writeAndFlush(ByteBuffer(string: "QUIT\r\n"), promise: nil)
    }

    /// From the greeting to the login.
    private func introduce(_ line: Line, _ encryption: SMTPLine.Encryption?) async throws {
        try self.expect([220], .server, try await line.ask(nil))
        var extensions = try await self.greet(line)
        if self.server.security == .startTLS {
            guard extensions.contains(["STARTTLS"]) else {
                throw MailFailure(kind: .server, description: "the server offers no STARTTLS")
            }
            try self.expect([220], .server, try await line.ask("STARTTLS", encryption: encryption))
            // What was said in the clear does not count.
            extensions = try await self.greet(line)
        }
        guard let login = self.server.login else { return }
        guard extensions.contains(where: { $0.first == "AUTH" && $0.contains("PLAIN") }) else {
            throw MailFailure(kind: .server, description: "the server offers no AUTH PLAIN")
        }
        let secret = Data("\0\(login.user)\0\(login.password)".utf8).base64EncodedString()
        let reply = try await line.ask("AUTH PLAIN \(secret)")
        // The code only: some servers repeat what they were told.
        guard reply.code == 235 else {
            throw MailFailure(kind: .server, description: "the login was refused: \(reply.code)")
        }
    }

    private func greet(_ line: Line) async throws -> [[String]] {
        let reply = try await line.ask("EHLO \(self.server.sender.domain)")
        try self.expect([250], .server, reply)
        return reply.extensions
    }

    /// From the receiver to the end of the mail.
    private func hand(_ mail: MailMessage, _ line: Line) async throws {
        do {
            try await line.cancellable {
                let receiver = try await line.ask("RCPT TO:<\(mail.receiver.text)>")
                try self.expect([250, 251], receiver.code >= 500 ? .receiver : .message, receiver)
                try self.expect([354], .message, try await line.ask("DATA"))
            }
            try Task.checkCancellation()
        } catch let trouble as SMTPLine.Trouble {
            throw MailFailure(kind: .message, description: trouble.description)
        }
        do {
            let end = try await line.ask(bytes: ByteBuffer(bytes: Self.stuffed(mail.bytes)), within: self.longPatience)
            try self.expect([250], .message, end)
        } catch let trouble as SMTPLine.Trouble {
            throw MailFailure(kind: .unknown, description: trouble.description)
        }
    }

    private func expect(_ codes: Set<Int>, _ kind: MailFailure.Kind, _ reply: SMTPReply) throws {
        guard codes.contains(reply.code) else { throw MailFailure(kind: kind, description: reply.told) }
    }

    /// Lines that begin with a full stop get another (RFC 5321, 4.5.2); the line that ends the mail stands behind.
    static func stuffed(_ mail: [UInt8]) -> [UInt8] {
        let (stop, lineFeed) = (UInt8(ascii: "."), UInt8(ascii: "\n"))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(mail.count + 16)
        var last = lineFeed
        for byte in mail {
            if byte == stop, last == lineFeed { bytes.append(stop) }
            bytes.append(byte)
            last = byte
        }
        return bytes + (last == lineFeed ? [] : Array("\r\n".utf8)) + Array(".\r\n".utf8)
    }

    private func encryption() throws -> SMTPLine.Encryption? {
        let isAddress = (try? SocketAddress(ipAddress: self.server.host, port: 0)) != nil
        return try self.server.tls().map { .init(context: $0, name: isAddress ? nil : self.server.host) }
    }

    private func connect(_ encryption: SMTPLine.Encryption?, until deadline: NIODeadline) async throws -> Line {
        let begins = self.server.security == .tls ? encryption : nil
        let patience = self.patience
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .connect(host: self.server.host, port: self.server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let begins { try channel.pipeline.syncOperations.addHandler(try begins.handler) }
                    let handler = SMTPLine()
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return Line(
                        channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                        patience: patience, deadline: deadline)
                }
            }
    }
}
