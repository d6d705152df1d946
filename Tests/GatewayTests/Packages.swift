import EdXML
import Exchange
import Foundation
import Testing

/// Packages as an office would write them.
enum Packages {
    static let notation = "VPCP-KSTT"

    static func documentID(_ number: Int, of organ: OrganCode) throws -> DocumentID {
        let date = try #require(CalendarDate("2024-03-12"))
        return try #require(
            DocumentID(organ: organ, date: date, code: DocumentCode(number: "\(number)", notation: Self.notation)))
    }

    /// A new document with one file in a temporary folder; `remove` it after writing.
    static func document(_ number: Int, from organ: OrganCode, to organs: [String], bytes: Int) throws -> DocumentPacket
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)")
        try Data((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: file)
        return DocumentPacket(
            from: Organ(code: organ, name: "Cơ quan gửi"),
            to: try organs.map { Organ(code: try #require(OrganCode($0)), name: "Cơ quan nhận") },
            header: DocumentHeader(
                id: try Self.documentID(number, of: organ),
                code: DocumentCode(number: "\(number)", notation: Self.notation), place: "Hà Nội",
                promulgationDate: try #require(CalendarDate("2024-03-12")),
                type: DocumentType(group: 2, ordinal: 18, name: "Công văn"), subject: "Về việc thử nghiệm liên thông",
                signer: Signer(competence: "TL.", position: "Vụ trưởng", fullName: "Lê Minh Họa")),
            sentAt: Date(),
            attachments: [PacketAttachment(name: "cong-van.txt", contentType: "text/plain", file: file)])
    }

    static func remove(_ packet: DocumentPacket) {
        for attachment in packet.attachments { try? FileManager.default.removeItem(at: attachment.file) }
    }

    /// The package file of a document of G22 to H29.
    static func documentBytes(_ number: Int, bytes: Int = 500) throws -> [UInt8] {
        let packet = try Self.document(number, from: try #require(OrganCode("G22")), to: ["H29"], bytes: bytes)
        defer { Self.remove(packet) }
        var file: [UInt8] = []
        try PacketWriter.write(packet) { file.append(contentsOf: $0) }
        return file
    }

    /// The package file of a status of G22 about a document of H29.
    static func statusBytes(_ status: HandlingStatus, of number: Int) throws -> [UInt8] {
        try PacketWriter.bytes(of: Self.status(status, of: number, from: #require(OrganCode("G22")), to: "H29"))
    }

    static func status(
        _ status: HandlingStatus, of number: Int, from organ: OrganCode, to receiver: String
    ) throws -> StatusPacket {
        let issuer = try #require(OrganCode(receiver))
        return StatusPacket(
            from: Organ(code: organ, name: "Cơ quan báo"),
            report: StatusReport(
                responseFor: ResponseFor(
                    organ: issuer, code: "\(number)/\(Self.notation)", promulgationDate: CalendarDate("2024-03-12"),
                    documentID: try Self.documentID(number, of: issuer)),
                staff: StaffInfo(department: "Văn thư", staff: "Trần Thị Ví Dụ"), status: status,
                description: status.needsReason ? "Gửi nhầm nơi nhận" : nil, at: Date()))
    }
}
