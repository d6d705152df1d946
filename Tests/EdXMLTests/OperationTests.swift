import EdXML
import Exchange
import Foundation
import Testing

/// Recall, update and replacement as they are written and read back.
@Suite struct OperationTests {
    static let businesses: [Business] = [
        Business(kind: .recall, reason: "Gửi nhầm nơi nhận", documentID: WriterTests.header.id, paper: true),
        Business(
            kind: .update, reason: "Bổ sung phụ lục", documentID: WriterTests.header.id, informationChanged: true,
            receiversChanged: false,
            receivers: [
                .init(organ: OrganCode("H26")!, added: true), .init(organ: OrganCode("000.00.00.H29")!, added: false),
            ],
            staff: StaffInfo(department: "Văn thư"), paper: false),
        Business(
            kind: .replacement, reason: "Sai nội dung", paper: false,
            replaces: [
                .init(
                    documentID: DocumentID("G22,2024/03/01,90001/QĐ-TTg")!,
                    organs: [OrganCode("H29")!, OrganCode("H26")!]),
                .init(documentID: DocumentID("G22,2024/03/02,90002/QĐ-TTg")!, organs: [OrganCode("H29")!]),
            ]),
    ]

    @Test(arguments: Self.businesses, WriterTests.profiles)
    func `an operation is read back as it was written`(_ business: Business, _ profile: WritingProfile) throws {
        let packet = WriterTests.packet { $0.business = business }
        let read = try PacketReader.read(WriterTests.written(packet, profile: profile), today: Samples.today)
        #expect(read.kind == business.kind)
        #expect(read.business == business)
        #expect(read.document == packet.header)
        #expect(read.warnings == [])
    }

    @Test func `a recall needs no file`() throws {
        let packet = WriterTests.packet {
            $0.business = Self.businesses[0]
            $0.attachments = []
        }
        let read = try PacketReader.read(WriterTests.written(packet), today: Samples.today)
        #expect(read.attachments == [])
        #expect(read.subjectID == WriterTests.header.id)
    }

    @Test func `the library's order is the library's`() throws {
        let text = String(decoding: try WriterTests.written(WriterTests.packet(), profile: .library), as: UTF8.self)
        let header = try #require(text.firstRange(of: "<edXML:MessageHeader>")).upperBound
        let order = text[header...].matches(of: /\n {8}<edXML:(\w+)>/).prefix(15).map { String($0.1) }
        #expect(
            order == [
                "From", "To", "To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content",
                "SignerInfo",
                "DueDate", "OtherInfo", "ResponseFor", "SteeringType", "ToPlaces",
            ])
        #expect(text.contains("<ContentType>application/zip</ContentType>"))
    }

    @Test func `a peer that wants bare ids gets them`() throws {
        let text = String(decoding: try WriterTests.written(WriterTests.packet(), profile: .dotNet), as: UTF8.self)
        #expect(text.contains("<ContentId>ID1</ContentId>"))
        #expect(text.contains("<edXML:ContentId>cid:ID1</edXML:ContentId>"))
    }
}
