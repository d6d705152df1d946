import Crypto
import EdXML
import Exchange
import Foundation
import Testing

@Suite struct WriterTests {
    static let header = DocumentHeader(
        id: DocumentID("G22,2024/03/12,90017/VPCP-KSTT")!,
        code: DocumentCode(number: "90017", notation: "VPCP-KSTT"),
        place: "Hà Nội",
        promulgationDate: CalendarDate("2024-03-12")!,
        type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
        subject: "Đôn đốc <liên thông> & \"điều hành\" 'ạ' ]]> 𠀋",
        content: "Dòng một\nDòng hai",
        signer: Signer(competence: "KT.", position: "Phó Chủ nhiệm", fullName: "Lê Minh Họa"),
        dueDate: CalendarDate("2024-04-12"),
        toPlaces: ["Như trên", "Lưu: VT, KSTT (3b)"],
        urgency: .flash,
        sphere: "Không hạn chế",
        typist: "KSTT",
        promulgationAmount: 66,
        pageAmount: 1,
        appendixes: ["Phụ lục I", "Phụ lục II"],
        responseFor: [
            ResponseFor(
                organ: OrganCode("H29")!, code: "90001/UBND-VP", promulgationDate: CalendarDate("2024-03-01"),
                documentID: DocumentID("H29,2024/03/01,90001/UBND-VP"))
        ],
        steering: .directive,
        direction: true
    )

    static func packet(_ change: (inout DocumentPacket) -> Void = { _ in }) -> DocumentPacket {
        let files = [
            ("Công văn.pdf", "application/pdf", "cong-van-tra-loi.pdf"),
            (
                "Dự thảo.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "du-thao-quy-che.docx"
            ),
            ("Hồ sơ.zip", "application/zip", "ho-so-kem-theo.zip"),
        ]
        var packet = DocumentPacket(
            from: Organ(
                code: OrganCode("G22")!, name: "Văn phòng Chính phủ", inCharge: "Chính phủ",
                address: "Số 0 đường Ví Dụ",
                email: "vanthu@g22.example", telephone: "024.0000.0022", fax: "024.0000.0023",
                website: "https://g22.example"),
            to: [
                Organ(code: OrganCode("H29")!, name: "UBND TP. Hồ Chí Minh"), Organ(code: OrganCode("000.00.00.H26")!),
            ],
            header: self.header,
            sentAt: VietnamTime.instant(packet: "2024/03/12 16:30:00")!,
            paper: true,
            staff: StaffInfo(
                department: "Văn thư", staff: "Trần Thị Ví Dụ", mobile: "0900000022", email: "a@g22.example"),
            attachments: files.map { name, type, path in
                PacketAttachment(
                    name: name, contentType: type, description: "Tệp \(name)", file: Samples.url("documents/\(path)"))
            }
        )
        change(&packet)
        return packet
    }

    static func written(_ packet: DocumentPacket, profile: WritingProfile = .canonical) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try PacketWriter.write(packet, profile: profile) { bytes.append(contentsOf: $0) }
        return bytes
    }

    static let profiles: [WritingProfile] = [.canonical, .library, .dotNet, WritingProfile(zip: true)]

    @Test(arguments: Self.profiles)
    func `what is written is read back, every field and every byte`(_ profile: WritingProfile) throws {
        let packet = Self.packet()
        let read = try PacketReader.read(Self.written(packet, profile: profile), today: Samples.today)
        #expect(read.kind == .new)
        #expect(read.from == packet.from)
        #expect(read.to == packet.to)
        #expect(read.document == packet.header)
        #expect(read.trace == [TraceHop(organ: "G22", at: packet.sentAt)])
        #expect(read.business == packet.business)
        #expect(read.warnings == [])
        #expect(read.attachments.count == 3)
        for (attachment, source) in zip(read.attachments, packet.attachments) {
            #expect(attachment.name == source.name)
            #expect(attachment.description == source.description)
            #expect(attachment.contentType == source.contentType)
            #expect(attachment.unpacked == profile.zip)
            #expect(try attachment.sha256 == Data(contentsOf: source.file).sha256)
        }
    }

    @Test func `decomposed texts are written composed`() throws {
        let packet = Self.packet {
            $0.header.subject = "Về việc thử nghiệm".decomposedStringWithCanonicalMapping
            $0.attachments[0].name = "Phụ lục.pdf".decomposedStringWithCanonicalMapping
        }
        let bytes = try Self.written(packet)
        #expect(Data(bytes).range(of: Data("Về việc thử nghiệm".precomposedStringWithCanonicalMapping.utf8)) != nil)
        let read = try PacketReader.read(bytes, today: Samples.today)
        #expect(read.warnings == [])
        #expect(read.attachments.first?.name == "Phụ lục.pdf")
    }

    @Test func `the form is the canonical one`() throws {
        let text = String(decoding: try Self.written(Self.packet()), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<edXML xmlns=\"\(SmallPackage.namespace)\">\n"))
        let header = try #require(text.firstRange(of: "<edXML:MessageHeader>")).upperBound
        let order = text[header...].matches(of: /\n {8}<edXML:(\w+)>/).prefix(16).map { String($0.1) }
        #expect(
            order == [
                "From", "To", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo",
                "DueDate",
                "ToPlaces", "OtherInfo", "ResponseFor", "SteeringType", "DocumentId", "TraceHeader",
            ])
        #expect(text.contains("<edXML:Type>2</edXML:Type>"))
        #expect(text.contains("<ContentId>cid:ID1</ContentId>"))
        for line in text.split(separator: "\n") where line.contains("<ContentTransferEncoded>") {
            #expect(line.hasSuffix("</ContentTransferEncoded>"))
        }
    }

    @Test(arguments: Self.profiles)
    func `the same packet gives the same bytes`(_ profile: WritingProfile) throws {
        #expect(try Self.written(Self.packet(), profile: profile) == Self.written(Self.packet(), profile: profile))
    }

    @Test func `an error of the sink comes out`() {
        struct Full: Error {}
        #expect(throws: Full.self) { try PacketWriter.write(Self.packet()) { _ in throw Full() } }
    }
}
