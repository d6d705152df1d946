import EdXML
import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import VendorGateway

/// The same status once more: it goes again when it says something else, so that one task of a directive can be reported.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct RepeatedStatusTests {
    /// `05 Nhiệm vụ 1, tiếp nhận`: what waits to go out, in order.
    private static func told(_ gateway: TestGateway) async throws -> [String] {
        try await gateway.gateway.database.read { connection in
            try connection.rows("SELECT body FROM gateway_outbox WHERE kind = 'status' ORDER BY seq LIMIT 100").map {
                row -> [UInt8] in try row["body"]
            }
        }.map { body in
            let today = try #require(CalendarDate("2026-11-27"))
            let report = try #require(try PacketReader.read(body, today: today).status)
            return [report.status.rawValue, report.description].compactMap { $0 }.joined(separator: " ")
        }
    }

    private static func take(_ arrival: String, _ status: HandlingStatus, _ reason: String?, _ gateway: TestGateway)
        async throws -> Handover.Taken
    {
        try await StatusHandover(gateway: gateway.gateway).take(
            StatusHandover.Report(arrival: arrival, status: status, reason: reason))
    }

    @Test func `a status goes again with other words, and once in the same words or without any`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let id = try await gateway.arrive(try Packages.documentBytes(90_301))
            let sentence = "Nhiệm vụ 1, tiếp nhận"
            let first = try await Self.take(id, .accepted, nil, gateway)
            let second = try await Self.take(id, .accepted, sentence, gateway)
            #expect(!first.isRepeat && !second.isRepeat && first.id != second.id)
            // Letters composed or not are the same words.
            let same = try await Self.take(
                id, .accepted, " \(sentence.decomposedStringWithCanonicalMapping) ", gateway)
            #expect(same.isRepeat && same.id == second.id)
            let bare = try await Self.take(id, .accepted, nil, gateway)
            #expect(bare.isRepeat && bare.id == first.id)
            _ = try await Self.take(id, .finished, nil, gateway)
            _ = try await Self.take(id, .finished, "Nhiệm vụ 1, hoàn thành: báo cáo số 12/BC-VP", gateway)
            #expect(
                try await Self.told(gateway) == [
                    "03", "03 Nhiệm vụ 1, tiếp nhận", "06", "06 Nhiệm vụ 1, hoàn thành: báo cáo số 12/BC-VP",
                ])
        }
    }

    @Test func `by the folder and as a finished package it is the same rule`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let id = try await gateway.arrive(try Packages.documentBytes(90_302))
            for (name, reason) in [("1", nil), ("2", "Nhiệm vụ 2, đang xử lý"), ("3", "Nhiệm vụ 2, đang xử lý")] {
                try gateway.report(id, "03", reason: reason, as: "\(name).status.json")
                try await gateway.inFolder.look()
            }
            #expect(try await gateway.outboxCount() == 2)
            let ours = gateway.gateway.organ
            for (name, words) in [("4", "Nhiệm vụ 3, tiếp nhận"), ("5", "Nhiệm vụ 3, tiếp nhận")] {
                var packet = try Packages.status(.accepted, of: 90_302, from: ours, to: "G22")
                packet.report.description = words
                packet.report.at = Date() + (name == "5" ? 1 : 0)
                try gateway.drop(try PacketWriter.bytes(of: packet), as: "\(name).edxml")
                try await gateway.inFolder.look()
            }
            #expect(try gateway.dropped().contains("sending/4.edxml"))
            #expect(try gateway.dropped().contains("refused/5.edxml"))
        }
    }

    @Test func `while the sender asks the document back nothing is said a second time`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let id = try await gateway.arrive(try Packages.documentBytes(90_303))
            _ = try await Self.take(id, .accepted, nil, gateway)
            let sender = try #require(OrganCode("G22"))
            var packet = try Packages.document(90_303, from: sender, to: ["H29"], bytes: 10)
            defer { Packages.remove(packet) }
            packet.business = Business(kind: .recall, reason: "Gửi nhầm", documentID: packet.header.id)
            packet.attachments = []
            var bytes: [UInt8] = []
            try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
            let asking = try await gateway.arrive(bytes)
            let refusal = await #expect(throws: Fault.self) {
                try await Self.take(id, .accepted, "Nhiệm vụ 1, tiếp nhận", gateway)
            }
            #expect(refusal?.code == .status)
            _ = try await Self.take(asking, .declined, "Đang giải quyết", gateway)
            let told = try await Self.take(id, .accepted, "Nhiệm vụ 1, tiếp nhận", gateway)
            #expect(!told.isRepeat)
        }
    }
}
