import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// Packages of two agencies whose databases keep them, over the real hub.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct ContentInDatabaseTests {
    private static func contents(_ agency: TestAgency) async throws -> Set<ContentHash> {
        let hashes = try await agency.database.read { connection in
            try connection.rows("SELECT sha256 FROM content ORDER BY sha256 LIMIT 100").map { row -> ContentHash in
                try row["sha256"]
            }
        }
        return Set(hashes)
    }

    private static func files(_ agency: TestAgency) throws -> [String] {
        try ["files", "staging"].flatMap { name in
            try FileManager.default.subpathsOfDirectory(atPath: agency.storeFolder.appending(path: name).path)
        }
    }

    @Test func `what is sent comes out of rows, what comes goes into rows, and nothing stays in the folder`()
        async throws
    {
        try await withExchange(keeping: .database) { _, sender, receiver in
            let came = Mutex<ReceivedPackage?>(nil)
            receiver.onReceiving { package in came.withLock { $0 = package } }
            try sender.start()
            try receiver.start()
            let id = try await sender.queue(90_001, bytes: 700_000)
            try await eventually("sent") { try await sender.entry(id)?.state == .sent }
            try await eventually("received") { receiver.events.count == 1 }
            let package = try #require(came.withLock { $0 })
            let file = try #require(package.files.first)
            #expect(try await Self.contents(sender) == [package.hash])
            #expect(try await Self.contents(receiver) == [package.hash, file.hash])
            for hash in [package.hash, file.hash] { #expect(try await receiver.kept.isSound(hash)) }
            try await sender.stop()
            try await receiver.stop()
            #expect(try Self.files(sender) == [] && Self.files(receiver) == [])
        }
    }

    @Test func `a package whose rows are lost is not sent, and the next one goes`() async throws {
        try await withExchange(keeping: .database) { _, sender, _ in
            let ids = try await [sender.queue(90_001), sender.queue(90_002)]
            let removed = try await sender.database.write { connection in
                try connection.execute(
                    "DELETE FROM content WHERE sha256 = (SELECT package_hash FROM gateway_outbox WHERE id = $1)", ids[0]
                )
            }
            #expect(removed == 1)
            try sender.start()
            try await eventually("the second") { try await sender.entry(ids[1])?.state == .sent }
            let entry = try await sender.entry(ids[0])
            #expect(entry?.state == .failed && entry?.faultCode == "not-found")
        }
    }
}
