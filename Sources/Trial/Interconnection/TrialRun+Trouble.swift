import EdXML
import Exchange
import Foundation
import Gateway

/// Whether trouble stays where it is, and the hub keeps out what must not pass.
extension TrialRun {
    func trouble(_ side: TrialPlan.System, _ papers: Papers, first: Int) async throws -> [TrialFinding] {
        guard let paper = papers.ordinary else {
            return self.gaps(
                .trouble, at: side,
                except: Self.ofTheHub + (self.plan.offSeconds == nil ? [.switchedOff] : [])
                    + (self.plan.switchesHub ? [] : [.hubOff]))
        }
        var findings: [TrialFinding] = []
        findings.append(
            try await self.check(.repeated, at: side) {
                let again = try await self.tester.send(bytes: papers.bytes)
                guard again == papers.package else {
                    throw TrialMiss("Trục nhận lần gửi lại thành gói tin khác, \(again).")
                }
                try await self.passes(first, "V/v kiểm tra sau khi gửi lại", side)
                let count = await self.tester.told(about: paper.documentID, by: side.organ.text).count {
                    $0.report.status == .arrived
                }
                guard count == 1 else { throw TrialMiss("01 của văn bản \(paper.code) về \(count) lần.") }
                return ("Trả lời như lần đầu, 01 không lặp.", [papers.package])
            })
        findings.append(
            try await self.check(.sentAnew, at: side) {
                // The same document in other bytes: another time of sending.
                var packet = try self.documents.document(first + 1, "", to: [side]).packet
                guard let id = DocumentID(paper.documentID), let code = DocumentCode(paper.code) else {
                    throw TrialGap("Không có văn bản để gửi lại.")
                }
                (packet.header.id, packet.header.code, packet.header.subject) = (id, code, paper.subject)
                packet.sentAt = self.now()
                do {
                    let package = try await self.tester.send(packet)
                    _ = try await self.handedOver(package, to: side)
                } catch let fault as Fault where fault.code == .duplicateDocument {
                    return ("Trục từ chối: văn bản đã có ở nơi nhận.", [papers.package])
                }
                try await self.passes(first + 2, "V/v kiểm tra sau văn bản trùng", side)
                let count = await self.tester.told(about: paper.documentID, by: side.organ.text).count {
                    $0.report.status == .accepted
                }
                guard count <= 1 else { throw TrialMiss("Văn bản trùng được vào sổ \(count) lần.") }
                return ("Gói tin sau vẫn được lấy, văn bản không vào sổ hai lần.", [papers.package])
            })
        findings.append(
            try await self.check(.unknownStatus, at: side) {
                guard let unknown = DocumentID("\(side.organ.text),2020/01/01,1/TNLT-\(self.documents.mark)") else {
                    throw TrialGap("Không có mã văn bản để thử.")
                }
                do {
                    _ = try await self.tester.send(
                        bytes: self.documents.status(.accepted, about: unknown, of: side.organ, at: self.now()))
                } catch let fault as Fault where fault.code == .unknownDocument {
                    return ("Trục từ chối trạng thái của văn bản không có.", [])
                }
                try await self.passes(first + 3, "V/v kiểm tra sau trạng thái lạ", side)
                return ("Gói tin sau vẫn được lấy.", [])
            })
        return findings
    }

    /// A document that comes after something odd must still arrive.
    private func passes(_ number: Int, _ subject: String, _ side: TrialPlan.System) async throws {
        let next = try self.documents.document(number, subject, to: [side])
        try await self.taken(try await self.tester.send(next.packet), by: side)
        _ = try await self.status(.arrived, about: next.paper, by: side)
    }

    /// Judged once, not for each side.
    private static let ofTheHub: [TrialCheck] = [
        .badPackage, .unknownReceiver, .wrongSecret, .expiredCertificate,
    ]

    /// What only the hub is asked for.
    func atTheHub() async throws -> [TrialFinding] {
        guard let side = self.plan.sides.first else { return [] }
        let bad = try await self.check(.badPackage, at: nil) {
            let document = try self.documents.document(901, "V/v gói tin hỏng", to: [side])
            let bytes = Array(try Tester.bytes(of: document.packet).dropLast(20))
            return try await self.refusal(of: bytes)
        }
        let unknown = try await self.check(.unknownReceiver, at: nil) {
            guard let code = OrganCode("Z99.\(self.documents.mark)") else { throw TrialGap("Không có mã để thử.") }
            let nobody = TrialPlan.System(organ: code, name: "Không có trong danh bạ", token: nil)
            return try await self.refusal(
                of: Tester.bytes(of: self.documents.document(902, "V/v nơi nhận lạ", to: [nobody]).packet))
        }
        let secret = try await self.check(.wrongSecret, at: nil) {
            let stranger = TrialPlan.System(organ: side.organ, name: side.name, token: "khong-phai-ma-bi-mat")
            do {
                _ = try await self.reading(as: stranger) { client in
                    try await self.tester.persisting { try await client.inbox(after: 0, waitSeconds: 0) }
                }
            } catch let fault as Fault where fault.code == .unauthenticated {
                return ("Trục từ chối: \(fault.code.rawValue).", [])
            }
            throw TrialMiss("Trục cho một hệ thống lạ đọc hộp nhận.")
        }
        return [bad, unknown, secret] + (try await self.expiredCertificate())
    }

    private func refusal(of bytes: [UInt8]) async throws -> Seen {
        let package: String
        do {
            package = try await self.tester.send(bytes: bytes)
        } catch let fault as Fault
            where ![.unreachable, .interrupted, .untrustedHub, .internalFault].contains(fault.code)
        {
            return ("Trục từ chối: \(fault.code.rawValue), \(fault.vietnamese)", [])
        }
        throw TrialMiss("Trục đã nhận gói tin \(package).")
    }
}
