import EdXML
import Exchange
import Foundation
import Testing

@Suite struct StatusReadingTests {
    static func text(code: String = "<StatusCode>03</StatusCode>", answers: String = Self.answer, more: String = "")
        -> String
    {
        """
        <edXML xmlns="\(SmallPackage.namespace)"><edXMLEnvelope><edXMLHeader><MessageHeader>
        <Timestamp>2024/03/12 16:50:00</Timestamp>\(code)\(answers)\(more)<From><OrganId>H29</OrganId></From>
        </MessageHeader></edXMLHeader></edXMLEnvelope></edXML>
        """
    }

    static let answer = """
        <ResponseFor><OrganId>G22</OrganId><Code>7/VPCP-TH</Code><DocumentId>G22,2024/03/12,7/VPCP-TH</DocumentId></ResponseFor>
        """

    @Test(arguments: ["07", "99", "x", "003"])
    func `an unknown code is refused`(_ code: String) {
        #expect(SmallPackage.refusal(Self.text(code: "<StatusCode>\(code)</StatusCode>")) == .status)
    }

    @Test func `a status without code, addressee or document is refused`() {
        #expect(SmallPackage.refusal(Self.text(code: "")) == .missingField)
        #expect(SmallPackage.refusal(Self.text(answers: "")) == .missingField)
        #expect(SmallPackage.refusal(Self.text(answers: "<ResponseFor/>")) == .missingField)
        let nameless = "<ResponseFor><OrganId>G22</OrganId><Code>7/VPCP-TH</Code></ResponseFor>"
        #expect(SmallPackage.refusal(Self.text(answers: nameless)) == .missingField)
        #expect(SmallPackage.refusal(Self.text(answers: Self.answer + Self.answer)) == .structure)
    }

    @Test func `a refusal without a reason is read with a warning`() throws {
        let packet = try SmallPackage.read(Self.text(code: "<StatusCode>2</StatusCode>"))
        #expect(packet.status?.status == .refused)
        #expect(Set(packet.warnings.map(\.code)) == [.reasonMissing, .statusCodeWidth, .prefixMissing])
    }

    @Test func `time is Vietnam time`() throws {
        let packet = try SmallPackage.read(Self.text())
        #expect(packet.status?.at == ISO8601DateFormatter().date(from: "2024-03-12T09:50:00Z"))
    }
}
