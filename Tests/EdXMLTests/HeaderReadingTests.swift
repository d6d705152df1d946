import EdXML
import Exchange
import Foundation
import Testing

@Suite struct HeaderReadingTests {
    @Test func `optional values of the wrong form are left out with a warning`() throws {
        let packet = try SmallPackage.read(
            SmallPackage.text(
                header: """
                    <edXML:DueDate>2024/02/30</edXML:DueDate>
                    <edXML:OtherInfo><edXML:Priority>2</edXML:Priority><edXML:PageAmount>hai</edXML:PageAmount></edXML:OtherInfo>
                    <edXML:ResponseFor><edXML:Code>1/A</edXML:Code></edXML:ResponseFor>
                    <edXML:SteeringType>9</edXML:SteeringType>
                    """,
                traces: "<edXML:TraceHeader><edXML:OrganId>G22</edXML:OrganId></edXML:TraceHeader>"))
        let document = try #require(packet.document)
        #expect(document.dueDate == nil)
        #expect(document.pageAmount == nil)
        #expect(document.urgency == .veryUrgent)
        #expect(document.responseFor == [])
        #expect(document.steering == .none)
        #expect(packet.trace == [TraceHop(organ: "G22")])
        #expect(
            Set(packet.warnings.map(\.code)) == [
                .responseForIncomplete, .badFormat, .steeringTypeUnusual, .traceIncomplete,
            ])
        #expect(
            packet.warnings.filter { $0.code == .badFormat }.map(\.place).sorted() == [
                "MessageHeader/DueDate", "MessageHeader/OtherInfo/PageAmount",
            ])
    }

    @Test func `deadlines of receivers, as before 2016, are read: the earliest holds unless there is a common one`()
        throws
    {
        let receivers =
            "<edXML:To><edXML:OrganId>H26</edXML:OrganId><edXML:DueDate>2024/04/20</edXML:DueDate></edXML:To>"
            + "<edXML:To><edXML:OrganId>H41</edXML:OrganId><edXML:DueDate>2024/04/12</edXML:DueDate></edXML:To>"
        let packet = try SmallPackage.read(SmallPackage.text(header: receivers))
        #expect(packet.document?.dueDate == CalendarDate("2024-04-12"))
        #expect(packet.warnings.contains { $0.code == .nameLegacy && $0.place == "MessageHeader/To/DueDate" })
        let common = try SmallPackage.read(
            SmallPackage.text(header: receivers + "<edXML:DueDate>2024/05/01</edXML:DueDate>"))
        #expect(common.document?.dueDate == CalendarDate("2024-05-01"))
    }

    @Test(arguments: [
        ("(MẬT) Phương án", true), ("[Tuyệt mật] Phương án", true), ("Phương án (tối mật)", true),
        ("MẬT: Phương án", true),
        ("TỐI  MẬT – Phương án", true), ("Bảo mật, mật khẩu, mật độ (mật độ dân số)", false),
        ("Mật khẩu: quy định", false),
        ("Khám (mắt)", false), ("MẬT ĐỘ: dân số", false), ("Bảo mật", false),
    ])
    func `a secrecy mark is told from a word`(_ subject: String, _ isSecret: Bool) {
        let text = SmallPackage.text().replacing("Thử", with: subject)
        #expect(SmallPackage.refusal(text) == (isSecret ? .secret : nil))
    }

    @Test(
        arguments: [
            (2, 18, "Công văn", "2.18"), (1, 0, "CÔNG VĂN", "2.18"), (18, 0, "", "2.18"), (1, 8, "Quyết định", "1.8"),
            (nil, nil, "quyet dinh", "2.2"), (2, 25, "Loại lạ", "2.25"), (nil, nil, "Loại lạ", nil), (40, nil, "", nil),
            (1, nil, "Nghị định", "1.7"), (2, nil, "Nghị định", "1.7"),
        ] as [(Int?, Int?, String, String?)])
    func `a type is resolved by its name first`(_ group: Int?, _ ordinal: Int?, _ name: String, _ wanted: String?) {
        let resolved = DocumentType(group: group, ordinal: ordinal, name: name).resolved
        #expect(resolved.map { "\($0.group.rawValue).\($0.ordinal)" } == wanted)
    }

    @Test func `the list of types has 13 and 32 entries`() {
        #expect(DocumentType.kinds.count { $0.group == .normative } == 13)
        #expect(DocumentType.kinds.count { $0.group == .administrative } == 32)
        #expect(DocumentType.kind(.administrative, ordinal: 18)?.name == "Công văn")
    }

    @Test func `an organ code with blanks is refused`() {
        let text = SmallPackage.text().replacing("<edXML:OrganId>H29<", with: "<edXML:OrganId>H 29<")
        #expect(SmallPackage.refusal(text) == .badFormat)
    }

    @Test func `the same receiver in another letter case is the same`() {
        let text = SmallPackage.text(header: "<edXML:To><edXML:OrganId>h29</edXML:OrganId></edXML:To>")
        #expect(SmallPackage.refusal(text) == .duplicateRecipient)
    }

    @Test func `more receivers than allowed are refused`() {
        var limits = ReadingLimits()
        limits.maxReceivers = 1
        let text = SmallPackage.text(header: "<edXML:To><edXML:OrganId>H26</edXML:OrganId></edXML:To>")
        #expect(SmallPackage.refusal(text, limits: limits) == .tooMany)
    }

    @Test(arguments: ["4", "x", "-1"])
    func `an unknown operation is refused`(_ type: String) {
        let text = SmallPackage.text().replacing("BussinessDocType>0<", with: "BussinessDocType>\(type)<")
        #expect(SmallPackage.refusal(text) == .business)
    }

    @Test func `a recall without a reason and a replacement of nothing are refused`() {
        let recall = SmallPackage.text().replacing("BussinessDocType>0<", with: "BussinessDocType>1<")
        #expect(SmallPackage.refusal(recall) == .business)
        let reason = "</edXML:BussinessDocType><edXML:BussinessDocReason>Sai</edXML:BussinessDocReason>"
        let replacement = SmallPackage.text().replacing("0</edXML:BussinessDocType>", with: "3" + reason)
        #expect(SmallPackage.refusal(replacement) == .business)
    }

    @Test func `a recall outside of its place is still a recall`() throws {
        let block = """
            <edXML:Bussiness><edXML:BussinessDocType>1</edXML:BussinessDocType>\
            <edXML:BussinessDocReason>Sai</edXML:BussinessDocReason></edXML:Bussiness>
            """
        let text = SmallPackage.text()
            .replacing(
                "<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness>", with: ""
            )
            .replacing("</edXML:edXMLHeader>", with: block + "</edXML:edXMLHeader>")
        let packet = try SmallPackage.read(text)
        #expect(packet.kind == .recall)
        #expect(packet.subjectID == packet.document?.id)
        #expect(packet.warnings.map(\.code) == [.businessMisplaced])
    }

    @Test func `a warning says where`() throws {
        let packet = try SmallPackage.read(SmallPackage.text(header: "\n<edXML:Lạ><b/></edXML:Lạ>"))
        #expect(packet.warnings == [Warning(.unknownElement, place: "MessageHeader/Lạ", line: 10)])
    }

    @Test func `an XML signature is seen wherever it stands`() throws {
        let signature = #"<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>"#
        let packet = try SmallPackage.read(SmallPackage.text(header: signature))
        #expect(packet.signature == .xmlDSig)
        #expect(packet.warnings.map(\.code) == [.unknownElement])
    }

    @Test func `warnings are counted, not collected without end`() throws {
        let packet = try SmallPackage.read(SmallPackage.text(header: String(repeating: "<x/>", count: 5000)))
        #expect(packet.warnings.count == 201)
        #expect(packet.warnings.last?.code == .more)
    }
}
