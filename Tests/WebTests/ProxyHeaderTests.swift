import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Web

/// What a balancer says before everything else of a connection.
@Suite struct ProxyHeaderTests {
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    private static let hello: [UInt8] = [0x16, 0x03, 0x01, 0x02, 0x00]

    private static func bytes(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }

    private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

    /// A header, ready for what follows it.
    private static func header(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]...) -> [UInt8] {
        let rest = rest.flatMap { $0 }
        let fixed = [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)]
        return Self.bytes(Self.signature, fixed, rest)
    }

    /// 10.22.0.7 calls 10.0.0.10.
    private static let four: [UInt8] = [10, 22, 0, 7, 10, 0, 0, 10, 0xDD, 0x5A, 0x21, 0x0C]
    /// 2001:db8::7 calls ::1.
    private static let six = Self.bytes(
        [0x20, 0x01, 0x0D, 0xB8], Self.zeros(11), [7], Self.zeros(15), [1], [0xA8, 0x94, 0x21, 0x0C])

    private static let good: [(header: [UInt8], caller: ProxyHeader.Caller)] = [
        // Recorded from HAProxy 2.6: over IPv4, over IPv6, its look at /health.
        (
            Self.bytes(Self.signature, [0x21, 0x11, 0, 0x0C, 127, 0, 0, 1, 127, 0, 0, 1, 0xDD, 0x5A, 0x4D, 0xBE]),
            .address("127.0.0.1")
        ),
        (
            Self.bytes(
                Self.signature, [0x21, 0x21, 0, 0x24], Self.zeros(15), [1], Self.zeros(15), [1],
                [0xA8, 0x94, 0x4D, 0xBE]),
            .address("::1")
        ),
        (Self.bytes(Self.signature, [0x20, 0, 0, 0]), .balancer),
        (Self.header(0x21, 0x11, Self.four), .address("10.22.0.7")),
        (Self.header(0x21, 0x21, Self.six), .address("2001:db8::7")),
        // Behind the addresses: what else the balancer knows.
        (
            Self.header(0x21, 0x11, Self.four, [0x05, 0, 3, 1, 2, 3], [0x03, 0, 4, 9, 9, 9, 9]),
            .address("10.22.0.7")
        ),
        (Self.header(0x21, 0x21, Self.six, [0x02, 0, 1, 0x61]), .address("2001:db8::7")),
        (Self.header(0x21, 0x11, Self.four, Self.zeros(ProxyHeader.maximumBytes - 12)), .address("10.22.0.7")),
        // What stands behind LOCAL says nothing.
        (Self.header(0x20, 0x11, Self.four), .balancer),
        (Self.header(0x20, 0xFF, [1]), .balancer),
        // UNSPEC and UNIX.
        (Self.header(0x21, 0), .unknown),
        (Self.header(0x21, 0, Self.four), .unknown),
        (Self.header(0x21, 0x31, Self.zeros(216)), .unknown),
    ]

    @Test(arguments: Self.good.indices)
    func `a header is taken whole or byte by byte, and what follows goes on as it came`(index: Int) throws {
        let (header, caller) = Self.good[index]
        for size in [1, 7, header.count, header.count + Self.hello.count] {
            let line = try Line()
            var rest = (header + Self.hello)[...]
            while !rest.isEmpty {
                try line.receive(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(try line.passed() == Self.hello)
            #expect(line.isOpen)
            #expect(line.claimed.address(balancer: "10.0.0.10") == Self.shown(caller))
            try line.receive([1, 2, 3])
            #expect(try line.passed() == [1, 2, 3])
        }
    }

    private static func shown(_ caller: ProxyHeader.Caller) -> String? {
        switch caller {
        case .balancer: "10.0.0.10"
        case .address(let address): address
        case .unknown: nil
        }
    }

    private static let bad: [[UInt8]] = [
        // TLS, HTTP, version 1, a spoiled signature.
        Self.hello, Array("GET / HTTP/1.1\r\n".utf8), Array("PROXY TCP4 10.22.0.7 10.0.0.10 56666 8460\r\n".utf8),
        Self.bytes(Self.signature.dropLast(), [0x0B]), [0x0D, 0x0A, 0x0D, 0x0B],
        // Versions and commands that do not exist.
        Self.header(0x11, 0x11, Self.four), Self.header(0x31, 0x11, Self.four), Self.header(0x22, 0x11, Self.four),
        // UDP, and families that do not exist.
        Self.header(0x21, 0x12, Self.four), Self.header(0x21, 0x22, Self.six), Self.header(0x21, 0x32),
        Self.header(0x21, 0x01, Self.four), Self.header(0x21, 0x10, Self.four), Self.header(0x21, 0x41, Self.four),
        // No room for the addresses, and too much of it.
        Self.header(0x21, 0x11), Self.header(0x21, 0x11, Self.four.dropLast()),
        Self.header(0x21, 0x21, Self.four), Self.header(0x21, 0x21, Self.six.dropLast()),
        Self.bytes(Self.signature, [0x21, 0x11, 0x04, 0x01]), Self.bytes(Self.signature, [0x20, 0, 0xFF, 0xFF]),
    ]

    @Test(arguments: Self.bad.indices)
    func `what is no header ends the connection, and nothing of it is read further`(index: Int) throws {
        let line = try Line()
        try line.receive(Self.bad[index])
        #expect(!line.isOpen)
        #expect(try line.passed().isEmpty)
        #expect(line.claimed.address(balancer: "10.0.0.10") == nil)
    }

    @Test func `a header that does not come in time ends the connection, one that came does not`() throws {
        let (silent, slow, whole) = (try Line(), try Line(), try Line())
        try slow.receive(Self.signature)
        try whole.receive(Self.header(0x21, 0x11, Self.four))
        for line in [silent, slow, whole] { line.wait(ProxyHeaderHandler.patience - .milliseconds(1)) }
        #expect(silent.isOpen && slow.isOpen && whole.isOpen)
        for line in [silent, slow, whole] { line.wait(.milliseconds(1)) }
        #expect(!silent.isOpen && !slow.isOpen && whole.isOpen)
        try whole.receive(Self.hello)
        #expect(try whole.passed() == Self.hello)
    }

    @Test func `who says nothing more before the header is whole is not waited for`() throws {
        let line = try Line()
        try line.receive(Array(Self.signature.prefix(5)))
        line.stopTalking()
        #expect(!line.isOpen)
        let whole = try Line()
        try whole.receive(Self.header(0x21, 0x11, Self.four))
        whole.stopTalking()
        #expect(whole.isOpen)
    }
}

/// A connection of a balancer that has just come.
private struct Line {
    let claimed = ClaimedCaller()
    private let channel = EmbeddedChannel()

    init() throws {
        let handler = ProxyHeaderHandler(self.claimed, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try self.channel.pipeline.syncOperations.addHandler(handler)
        self.channel.connect(to: try SocketAddress(ipAddress: "10.0.0.10", port: 40_000), promise: nil)
    }

    var isOpen: Bool { self.channel.isActive }

    func receive(_ bytes: [UInt8]) throws { try self.channel.writeInbound(ByteBuffer(bytes: bytes)) }

    /// What came through since the last look.
    func passed() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece: ByteBuffer = try self.channel.readInbound() { bytes += piece.readableBytesView }
        return bytes
    }

    func wait(_ time: TimeAmount) { self.channel.embeddedEventLoop.advanceTime(by: time) }

    /// The other side sends nothing any more, and still listens.
    func stopTalking() { self.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
}
