import EdXML
import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import VendorGateway

/// What the agency's software reports, and what others report to it.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct StatusTests {
    @Test func `statuses go to the sender in their order, and what comes back is shown at the receiver`() async throws {
        try await withGateway { hub, gateway, office in
            try office.start()
            try gateway.start()
            try await office.queue(90_201)
            try await eventually("it has come") { try gateway.arrivals().count == 1 }
            let id = try #require(try gateway.arrivals().first).lastPathComponent
            for status in ["01", "03", "04", "06"] {
                try gateway.report(id, status, as: "\(status).status.json")
            }
            try await eventually("all are told") {
                office.events.filter { $0.hasPrefix("received 0") }
                    == ["01", "03", "04", "06"].map { "received \($0)" }
            }
            try await eventually("the folder shows it") {
                try gateway.dropped().filter { $0.hasPrefix("sent/") }.count == 4
            }

            try gateway.drop(header: TestGateway.header(90_202), files: ["a.txt": Array("a".utf8)], as: "di")
            try await eventually("it is sent") { try gateway.dropped().contains("sent/di") }
            try await office.report(.accepted, of: "H29,2024/03/12,90202/UBND-VP", to: "H29")
            try await eventually("the status is shown") {
                try gateway.text("state.json", beside: "di", in: "sent").contains(#""status" : "03""#)
            }
            try await eventually("the status lies there too") { try gateway.arrivals().count == 2 }
        }
    }

    @Test func `the machine of the statuses is the rule`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let id = try await gateway.arrive(try Packages.documentBytes(90_203))
            let lines: [(String, String?, String?)] = [
                ("02", nil, "missing-field"), ("13", "lý do", "status"), ("15", nil, "status"),
                ("99", nil, "bad-format"),
                ("03", nil, nil), ("03", nil, nil), ("02", "gửi nhầm", "status"), ("05", nil, nil),
                ("04", nil, "status"),
                ("06", nil, nil), ("05", nil, "status"),
            ]
            for (number, line) in lines.enumerated() {
                let name = "\(10 + number).status.json"
                try gateway.report(id, line.0, reason: line.1, as: name)
                try await gateway.inFolder.look()
                if let code = line.2 {
                    #expect(
                        try gateway.text("reason.txt", beside: name, in: "refused").hasPrefix("\(code): "), "\(line)")
                } else {
                    #expect(try gateway.dropped().contains("sending/\(name)"), "\(line)")
                }
            }
            // 03 was said twice and goes once.
            #expect(try await gateway.outboxCount() == 3)
            try gateway.report("khong-co", "03", as: "x.status.json")
            try await gateway.inFolder.look()
            #expect(try gateway.text("reason.txt", beside: "x.status.json", in: "refused").hasPrefix("not-found: "))
        }
    }

    @Test func `a recall is passed on, and answered with 15 or 16 only`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let sender = try #require(OrganCode("G22"))
            var packet = try Packages.document(90_204, from: sender, to: ["H29"], bytes: 10)
            defer { Packages.remove(packet) }
            packet.business = Business(kind: .recall, reason: "Gửi nhầm", documentID: packet.header.id)
            packet.attachments = []
            var bytes: [UInt8] = []
            try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
            let id = try await gateway.arrive(bytes)
            try await gateway.out.lay(id)
            let header = try String(
                contentsOf: gateway.places.out.appending(path: "\(id)/header.json"), encoding: .utf8)
            #expect(header.contains(#""kind" : "recall""#) && header.contains("Gửi nhầm"))
            for (status, reason, isTaken) in [
                ("03", nil, false), ("16", nil, false), ("16", "Đã giải quyết xong", true), ("15", nil, false),
            ] as [(String, String?, Bool)] {
                let name = "\(status)-\(reason?.count ?? 0).status.json"
                try gateway.report(id, status, reason: reason, as: name)
                try await gateway.inFolder.look()
                #expect(try gateway.dropped().contains("\(isTaken ? "sending" : "refused")/\(name)"), "\(name)")
            }
        }
    }

    @Test func `a status package that the software wrote is held to the same rule`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            try await gateway.arrive(try Packages.documentBytes(90_205))
            let ours = gateway.gateway.organ
            for (name, status) in [("1", HandlingStatus.accepted), ("2", .finished), ("3", .assigned)] {
                let packet = try Packages.status(status, of: 90_205, from: ours, to: "G22")
                try gateway.drop(try PacketWriter.bytes(of: packet), as: "\(name).edxml")
                try await gateway.inFolder.look()
            }
            #expect(try gateway.dropped() == ["refused/3.edxml", "sending/1.edxml", "sending/2.edxml"])
            let late = try Packages.status(.refused, of: 90_205, from: ours, to: "G22")
            try gateway.drop(try PacketWriter.bytes(of: late), as: "4.edxml")
            try await gateway.inFolder.look()
            #expect(try gateway.dropped().contains("refused/4.edxml"))
        }
    }
}

extension TestGateway {
    func report(_ arrival: String, _ status: String, reason: String? = nil, as name: String) throws {
        let json = JSON.object([
            "arrival": .text(arrival), "status": .text(status), "staff": .text("Trần Thị Ví Dụ"),
            "department": .text("Văn thư"), "reason": JSON(reason),
        ])
        try self.drop(Array(try json.printed().utf8), as: name)
    }
}

extension TestAgency {
    /// A status of this agency about a document of others.
    func report(_ status: HandlingStatus, of document: String, to organ: String) async throws {
        let issuer = try #require(OrganCode(organ))
        let id = try #require(DocumentID(document))
        let body = try PacketWriter.bytes(
            of: StatusPacket(
                from: Organ(code: self.organ, name: "Cơ quan báo"),
                report: StatusReport(
                    responseFor: ResponseFor(
                        organ: issuer, code: String(document.split(separator: ",")[2]),
                        promulgationDate: CalendarDate("2024-03-12"), documentID: id),
                    status: status, at: Date())))
        _ = try await self.database.write { connection in
            try Outbox.enqueue(
                status: status, documentID: id, to: issuer, reference: "document", body: body,
                summary: status.rawValue, at: Date(), in: connection)
        }
        self.signals.wake()
    }
}
