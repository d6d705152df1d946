import Foundation
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// Stopping: soon, with nothing half-done, and the next start goes on.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct StopTests {
    @Test func `stopped in the middle of a download it leaves nothing behind and takes the package at the next start`()
        async throws
    {
        let bytes = try Packages.documentBytes(90_001, bytes: 400_000)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes, isHeld: true)])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("half of it is there") { try agency.staged().values.contains { $0 > 0 } }
            try await Self.stop(agency)
            #expect(try agency.staged().isEmpty)
            #expect(try await agency.inbox().isEmpty)
            #expect(!agency.store.contains(ContentHash(of: bytes)))
            #expect(hub.acknowledgements(of: "d1").isEmpty && agency.events.isEmpty)

            hub.release()
            try agency.start()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(try await agency.inbox() == ["d1 stored -"])
            #expect(agency.events.count == 1)
        }
    }

    @Test func `stopped before the hub has answered it sends the same bytes at the next start`() async throws {
        let hub = ScriptedHub(holdsUploadsFrom: 0)
        try await hub.serve("G22") { agency in
            try agency.start()
            let id = try await agency.queue(90_001, bytes: 200_000)
            try await eventually("uploaded") { hub.uploads.count == 1 }
            try await Self.stop(agency)
            let open = try #require(try await agency.entry(id))
            #expect(open.state == .sending && open.receipt == nil && open.faultCode == nil)
            #expect(agency.events.isEmpty)

            hub.release()
            try agency.start()
            try await eventually("sent") { try await agency.entry(id)?.state == .sent }
            #expect(hub.uploads.count == 2 && Set(hub.uploads).count == 1)
            #expect(agency.events == ["sent 90001/VPCP-KSTT"])
        }
    }

    @Test func `stopped while it waits for news it does not wait for their end`() async throws {
        try await withExchange { hub, sender, receiver in
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await eventually("received and acknowledged") {
                let row = try await receiver.database.read { connection in
                    try connection.row("SELECT 1 AS one FROM gateway_inbox WHERE acknowledged_at IS NOT NULL")
                        .map { try $0["one"] as Int }
                }
                return row == 1
            }
            try await Self.stop(receiver)
            try await Self.stop(sender)
        }
    }

    @Test func `stopped while the hub is down it keeps what waits`() async throws {
        try await withExchange { hub, sender, receiver in
            try await hub.stop()
            try sender.start()
            let id = try await sender.queue(90_001)
            try await eventually("tried") { (try await sender.entry(id)?.attempts ?? 0) >= 1 }
            try await Self.stop(sender)
            let state = try await sender.entry(id)?.state
            #expect(state == .queued || state == .sending)

            try await hub.start()
            try sender.start()
            try receiver.start()
            try await eventually("received") { receiver.events.count == 1 }
            try await eventually("sent") { try await sender.entry(id)?.state == .sent }
            #expect(try await hub.packageCount() == 1)
        }
    }

    /// Stops `agency`, or fails the test: a question to the hub for news is open for 25 seconds, and nobody waits for its end.
    private static func stop(_ agency: TestAgency) async throws {
        let isStopped = Mutex(false)
        let stopping = Task {
            try await agency.stop()
            isStopped.withLock { $0 = true }
        }
        try await eventually("stopped", within: .seconds(20)) { isStopped.withLock { $0 } }
        try await stopping.value
    }
}
