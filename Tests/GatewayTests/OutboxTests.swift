import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// Sending: against the real hub, which is stopped, started, and refuses.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct OutboxTests {
    private struct RolledBack: Error {}

    @Test func `what is queued in a transaction is sent with it, and not without it`() async throws {
        try await withExchange { _, sender, receiver in
            try sender.start()
            try receiver.start()
            await #expect(throws: RolledBack.self) {
                try await sender.database.write { connection in
                    let hash = ContentHash(of: Data("never".utf8))
                    _ = try Outbox.enqueue(
                        document: "1", organs: [receiver.organ], package: hash, summary: "never", urgency: .ordinary,
                        at: Date(), in: connection)
                    throw RolledBack()
                }
            }
            let id = try await sender.queue(90_001)
            try await eventually("H29 receives it") { receiver.events.count == 1 }
            let documentID = try Packages.documentID(90_001, of: sender.organ)
            #expect(receiver.events == ["received \(documentID.text)"])
            try await eventually("G22 has the receipt") { try await sender.entry(id)?.state == .sent }
            let entry = try #require(try await sender.entry(id))
            #expect(entry.receipt?.contains("\"checkpoint\"") == true)
            #expect(entry.attempts == 1)
            #expect(sender.events == ["sent 90001/VPCP-KSTT"])
        }
    }

    /// Lesson B7, B8.
    @Test func `while the hub is down it waits, and is sent once when the hub is back`() async throws {
        try await withExchange { hub, sender, receiver in
            try await hub.stop()
            try sender.start()
            try receiver.start()
            let id = try await sender.queue(90_001)
            try await eventually("several tries") { (try await sender.entry(id)?.attempts ?? 0) >= 3 }
            let waiting = try #require(try await sender.entry(id))
            #expect(waiting.state != .failed)
            #expect(waiting.faultCode == "unreachable")
            #expect(
                waiting.faultSentence == "Chưa kết nối được trục liên thông. Hệ thống tự thử lại, không cần làm gì.")
            try await hub.start()
            try await eventually("H29 receives it") { !receiver.events.isEmpty }
            try await eventually("G22 has the receipt") { try await sender.entry(id)?.state == .sent }
            #expect(receiver.events.count == 1)
            #expect(sender.events == ["sent 90001/VPCP-KSTT"])
        }
    }

    /// Lesson N1.
    @Test func `what was on its way when the process died is sent again and does nothing twice`() async throws {
        try await withExchange { hub, sender, receiver in
            try sender.start()
            try receiver.start()
            let id = try await sender.queue(90_001)
            try await eventually("sent") { try await sender.entry(id)?.state == .sent }
            let first = try #require(try await sender.entry(id))
            try await sender.stop()
            // The hub's answer came, the mark did not reach the disk.
            _ = try await sender.database.write { connection in
                try connection.execute(
                    "UPDATE gateway_outbox SET state = 'sending', package_id = NULL, receipt = NULL, sent_at = NULL")
            }
            try sender.start()
            try await eventually("sent again") { try await sender.entry(id)?.state == .sent }
            let second = try #require(try await sender.entry(id))
            #expect(second.receipt == first.receipt)
            #expect(second.packageID == first.packageID)
            #expect(try await hub.packageCount() == 1)
            // Whatever is sent later arrives after it: a second copy would be there by now.
            try await sender.queue(90_002)
            try await eventually("the next one") { receiver.events.count >= 2 }
            #expect(receiver.events.count == 2)
        }
    }

    @Test func `a refusal goes to the box of failures with its cause, and out of it again`() async throws {
        try await withExchange { hub, sender, receiver in
            try sender.start()
            try receiver.start()
            let id = try await sender.queue(90_001, to: ["H29", "H98"])
            try await eventually("refused") { try await sender.entry(id)?.state == .failed }
            let refused = try #require(try await sender.entry(id))
            #expect(refused.faultCode == "unknown-receiver")
            #expect(refused.faultSentence?.contains("H98") == true)
            #expect(refused.attempts == 1)
            #expect(sender.events == ["failed 90001/VPCP-KSTT unknown-receiver"])
            let box = try await sender.database.read { try Outbox.failures(limit: 10, in: $0) }
            #expect(box.map(\.id) == [id])

            try await hub.add(["H98"])
            let again = try await sender.database.write { try Outbox.retry(id, at: Date(), in: $0) }
            #expect(again)
            sender.signals.wake()
            try await eventually("sent") { try await sender.entry(id)?.state == .sent }
            try await eventually("received") { receiver.events.count == 1 }
            let twice = try await sender.database.write { try Outbox.retry(id, at: Date(), in: $0) }
            #expect(!twice, "what was sent is not sent again")
        }
    }

    @Test(arguments: ["không phải XML", "<!DOCTYPE edXML><edXML/>"])
    func `a package that the hub cannot read does not hold up the next one`(text: String) async throws {
        try await withExchange { _, sender, receiver in
            let hash = try await sender.store.keep { file in
                try Data(text.utf8).withUnsafeBytes { try file.write($0) }
            }
            let bad = try await sender.queue(hash, summary: "hỏng", to: ["H29"])
            let good = try await sender.queue(90_002)
            try sender.start()
            try receiver.start()
            try await eventually("sent") { try await sender.entry(good)?.state == .sent }
            #expect(try await sender.entry(bad)?.state == .failed)
            #expect(["not-xml", "doctype"].contains(try await sender.entry(bad)?.faultCode))
        }
    }

    @Test func `a wrong token is no reason to try for days`() async throws {
        try await withExchange { hub, _, _ in
            try await withFolder { folder in
                let stranger = try await TestAgency(
                    "G22", hub: try hub.url, token: "wrong-token-0123456789", folder: folder)
                try stranger.start()
                let id = try await stranger.queue(90_001)
                try await eventually("refused") { try await stranger.entry(id)?.state == .failed }
                #expect(try await stranger.entry(id)?.faultCode == "unauthenticated")
                try await stranger.stop()
            }
        }
    }

    @Test func `statuses of one document arrive in their order, also after the hub was down`() async throws {
        try await withExchange { hub, sender, receiver in
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await eventually("received") { receiver.events.count == 1 }
            try await hub.stop()
            let order: [HandlingStatus] = [.arrived, .accepted, .assigned, .inProgress, .finished]
            for status in order { try await receiver.queue(status, of: 90_001, to: "G22") }
            try await hub.start()
            let reports = { sender.events.filter { $0.hasPrefix("received") } }
            try await eventually("five statuses") { reports().count == 5 }
            #expect(reports() == order.map { "received \($0.rawValue)" })
        }
    }

    @Test func `pauses grow, and end`() {
        let pauses = RetryPauses.standard
        let middle = pauses.seconds
        #expect(middle.first == 1 && middle.last == 600)
        #expect(zip(middle, middle.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(pauses.giveUpAfterSeconds == 3 * 86_400)
        #expect((480...720).contains(pauses.pause(afterAttempt: 10_000)))
    }
}
