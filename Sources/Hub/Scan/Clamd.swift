import Exchange
import Foundation
import NIOCore
import NIOPosix
import Storage

/// Speaks to a ClamAV daemon as clamd(8) says: one connection for each question, the commands `zPING` and `zINSTREAM`, answers that end
/// with a zero byte.
struct Clamd: Sendable {
    let address: ScannerAddress
    /// For one file, from connecting to the answer.
    let deadline: Duration

    /// Why there is no answer to rely on.
    struct Trouble: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private typealias Line = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Writer = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Of the file in memory at once.
    private static let pieceBytes = 64 * 1024
    /// Names of findings are short.
    private static let maximumReplyBytes = 4096
    private static let pingDeadline = Duration.seconds(10)
    private static let connectTimeout = TimeAmount.seconds(5)

    /// Throws `Trouble` unless the daemon answers.
    func ping() async throws {
        let reply = try await self.ask(within: min(self.deadline, Self.pingDeadline)) {
            try await $0.write(ByteBuffer(string: "zPING\0"))
        }
        guard reply == "PONG" else { throw Trouble("the answer to PING is \"\(reply.told)\"") }
    }

    /// The name of what the daemon found in `file`; nil when it found nothing. Throws `Trouble` for every other answer, and what reading the
    /// file throws.
    func finding(in file: ContentReader) async throws -> String? {
        let reply = try await self.ask(within: self.deadline) { writer in
            try await writer.write(ByteBuffer(string: "zINSTREAM\0"))
            var position = 0
            while true {
                let place = position
                let piece = try await blocking { try file.read(at: place, count: Self.pieceBytes) }
                // Each piece behind its length; an empty one ends the stream.
                var frame = ByteBuffer()
                frame.writeInteger(UInt32(piece.count))
                frame.writeBytes(piece)
                try await writer.write(frame)
                guard !piece.isEmpty else { return }
                position += piece.count
            }
        }
        if reply == "stream: OK" { return nil }
        guard reply.hasPrefix("stream: "), reply.hasSuffix(" FOUND"), reply.count > "stream:  FOUND".count else {
            throw Trouble("the answer is \"\(reply.told)\"")
        }
        return String(reply.dropFirst("stream: ".count).dropLast(" FOUND".count)).told
    }

    private func ask(
        within deadline: Duration, _ send: @escaping @Sendable (Writer) async throws -> Void
    ) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await self.converse(send) }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw Trouble("no answer in \(deadline)")
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw CancellationError() }
            return reply
        }
    }

    /// Sends and listens at the same time: a daemon that has had enough says so before it has everything.
    private func converse(_ send: @escaping @Sendable (Writer) async throws -> Void) async throws -> String {
        try await self.connect().executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask { try await Self.reply(inbound) }
                group.addTask {
                    do {
                        try await send(outbound)
                    } catch let fault as Fault {
                        throw fault
                    } catch {
                        // The line has ended: what the daemon said before, or that it said nothing, is the reason.
                    }
                    return nil
                }
                defer { group.cancelAll() }
                while let part = try await group.next() {
                    if let part { return part }
                }
                throw Trouble("no answer")
            }
        }
    }

    private func connect() async throws -> Line {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(Self.connectTimeout)
        let wrap: @Sendable (any Channel) -> EventLoopFuture<Line> = { channel in
            channel.eventLoop.makeCompletedFuture { try Line(wrappingChannelSynchronously: channel) }
        }
        return switch self.address {
        case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port, channelInitializer: wrap)
        case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
        }
    }

    private static func reply(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
        var bytes: [UInt8] = []
        for try await piece in inbound {
            bytes.append(contentsOf: piece.readableBytesView)
            if let end = bytes.firstIndex(of: 0) { return String(decoding: bytes[..<end], as: UTF8.self) }
            guard bytes.count <= Self.maximumReplyBytes else { throw Trouble("the answer does not end") }
        }
        throw Trouble("the line ended without an answer")
    }
}

extension String {
    /// For logs and answers: visible ASCII, not too long.
    fileprivate var told: String {
        String(self.unicodeScalars.prefix(200).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    }
}
