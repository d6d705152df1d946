import EdXML
import Exchange
import Foundation
import Hub
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// What became of deliveries reaches the office once, in order, whatever happens in between.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct TransportTests {
    private struct Trouble: Error {}

    private static func name(_ number: Int) -> String { "\(number)/\(Packages.notation)" }

    @Test func `the sender learns that it waits, that it was taken, and why it was refused`() async throws {
        try await withExchange { _, sender, receiver in
            receiver.onReceiving { package in
                if package.packet.document?.code.number == "90002" {
                    throw Fault(.badZip, vi: "Tệp nén hỏng.", en: "Broken.")
                }
            }
            let reasons = Mutex<[String]>([])
            sender.onTransport { event in
                if case .failed(_, let reason) = event.kind { reasons.withLock { $0.append(reason ?? "") } }
            }
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await sender.queue(90_002)
            try await eventually("four events") { sender.transport.count >= 4 }
            for number in [90_001, 90_002] {
                let told = sender.everything.filter { $0.contains(Self.name(number)) }
                let end =
                    number == 90_001
                    ? "delivered \(Self.name(number)) H29" : "undelivered \(Self.name(number)) H29 bad-zip"
                #expect(told == ["sent \(Self.name(number))", "waits \(Self.name(number)) H29", end])
            }
            #expect(reasons.withLock { $0 } == ["Tệp nén hỏng."])
        }
    }

    @Test func `what happened while the office was down is told at the next start, and nothing again`() async throws {
        try await withExchange { _, sender, receiver in
            try sender.start()
            try await sender.queue(90_001)
            try await eventually("it waits") { sender.transport.count == 1 }
            try await sender.stop()
            try receiver.start()
            try await eventually("taken") { receiver.events.count == 1 }
            for _ in 1...2 {
                try sender.start()
                try await eventually("delivered") { sender.transport.count >= 2 }
                try await sender.stop()
            }
            #expect(sender.transport == ["waits \(Self.name(90_001)) H29", "delivered \(Self.name(90_001)) H29"])
        }
    }

    @Test func `a hub that goes away and lines that are cut lose and double nothing`() async throws {
        try await withExchange { hub, _, receiver in
            let log = LogRecord()
            let port = try #require(try hub.url.port)
            // Every line is cut after some calls.
            let proxy = try CuttingProxy(to: port, cuts: 6, after: 3_000)
            defer { proxy.stop() }
            let url = try #require(URL(string: "http://127.0.0.1:\(proxy.port)"))
            let sender = try await TestAgency(
                "G22", hub: url, folder: hub.folder.deletingLastPathComponent(), logger: log.logger)
            try sender.start()
            try receiver.start()
            for number in 90_001...90_004 {
                try await sender.queue(number)
                if number == 90_002 {
                    try await eventually("the first two") { receiver.events.count == 2 }
                    try await hub.stop()
                    try await eventually("missed") { log.lines.contains { $0.hasPrefix("transport not followed") } }
                    try await hub.start()
                }
            }
            try await eventually("all is told") { sender.transport.count >= 8 }
            try await sender.stop()
            #expect(
                sender.transport.sorted()
                    == (90_001...90_004).flatMap {
                        ["delivered \(Self.name($0)) H29", "waits \(Self.name($0)) H29"]
                    }.sorted())
        }
    }

    @Test func `a death between what is told and the place in the log undoes both`() async throws {
        try await withExchange { _, sender, receiver in
            let deaths = Mutex(0)
            sender.onTransport { event in
                if event.kind == .delivered,
                    deaths.withLock({
                        $0 += 1; return $0
                    }) == 1
                {
                    throw Trouble()
                }
            }
            try sender.start()
            try await sender.queue(90_001)
            try await eventually("it waits") { sender.transport.count == 1 }
            let before = try await sender.database.read { try TransportLog.place(in: $0) }
            try receiver.start()
            try await eventually("the first try is over") { deaths.withLock { $0 } >= 1 }
            try await eventually("delivered") { sender.transport.count >= 2 }
            #expect(deaths.withLock { $0 } == 2)
            #expect(sender.transport == ["waits \(Self.name(90_001)) H29", "delivered \(Self.name(90_001)) H29"])
            #expect(try await sender.database.read { try TransportLog.place(in: $0) }.index > before.index)
        }
    }

    @Test func `what the hub tells before its answer to the send is here is told after it`() async throws {
        try await withExchange { hub, sender, receiver in
            let packet = try Packages.documentBytes(90_001)
            let client = try HubClient(
                endpoint: HubEndpoint(url: try hub.url, token: TestHub.token(of: "G22"), trustedRoots: nil))
            _ = try await client.send(bytes: packet)
            try await client.shutdown()
            try sender.start()
            try receiver.start()
            try await eventually("taken") { receiver.events.count == 1 }
            try await eventually("read beyond it") {
                try await sender.database.read {
                    try $0.row("SELECT 1 AS found FROM gateway_transport WHERE event = 'ContentHandover'") != nil
                }
            }
            #expect(sender.everything.isEmpty)
            let hash = try await sender.store.keep { file in try packet.withUnsafeBytes { try file.write($0) } }
            _ = try await sender.queue(hash, summary: Self.name(90_001), to: ["H29"])
            try await eventually("all three") { sender.everything.count >= 3 }
            #expect(
                sender.everything == [
                    "sent \(Self.name(90_001))", "waits \(Self.name(90_001)) H29", "delivered \(Self.name(90_001)) H29",
                ])
        }
    }

    @Test(arguments: [false, true])
    func `a hub restored from a backup is read again, told nothing twice, and said so`(hasGrown: Bool) async throws {
        try await withExchange { hub, _, receiver in
            let log = LogRecord()
            let sender = try await TestAgency(
                "G22", hub: try hub.url, folder: hub.folder.deletingLastPathComponent(), logger: log.logger)
            try sender.start()
            try receiver.start()
            try await sender.queue(90_001)
            try await eventually("the first") { sender.transport.count == 2 }
            let backup = hub.folder.appendingPathExtension("backup")
            try await hub.stop()
            try FileManager.default.copyItem(at: hub.folder, to: backup)
            try await hub.start()
            try await sender.queue(90_002)
            try await eventually("the second") { sender.transport.count == 4 }
            if hasGrown { try await sender.stop() }
            try await hub.stop()
            try FileManager.default.removeItem(at: hub.folder)
            try FileManager.default.moveItem(at: backup, to: hub.folder)
            try await hub.start()
            if hasGrown {
                // The new log reaches beyond the place that the sender has read to: only the entries there tell the difference.
                try await receiver.queue(90_101, to: ["G22"])
                try await receiver.queue(90_102, to: ["G22"])
                try await eventually("sent") { receiver.events.filter { $0.hasPrefix("sent") }.count == 2 }
                try sender.start()
            }
            try await eventually("said so") { log.lines.contains { $0.contains("log is another one") } }
            try await sender.queue(90_003)
            try await eventually("the third") { sender.transport.contains("delivered \(Self.name(90_003)) H29") }
            try await sender.stop()
            #expect(
                sender.transport
                    == (90_001...90_003).flatMap { ["waits \(Self.name($0)) H29", "delivered \(Self.name($0)) H29"] })
        }
    }
}
