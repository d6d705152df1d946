import EdXML
import Exchange
import Foundation
import Testing

@Suite struct OutgoingJSONTests {
    static let file = Samples.url("documents/giay-moi-hop.pdf")
    static let now = VietnamTime.instant(packet: "2024/03/13 08:00:00")!

    static let least = """
        {"kind": "new", "from": {"organId": "G22", "organName": "Văn phòng Chính phủ"},
         "to": [{"organId": "H29", "organName": "Ủy ban nhân dân Thành phố Hồ Chí Minh"}],
         "document": {"codeNumber": "90091", "codeNotation": "VPCP-TH", "promulgationDate": "2024-03-12",
          "documentType": {"typeName": "Công văn"}, "subject": "Thử", "signer": {"fullName": "Lê Minh Họa"}}}
        """

    static func document(_ text: String, files: [URL] = [Self.file]) throws -> DocumentPacket {
        try OutgoingJSON(JSONDecoder().decode(JSON.self, from: Data(text.utf8)), now: self.now).document(files: files)
    }

    /// `code place` of everything that is wrong.
    static func faults(_ text: String, files: [URL] = [Self.file]) throws -> [String] {
        do {
            _ = try self.document(text, files: files)
            return []
        } catch let error as Faults {
            return error.all.map { "\($0.code.rawValue) \($0.place ?? "")" }
        }
    }

    @Test func `the least that makes a package`() throws {
        let packet = try Self.document(Self.least)
        #expect(packet.header.id.text == "G22,2024/03/12,90091/VPCP-TH")
        #expect(packet.sentAt == Self.now)
        #expect(packet.business == Business(kind: .new, reason: "Văn bản mới", paper: false))
        #expect(packet.attachments.map(\.contentType) == ["application/pdf"])
        #expect(packet.attachments.map(\.name) == ["giay-moi-hop.pdf"])
        let read = try PacketReader.read(WriterTests.written(packet), today: Samples.today)
        #expect(read.warnings == [])
    }

    @Test func `every fault is named at once`() throws {
        let text = """
            {"kind": "mới", "from": {"organId": "G 22", "name": "x"}, "to": [{"organName": 3}, "H29"],
             "document": {"codeNumber": "90091", "promulgationDate": "12/03/2024", "documentType": {"typeName": "Công văn"},
              "priority": 7, "toPlaces": "Như trên", "typerNotation": "mười một ký tự", "signer": {}}, "attachments": [{}, {}]}
            """
        #expect(
            try Self.faults(text) == [
                "bad-format kind", "bad-format from.name", "bad-format from.organId", "missing-field from.organName",
                "bad-format to[1]", "missing-field to[0].organId", "bad-format to[0].organName",
                "missing-field to[1].organId", "missing-field to[1].organName", "missing-field document.codeNotation",
                "bad-format document.promulgationDate", "missing-field document.signer.fullName",
                "missing-field document.subject", "bad-format document.toPlaces", "out-of-range document.priority",
                "attachment-mismatch attachments", "too-long MessageHeader/OtherInfo/TyperNotation",
            ])
    }

    @Test func `what has no place in a package of this kind is told, an empty list is not`() throws {
        let document = Self.least.dropLast() + #", "status": {"statusCode": "03"}}"#
        #expect(try Self.faults(String(document)) == ["bad-format status"])
        let status = """
            {"kind": "status", "from": {"organId": "H29", "organName": "Ủy ban nhân dân Thành phố Hồ Chí Minh"},
             "to": [], "trace": null, "document": {"subject": "Thử"}, "attachments": [{}],
             "status": {"statusCode": "03", "responseFor": {"organId": "G22", "code": "90091/VPCP-TH",
              "documentId": "G22,2024/03/12,90091/VPCP-TH"}}}
            """
        let outgoing = try OutgoingJSON(JSONDecoder().decode(JSON.self, from: Data(status.utf8)), now: Self.now)
        #expect {
            try outgoing.status()
        } throws: {
            ($0 as? Faults)?.all.map(\.place) == ["document", "attachments"]
        }
    }

    @Test func `nothing at all is told as what is missing`() throws {
        #expect(
            try Self.faults("{}", files: []) == [
                "missing-field kind", "missing-field from", "missing-field document", "missing-field MessageHeader/To",
                "missing-field edXMLManifest/Reference",
            ])
        #expect(try Self.faults("[]", files: []).first == "bad-format ")
    }

    @Test func `a date in the future, a secrecy mark and a recall without a reason`() throws {
        #expect(
            try Self.faults(Self.least.replacing("2024-03-12", with: "2024-03-14")) == [
                "out-of-range document.promulgationDate"
            ])
        #expect(try Self.faults(Self.least.replacing("Thử", with: "(MẬT) Thử")) == ["secret MessageHeader/Subject"])
        #expect(
            try Self.faults(Self.least.replacing(#""new""#, with: #""recall""#), files: []) == [
                "business TraceHeaderList/Bussiness/BussinessDocReason",
                "business TraceHeaderList/Bussiness/DocumentId",
            ])
    }

    @Test(arguments: Samples.packages.filter { $0.hasPrefix("status") })
    func `what inspect prints of a status builds it`(_ name: String) throws {
        let read = try PacketReader.read(file: Samples.url("packages/\(name)"), today: Samples.today)
        let packet = try OutgoingJSON(JSON(read), now: Self.now).status()
        #expect(packet.from == read.from)
        #expect(packet.report == read.status)
    }

    @Test func `a status names its faults as well`() throws {
        let text =
            #"{"kind": "status", "from": {"organId": "H29", "organName": "x"}, "status": {"statusCode": "07", "responseFor": {}}}"#
        let json = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        #expect {
            try OutgoingJSON(json, now: Self.now).status()
        } throws: { error in
            (error as? Faults)?.all.map { $0.place } == [
                "status.responseFor.organId", "status.responseFor.code", "status.responseFor.documentId",
                "status.statusCode",
            ]
        }
    }
}
