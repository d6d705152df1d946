import EdXML
import Exchange
import Foundation
import Hub
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// Receiving from the real hub.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct InboxTests {
    private struct Trouble: Error {}

    @Test func `what came while the office was down arrives in order and once`() async throws {
        try await withExchange { _, sender, receiver in
            try sender.start()
            let ids = try await [sender.queue(90_001), sender.queue(90_002), sender.queue(90_003)]
            for id in ids { try await eventually("sent") { try await sender.entry(id)?.state == .sent } }
            try receiver.start()
            try await eventually("three documents") { receiver.events.count == 3 }
            try await receiver.stop()
            try receiver.start()
            try await sender.queue(90_004)
            try await eventually("a fourth") { receiver.events.count >= 4 }
            let expected = try (90_001...90_004).map {
                "received \(try Packages.documentID($0, of: sender.organ).text)"
            }
            #expect(receiver.events == expected)
        }
    }

    @Test func `what the office refuses goes back with its code, and the next one is taken`() async throws {
        try await withExchange { _, sender, receiver in
            receiver.onReceiving { package in
                if package.packet.document?.code.number == "90001" {
                    throw Fault(.secret, vi: "Văn bản có dấu mật.", en: "Secret.")
                }
            }
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await sender.queue(90_002)
            try await eventually("the second") { receiver.events.count == 1 }
            let code: String? = try await receiver.database.read {
                try $0.row("SELECT fault_code FROM gateway_inbox WHERE state = 'rejected'")?["fault_code"]
            }
            #expect(code == "secret")
        }
    }

    @Test func `what was refused and is sent again by the hub's operator is judged anew`() async throws {
        try await withExchange { hub, sender, receiver in
            receiver.onReceiving { _ in throw Fault(.badZip, vi: "Tệp nén hỏng.", en: "Broken.") }
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            let database = try HubDatabase.open(in: hub.folder)
            try await eventually("the refusal") {
                try await database.read {
                    try $0.row("SELECT 1 AS found FROM delivery WHERE transport = 'fail'") != nil
                }
            }
            try await receiver.stop()
            receiver.onReceiving { _ in }
            _ = try await database.write {
                try $0.execute("UPDATE delivery SET transport = 'initial', fail_code = NULL, fail_reason = NULL")
            }
            try receiver.start()
            try await eventually("the document") { receiver.events.count == 1 }
            try await eventually("the acknowledgement") {
                try await database.read {
                    try $0.row("SELECT 1 AS found FROM delivery WHERE transport = 'done'") != nil
                }
            }
            let states: [String] = try await receiver.database.read {
                try $0.rows("SELECT state FROM gateway_inbox LIMIT 10").map { try $0["state"] }
            }
            #expect(states == ["stored"])
        }
    }

    @Test func `trouble of the office's own delays that package only, and it is taken in the end`() async throws {
        try await withExchange { _, sender, receiver in
            let tries = Mutex(0)
            receiver.onReceiving { package in
                let isFirst = package.packet.document?.code.number == "90001"
                if isFirst,
                    tries.withLock({
                        $0 += 1; return $0
                    }) == 1
                {
                    throw Trouble()
                }
            }
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await eventually("taken") { receiver.events.count == 1 }
            #expect(tries.withLock { $0 } == 2)
            let rows: Int? = try await receiver.database.read {
                try $0.row("SELECT COUNT(*) AS total FROM gateway_inbox")?["total"]
            }
            #expect(rows == 1)
        }
    }

    @Test func `a status does not wait behind a document that is being taken`() async throws {
        try await withExchange { _, sender, receiver in
            try sender.start()
            try receiver.start()
            // H29 has a document of its own at G22, so that a status may come back to it.
            try await receiver.queue(90_100, to: ["G22"])
            try await eventually("G22 has it") { sender.events.contains { $0.hasPrefix("received") } }
            receiver.onReceiving { package in
                // A document that cannot be taken yet.
                if package.packet.status == nil { throw Fault(.interrupted, vi: "Chờ.", en: "Wait.") }
            }
            try await sender.queue(90_001)
            try await sender.queue(.accepted, of: 90_100, to: "H29")
            try await eventually("the status") { receiver.events.contains("received 03") }
            #expect(!receiver.events.contains { $0.contains("90001") })
        }
    }

    @Test func `files are kept byte for byte under their hash`() async throws {
        try await withExchange { _, sender, receiver in
            let files = Mutex<[ReceivedFile]>([])
            receiver.onReceiving { package in files.withLock { $0 = package.files } }
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001, bytes: 300_000)
            try await eventually("received") { receiver.events.count == 1 }
            let file = try #require(files.withLock { $0.first })
            #expect(file.name == "cong-van.txt" && file.sizeBytes == 300_000)
            let expected = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            #expect(file.hash == ContentHash(of: expected))
            #expect(try Data(contentsOf: receiver.store.url(of: file.hash)) == expected)
        }
    }
}
