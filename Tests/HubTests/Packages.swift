import EdXML
import Exchange
import Foundation
import Testing

/// Packages as an office would write them.
enum Packages {
    enum Operation {
        case new, recall, update
        case replacement(of: Int, at: [String])

        fileprivate func business(about id: DocumentID, from: OrganCode, on day: CalendarDate) throws -> Business {
            switch self {
            case .new: Business(kind: .new, reason: "Văn bản mới", paper: false)
            case .recall: Business(kind: .recall, reason: "Gửi nhầm nơi nhận", documentID: id, paper: false)
            case .update: Business(kind: .update, reason: "Sửa tệp đính kèm", documentID: id, paper: false)
            case .replacement(let number, let organs):
                Business(
                    kind: .replacement, reason: "Sai nội dung", paper: false,
                    replaces: [
                        .init(
                            documentID: try #require(
                                DocumentID(
                                    organ: from, date: day,
                                    code: DocumentCode(number: "\(number)", notation: "VPCP-KSTT"))),
                            organs: try organs.map { try #require(OrganCode($0)) })
                    ])
            }
        }
    }

    /// A document, new unless said otherwise. `fileBytes` is the size of its one attachment, unless `content` is it;
    /// `filling` makes two packages of one document differ.
    static func document(
        from: String = "G22", to: [String] = ["H29"], number: Int = 90_001, date: String = "2024-03-12",
        id: String? = nil,
        fileBytes: Int = 2000, filling: UInt8 = 0x41, content: [UInt8]? = nil, profile: WritingProfile = .canonical,
        operation: Operation = .new, urgency: Urgency = .ordinary
    ) throws -> [UInt8] {
        let sender = try #require(OrganCode(from))
        let code = DocumentCode(number: "\(number)", notation: "VPCP-KSTT")
        let day = try #require(CalendarDate(date))
        let documentID = try #require(id.map { DocumentID($0) } ?? DocumentID(organ: sender, date: day, code: code))
        let file = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)")
        try (content.map { Data($0) } ?? Data(repeating: filling, count: fileBytes)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var bytes: [UInt8] = []
        try PacketWriter.write(
            DocumentPacket(
                from: Organ(code: sender, name: "Cơ quan gửi"),
                to: try to.map { Organ(code: try #require(OrganCode($0)), name: "Cơ quan nhận") },
                header: DocumentHeader(
                    id: documentID, code: code, place: "Hà Nội", promulgationDate: day,
                    type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
                    subject: "Về việc thử nghiệm liên thông",
                    signer: Signer(competence: "TL.", position: "Vụ trưởng", fullName: "Lê Minh Họa"),
                    urgency: urgency),
                sentAt: TestHub.now,
                business: try operation.business(about: documentID, from: sender, on: day),
                attachments: [PacketAttachment(name: "cong-van.txt", contentType: "text/plain", file: file)]),
            profile: profile
        ) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// A status of `from` about a document of `to`.
    static func status(
        _ status: HandlingStatus, from: String = "H29", to: String = "G22", number: Int = 90_001,
        date: String = "2024-03-12",
        id: String? = nil, minute: Int = 0, reason: String? = nil
    ) throws -> [UInt8] {
        let issuer = try #require(OrganCode(to))
        let day = try #require(CalendarDate(date))
        let code = DocumentCode(number: "\(number)", notation: "VPCP-KSTT")
        let documentID = try #require(id.map { DocumentID($0) } ?? DocumentID(organ: issuer, date: day, code: code))
        return try PacketWriter.bytes(
            of: StatusPacket(
                from: Organ(code: try #require(OrganCode(from)), name: "Cơ quan báo"),
                report: StatusReport(
                    responseFor: ResponseFor(
                        organ: issuer, code: code.text, promulgationDate: day, documentID: documentID),
                    staff: StaffInfo(department: "Văn thư", staff: "Trần Thị Ví Dụ"),
                    status: status,
                    description: reason ?? (status.needsReason ? "Gửi nhầm nơi nhận" : nil),
                    at: TestHub.now.addingTimeInterval(Double(60 * minute)))))
    }
}
