import EdXML
import Exchange
import Foundation
import Testing

@Suite struct WriterRefusalTests {
    static let refusals: [(String, Fault.Code, @Sendable (inout DocumentPacket) -> Void)] = [
        ("no receiver", .missingField, { $0.to = [] }),
        (
            "2001 receivers", .tooMany,
            { packet in
                packet.to = (1...2001).compactMap { OrganCode("H29.\($0)") }.map { Organ(code: $0, name: "Cơ quan") }
            }
        ),
        ("201 files", .tooMany, { $0.attachments = Array(repeating: $0.attachments[0], count: 201) }),
        ("a name of 1025 bytes", .tooLong, { $0.attachments[0].name = String(repeating: "ẵ", count: 342) }),
        ("a receiver twice", .duplicateRecipient, { $0.to.append($0.to[0]) }),
        ("no subject", .missingField, { $0.header.subject = "  " }),
        ("no number", .missingField, { $0.header.code = DocumentCode(number: "", notation: "A") }),
        ("a subject of 501 characters", .tooLong, { $0.header.subject = String(repeating: "ă", count: 501) }),
        ("a name of 201 characters", .tooLong, { $0.to[0].name = String(repeating: "a", count: 201) }),
        ("four digits of pages", .tooLong, { $0.header.pageAmount = 1000 }),
        ("a control sign", .badFormat, { $0.header.subject = "a\u{1B}b" }),
        ("a sign that XML forbids", .badFormat, { $0.header.subject = "a\u{FFFE}b" }),
        ("a secrecy mark", .secret, { $0.header.subject = "(TỐI MẬT) Phương án" }),
        ("a secret sphere", .secret, { $0.header.sphere = "Tuyệt mật" }),
        ("no file", .missingField, { $0.attachments = [] }),
        ("a path as name", .unsafeName, { $0.attachments[0].name = "../a.pdf" }),
        ("no content type", .badFormat, { $0.attachments[0].contentType = "pdf" }),
        ("an address that is none", .badFormat, { $0.from.email = "vanthu g22" }),
        ("a recall without a reason", .business, { $0.business = Business(kind: .recall, documentID: $0.header.id) }),
        ("an update of nothing", .business, { $0.business = Business(kind: .update, reason: "Sửa") }),
        ("a replacement of nothing", .business, { $0.business = Business(kind: .replacement, reason: "Sai") }),
        ("a status as a document", .business, { $0.business = Business(kind: .status, reason: "Sai") }),
        ("an empty file", .attachmentMismatch, { $0.attachments[0].file = Samples.url("bad/empty.edxml") }),
    ]

    @Test(arguments: Self.refusals.indices)
    func `what must not be sent is refused before a byte is written`(_ index: Int) throws {
        let (what, code, change) = Self.refusals[index]
        var count = 0
        #expect("\(what)") {
            try PacketWriter.write(WriterTests.packet(change)) { count += $0.count }
        } throws: {
            ($0 as? Fault)?.code == code
        }
        #expect(count == 0)
    }

    @Test func `everything that is wrong is told at once`() {
        let packet = WriterTests.packet {
            $0.to = []
            $0.header.subject = ""
            $0.header.typist = String(repeating: "a", count: 11)
            $0.attachments[1].name = "a/b"
        }
        #expect(
            PacketWriter.faults(of: packet).map { "\($0.code.rawValue) \($0.place ?? "")" } == [
                "missing-field MessageHeader/To", "missing-field MessageHeader/Subject",
                "too-long MessageHeader/OtherInfo/TyperNotation", "unsafe-name Reference/AttachmentName",
            ])
    }
}
