import Exchange
import Foundation
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// Clients that are slow, stop, or never read: each is ended by a deadline, and others are served meanwhile.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct SlowTests {
    private static let crowd = 40

    private static func withImpatientHub(
        idle: Duration = .milliseconds(1500), forBodies: Duration = .milliseconds(1500),
        forAnswers: Duration = .milliseconds(1500),
        _ body: @escaping @Sendable (VXPHub) async throws -> Void
    ) async throws {
        try await VXPHub.run(
            configure: { configuration in
                configuration.maximumPackageBytes = 64 << 20
                configuration.deadlines = Deadlines(
                    idle: idle, body: forBodies, bytesPerSecond: 1 << 30,
                    answer: forAnswers)
            }, body)
    }

    fileprivate static let post =
        "POST /v1/packages HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(TestHub.token(of: "h53"))\r\n"
    fileprivate static let digest =
        "Content-Type: application/edxml+xml\r\nContent-Digest: \(ContentDigest.header(ContentHash(of: [1])))\r\n"

    /// What they begin with; then they send `drop` again and again, or nothing.
    enum Habit: String, CaseIterable {
        case silent, headDrips, headStops, bodyDrips, bodyStops, smallBodyDrips, refusedBodyDrips

        var beginning: String {
            switch self {
            case .silent: ""
            case .headDrips, .headStops: "GET /health HTTP/1.1\r\nX-Slow: "
            case .bodyDrips, .bodyStops: SlowTests.post + SlowTests.digest + "Content-Length: 1000000\r\n\r\n"
            case .smallBodyDrips:
                "POST /v1/deliveries/x/acknowledgement HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(TestHub.token(of: "h29"))\r\nContent-Length: 10000\r\n\r\n"
            case .refusedBodyDrips: "POST /v1/packages HTTP/1.1\r\nHost: hub\r\nContent-Length: 60000\r\n\r\n"
            }
        }

        var drop: String? {
            switch self {
            case .silent, .headStops, .bodyStops: nil
            case .headDrips, .bodyDrips, .smallBodyDrips, .refusedBodyDrips: "x"
            }
        }
    }

    /// Lesson G1.
    @Test func `a crowd of slow clients of every kind is ended while others are served`() async throws {
        try await Self.withImpatientHub { vxp in
            // Their system has 48 places for sends; the rest is refused and goes on dripping. The national wire has a listener of its own and
            // another parser in front.
            let crowd = try await onThread { [port = vxp.hub.address.port, wire = vxp.port] in
                let all = Habit.allCases.map { ($0, port) } + [(Habit.silent, wire), (.headDrips, wire)]
                return try all.flatMap { habit, port in
                    try (0..<Self.crowd).map { _ in
                        let connection = try RawConnection(port: port)
                        try connection.send(habit.beginning)
                        return Slow(habit: habit, connection: connection)
                    }
                }
            }
            try await vxp.hub.send(90_001)
            #expect(try await vxp.hub.inbox("h29").count == 1)
            let sent = try await vxp.client("g22").send(Packages.document(number: 90_002), from: "G22")
            #expect(try sent.string("status") == "OK")
            let left = try await onThread {
                var open = crowd
                let deadline = ContinuousClock.now + .seconds(60)
                while !open.isEmpty, ContinuousClock.now < deadline {
                    for slow in open {
                        // One that was ended meanwhile does not take it.
                        if let drop = slow.habit.drop { try? slow.connection.send(drop) }
                    }
                    open.removeAll { $0.connection.isEnded }
                    usleep(20_000)
                }
                for slow in crowd { slow.connection.end() }
                return Set(open.map(\.habit.rawValue))
            }
            #expect(left == [])
            try await eventually("places are still taken") { try await Order.isComplete(vxp.hub.parts) }
            try await vxp.hub.send(90_003)
        }
    }

    /// A connection goes from one thread to the next that uses it: never two at once.
    private struct Slow: @unchecked Sendable {
        let habit: Habit
        let connection: RawConnection
    }

    @Test func `who does not read what he asked for is ended, and the file is given back`() async throws {
        try await Self.withImpatientHub(idle: .seconds(60), forBodies: .seconds(60), forAnswers: .seconds(20)) { vxp in
            // More than the buffers of both sides hold.
            let package = try Packages.document(fileBytes: 6 << 20)
            let sent = try await vxp.client("g22").send(package, from: "G22")
            #expect(try sent.string("status") == "OK")
            let item = try #require(try await vxp.hub.inbox("h29").first)
            let download =
                "GET /v1/deliveries/\(item.deliveryID)/package HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(TestHub.token(of: "h29"))\r\n\r\n"
            let json = vxp.client("h29").request("getEdoc", [("docId", item.deliveryID)])
            let (port, wire) = (vxp.hub.address.port, vxp.port)
            let readers = try await onThread {
                try (0..<10).map { number in
                    let connection = try RawConnection(
                        port: number % 2 == 0 ? port : wire, receiveBufferBytes: 64 * 1024)
                    try connection.send(number % 2 == 0 ? Array(download.utf8) : json)
                    return Unchecked(connection)
                }
            }
            try await eventually("nobody reads the file") { try Self.openings(of: item.sha256) == 10 }
            try await vxp.hub.send(90_002)
            try await eventually("the file is still open") { try Self.openings(of: item.sha256) == 0 }
            for reader in readers { reader.value.end() }
        }
    }

    /// How often this process has the file open.
    private static func openings(of sha256: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            // What is closed meanwhile leads nowhere.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.hasSuffix(sha256) ?? false
        }
    }

    @Test func `large bodies have the time that the slowest line needs, and no body more than fifteen minutes`() {
        let deadlines = Deadlines()
        #expect(deadlines.body(ofBytes: 0) == .seconds(60))
        #expect(deadlines.body(ofBytes: 1 << 20) == .seconds(60 + 64))
        #expect(deadlines.body(ofBytes: 50 << 20) == .seconds(900))
        #expect(deadlines.body(ofBytes: Int.max) == .seconds(900))
        #expect(deadlines.body(ofBytes: nil) == .seconds(900))
    }
}
