import Foundation
import Programs
import Testing

@testable import Gateway

/// Downloads over connections and through proxies that do less than they should.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct DownloadTests {
    @Test func `a proxy that answers a range with the whole does not glue two halves together`() async throws {
        let bytes = try Packages.documentBytes(90_001, bytes: 100_000)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes, cuts: 1, ignoresRange: true)])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(hub.acknowledgements(of: "d1").allSatisfy { $0.contains("\"outcome\":\"done\"") })
            #expect(agency.events.count == 1)
            #expect(try agency.staged().isEmpty)
        }
    }

    @Test func `a download that is cut again and again arrives in the end`() async throws {
        let bytes = try Packages.documentBytes(90_001, bytes: 200_000)
        let hub = ScriptedHub([.init(id: "d1", bytes: bytes, cuts: 14)])
        try await hub.serve { agency in
            try agency.start()
            try await eventually("acknowledged") { hub.isEnded("d1") }
            #expect(hub.downloads.count == 15)
            #expect(agency.events.count == 1)
            #expect(try agency.staged().isEmpty)
        }
    }
}
