import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// Many deliveries: each is taken once and in order, and none waits for one that cannot be taken.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct DeliveriesTests {
    @Test func `more than the hub lists at once arrives in order and once`() async throws {
        let numbers = Array(90_001...90_055)
        let hub = ScriptedHub(
            try numbers.map { .init(id: "d\($0)", bytes: try Packages.documentBytes($0, bytes: 200)) })
        try await hub.serve { agency in
            try agency.start()
            try await eventually("all are received") { agency.events.count >= numbers.count }
            let organ = try #require(OrganCode("G22"))
            #expect(agency.events == (try numbers.map { "received \(try Packages.documentID($0, of: organ).text)" }))
            #expect(hub.downloads == numbers.map { "d\($0)" })
        }
    }

    @Test func `what is listed again while it is being fetched is not fetched twice`() async throws {
        let large = try Packages.documentBytes(90_001, bytes: 200_000)
        let hub = ScriptedHub([.init(id: "d1", bytes: large, isHeld: true)], ignoresCursor: true)
        try await hub.serve { agency in
            try agency.start()
            try await eventually("listed again and again") { hub.looks >= 5 }
            #expect(hub.downloads == ["d1"])
            hub.release()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(hub.downloads == ["d1"])
            #expect(agency.events.count == 1)
        }
    }

    @Test func `a package whose bytes were on disk when the process died is not fetched again`() async throws {
        let bytes = try Packages.documentBytes(90_001)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes)])
        try await hub.serve { agency in
            _ = try await agency.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            try agency.start()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(hub.downloads.isEmpty)
            #expect(agency.events.count == 1)
            #expect(try await agency.inbox() == ["d1 stored -"])
        }
    }

    @Test func `what lies on disk of an earlier try is as new, so that no sweep takes it before its row`() async throws
    {
        let bytes = try Packages.documentBytes(90_001)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes)])
        try await hub.serve { agency in
            let hash = try await agency.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -30 * 86_400)],
                ofItemAtPath: agency.store.url(of: hash).path)
            let limit = Date(timeIntervalSinceNow: -86_400)
            try agency.start()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(hub.downloads.isEmpty)
            #expect(try !agency.store.remove(hash, olderThan: limit))
            #expect(agency.store.contains(hash))
        }
    }

    @Test func `what cannot be read is refused with its code and holds up nothing behind it`() async throws {
        let hub = ScriptedHub([
            .init(id: "d1", bytes: Array("không phải XML".utf8)),
            .init(id: "d2", bytes: Array("<!DOCTYPE edXML><edXML/>".utf8), kind: .status),
            .init(id: "d3", bytes: try Packages.documentBytes(90_003)),
            .init(id: "d4", bytes: try Packages.statusBytes(.accepted, of: 90_100), kind: .status),
        ])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("all four are answered") { ["d1", "d2", "d3", "d4"].allSatisfy(hub.isEnded) }
            #expect(
                try await agency.inbox() == [
                    "d1 rejected not-xml", "d2 rejected doctype", "d3 stored -", "d4 stored -",
                ])
            #expect(agency.events.count == 2)
            for (id, code) in [("d1", "not-xml"), ("d2", "doctype")] {
                let answer = try Answer(of: id, at: hub)
                #expect(answer.outcome == "fail" && answer.code == code)
                #expect(answer.reason?.isEmpty == false, "the sender is told a sentence")
            }
            #expect(try Answer(of: "d3", at: hub).outcome == "done")
            #expect(try agency.staged().isEmpty)
        }
    }

    @Test
    func `a download that never matches its hash is not kept, the log tells it, and after five tries it is refused`()
        async throws
    {
        let log = LogRecord()
        let bytes = try Packages.documentBytes(90_001)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes, isAltered: true)])
        try await hub.serve(logger: log.logger) { agency in
            try agency.start()
            try await eventually("tried again") { hub.downloads.count >= 2 }
            #expect(log.lines.contains("delivery not taken delivery.id=d1 fault.code=hash-mismatch"))
            #expect(!hub.isEnded("d1"))
            #expect(try await agency.inbox().isEmpty)
            #expect(agency.events.isEmpty)
            var altered = bytes
            altered[altered.count / 2] ^= 1
            #expect(!agency.store.contains(ContentHash(of: altered)) && !agency.store.contains(ContentHash(of: bytes)))
            // Not for ever: in the end the hub's operator and the sender are told.
            try await eventually("given up") { hub.isEnded("d1") }
            let answer = try Answer(of: "d1", at: hub)
            #expect(answer.outcome == "fail" && answer.code == "hash-mismatch")
            #expect(hub.downloads.count == 5)
            #expect(try await agency.inbox() == ["d1 rejected hash-mismatch"])
        }
    }

    @Test func `a document that cannot be taken does not hold up the next one`() async throws {
        let hub = ScriptedHub([
            .init(id: "d1", bytes: try Packages.documentBytes(90_001), isAltered: true),
            .init(id: "d2", bytes: try Packages.documentBytes(90_002)),
        ])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("the second one is received") { hub.isEnded("d2") }
            #expect(hub.downloads.prefix(2) == ["d1", "d2"])
        }
    }

    /// What the gateway told the hub of a delivery, the last time.
    private struct Answer: Decodable {
        let sha256: String
        let outcome: String
        let code: String?
        let reason: String?

        init(of id: String, at hub: ScriptedHub) throws {
            let body = try #require(hub.acknowledgements(of: id).last)
            self = try JSONDecoder().decode(Self.self, from: Data(body.utf8))
        }
    }
}
