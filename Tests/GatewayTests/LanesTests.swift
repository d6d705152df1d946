import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// What goes first, and what does not wait for what.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct LanesTests {
    @Test func `a status is not delayed by a large document that is being sent`() async throws {
        let hub = ScriptedHub(holdsUploadsFrom: 100_000)
        try await hub.serve("G22") { agency in
            try agency.start()
            let document = try await agency.queue(90_001, bytes: 300_000)
            try await eventually("the document is on its way") { hub.uploads.count == 1 }
            try await agency.queue(.accepted, of: 90_100, to: "H29")
            try await eventually("the status is sent") { agency.events == ["sent 03"] }
            #expect(try await agency.entry(document)?.state == .sending)
            hub.release()
            try await eventually("both are sent") { agency.events == ["sent 03", "sent 90001/VPCP-KSTT"] }
        }
    }

    @Test func `what is flash does not wait behind a large document that is being fetched`() async throws {
        let hub = ScriptedHub([
            .init(id: "d1", bytes: try Packages.documentBytes(90_001, bytes: 300_000), isHeld: true),
            .init(id: "d2", bytes: try Packages.documentBytes(90_002)),
            .init(id: "d3", bytes: try Packages.documentBytes(90_003), urgency: .flash),
        ])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("the flash document is taken") { hub.isEnded("d3") }
            #expect(!hub.isEnded("d1") && !hub.isEnded("d2"))
            hub.release()
            try await eventually("all are taken") { hub.isEnded("d1") && hub.isEnded("d2") }
        }
    }

    @Test func `what is urgent goes first, equals in the order of queueing`() async throws {
        let hub = ScriptedHub()
        try await hub.serve("G22") { agency in
            for (number, urgency) in [(1, Urgency.ordinary), (2, .urgent), (3, .flash), (4, .ordinary), (5, .flash)] {
                try await agency.queue(90_000 + number, urgency: urgency)
            }
            try agency.start()
            try await eventually("five are sent") { agency.events.count == 5 }
            #expect(agency.events == [3, 5, 2, 1, 4].map { "sent \(90_000 + $0)/VPCP-KSTT" })
        }
    }

    @Test func `a package whose file is gone is told as a failure and does not hold up the next one`() async throws {
        let hub = ScriptedHub()
        try await hub.serve("G22") { agency in
            let lost = try await agency.queue(ContentHash(of: Data("gone".utf8)), summary: "mất tệp", to: ["H29"])
            let next = try await agency.queue(90_002)
            try agency.start()
            try await eventually("the next one is sent") { try await agency.entry(next)?.state == .sent }
            let entry = try #require(try await agency.entry(lost))
            #expect(entry.state == .failed && entry.faultCode == "not-found")
            #expect(hub.uploads.count == 1)
        }
    }
}
