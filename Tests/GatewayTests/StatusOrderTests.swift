import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Synchronization
import Testing

@testable import Gateway

/// Statuses that arrive: in order for each document, behind nothing else.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct StatusOrderTests {
    private struct Trouble: Error {}

    @Test func `a status is not delayed by a large document that is being fetched`() async throws {
        let hub = ScriptedHub([
            .init(id: "d1", bytes: try Packages.documentBytes(90_001, bytes: 300_000), isHeld: true),
            try Self.status("s1", .accepted, of: 90_100),
        ])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("the document is on its way") { hub.downloads.contains("d1") }
            try await eventually("the status is received") { agency.events == ["received 03"] }
            #expect(!hub.isEnded("d1"))
            hub.release()
            try await eventually("the document is received") { hub.isEnded("d1") }
            #expect(agency.events.count == 2)
        }
    }

    @Test func `statuses of one document are taken in the order of the hub`() async throws {
        let order: [HandlingStatus] = [.arrived, .accepted, .assigned, .inProgress, .finished]
        let hub = ScriptedHub(try order.map { try Self.status("s\($0.rawValue)", $0, of: 90_100) })
        try await hub.serve { agency in
            try agency.start()
            try await eventually("all are received") { agency.events.count >= order.count }
            #expect(agency.events == order.map { "received \($0.rawValue)" })
        }
    }

    @Test func `a status that cannot be taken yet holds back the later ones of its document and no others`()
        async throws
    {
        let hub = ScriptedHub([
            try Self.status("s1", .accepted, of: 90_100),
            try Self.status("s2", .assigned, of: 90_100),
            try Self.status("s3", .inProgress, of: 90_200),
        ])
        try await hub.serve { agency in
            let isFirst = Mutex(true)
            agency.onReceiving { package in
                guard package.packet.status?.status == .accepted else { return }
                let fails = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if fails { throw Trouble() }
            }
            try agency.start()
            try await eventually("all are received") { agency.events.count == 3 }
            #expect(agency.events == ["received 05", "received 03", "received 04"])
        }
    }

    @Test func `a status that never matches its hash does not stop those of other documents`() async throws {
        var altered = try Self.status("s1", .accepted, of: 90_100)
        altered.isAltered = true
        let hub = ScriptedHub([altered, try Self.status("s2", .assigned, of: 90_200)])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("the other one is received") { agency.events == ["received 04"] }
            try await eventually("the altered one is tried again") { hub.downloads.filter { $0 == "s1" }.count >= 2 }
            #expect(!hub.isEnded("s1"))
        }
    }

    private static func status(_ id: String, _ status: HandlingStatus, of number: Int) throws -> ScriptedHub.Delivery {
        let subject = try Packages.documentID(number, of: #require(OrganCode("H29"))).text
        return .init(id: id, bytes: try Packages.statusBytes(status, of: number), kind: .status, subject: subject)
    }
}
