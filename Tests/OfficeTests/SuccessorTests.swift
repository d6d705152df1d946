import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Testing

@testable import Office

/// A status may come from the agency that took over the work of the one that was written to.
@Suite struct SuccessorTests {
    private static func report(
        _ status: HandlingStatus, of outgoing: String, from organ: OrganCode, in test: TestOffice
    ) async throws {
        let office = test.office
        try await office.database.write { connection in
            let row = try #require(
                try connection.row(
                    "SELECT document_id, promulgation_date FROM outgoing WHERE id = $1", outgoing))
            let report = StatusReport(
                responseFor: ResponseFor(
                    organ: office.identity.organ, code: "01/UBND-A", promulgationDate: try row["promulgation_date"],
                    documentID: try row["document_id"]),
                status: status, at: office.now())
            let packet = Packet(kind: .status, from: Organ(code: organ), status: report)
            let id = UUID().uuidString
            try StatusArrival(office: office).receive(
                ReceivedPackage(
                    deliveryID: id, packageID: id, hash: ContentHash(of: Data(id.utf8)), packet: packet, files: []),
                in: connection)
        }
    }

    @Test func `a successor's status touches the recipient that it stands in for; a stranger's is refused`()
        async throws
    {
        try await TestOffice.with { test in
            let outgoing = try await test.draft()
            try await test.bring(outgoing, to: .published)
            let codes = ["G90", "G91", "G92"].compactMap { OrganCode($0) }
            try await test.office.database.write { connection in
                for (code, successor) in [("G22", "G90"), ("G90", "G91"), ("G91", "G22"), ("G92", nil)] {
                    try Directory.save(
                        code: try #require(OrganCode(code)), oldCode: nil, name: code, shortName: code,
                        kind: "ministry", validTo: nil, successor: successor, in: connection)
                }
            }
            try await Self.report(.arrived, of: outgoing, from: codes[1], in: test)
            let status = try await test.office.database.read { connection -> HandlingStatus? in
                try connection.row("SELECT status FROM recipient WHERE outgoing_id = $1", outgoing)?["status"]
            }
            #expect(status == .arrived)
            let fault = await #expect(throws: Fault.self) {
                try await Self.report(.accepted, of: outgoing, from: codes[2], in: test)
            }
            #expect(fault?.code == .unknownDocument)
        }
    }
}
