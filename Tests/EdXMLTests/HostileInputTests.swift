import EdXML
import Exchange
import Foundation
import Testing

@Suite struct HostileInputTests {
    @Test(
        arguments: [
            "<!DOCTYPE edXML>", "<!doctype edXML>", "<!DOCTYPE edXML [<!ENTITY a 'b'>]>",
            "<!-- before --><!DOCTYPE edXML SYSTEM 'http://127.0.0.1/x.dtd'>",
        ]
    )
    func `a DOCTYPE before the root is refused`(_ doctype: String) {
        let text = SmallPackage.text(declaration: #"<?xml version="1.0"?>"# + doctype)
        #expect(SmallPackage.refusal(text) == .doctype)
    }

    @Test func `a DOCTYPE within or behind the package is refused`() {
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<!DOCTYPE x>")) == .doctype)
        #expect(SmallPackage.refusal(SmallPackage.text() + "<!DOCTYPE x>") == .doctype)
    }

    @Test func `the word in a comment or a text is no DOCTYPE`() throws {
        let text = SmallPackage.text(
            declaration: "<!-- <!DOCTYPE x> -->", header: "<edXML:Content><![CDATA[<!DOCTYPE x>]]></edXML:Content>")
        #expect(try SmallPackage.read(text).document?.content == "<!DOCTYPE x>")
    }

    @Test func `an entity that nobody declared is refused`() {
        #expect(
            SmallPackage.refusal(SmallPackage.text(header: "<edXML:Content>&xxe;</edXML:Content>")) == .notWellFormed)
    }

    @Test(arguments: ["<a", "<edXML:Content a", "<!-- ", "<?pi "])
    func `markup without end is refused before it is gathered`(_ start: String) throws {
        let reader = PacketReader(today: Samples.today)
        try reader.feed(SmallPackage.text().prefix(400).utf8)
        let filler = [UInt8](repeating: 0x61, count: 1 << 16)
        try reader.feed(start.utf8)
        #expect { for _ in 0..<4 { try reader.feed(filler) } } throws: { ($0 as? Fault)?.code == .tooLong }
    }

    @Test func `ten thousand levels and a hundred thousand attributes are refused`() {
        let levels = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
        #expect(SmallPackage.refusal(SmallPackage.text(header: levels)) == .tooDeep)
        let attributes = (0..<100_000).map { " a\($0)='x'" }.joined()
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<a\(attributes)/>")) == .tooMany)
    }

    @Test func `too many elements are refused`() {
        let elements = String(repeating: "<a/>", count: 60_000)
        #expect(SmallPackage.refusal(SmallPackage.text(header: elements)) == .tooMany)
    }

    @Test func `a field of absurd length is refused`() {
        let content = String(repeating: "ă", count: 40_000)
        #expect(
            SmallPackage.refusal(SmallPackage.text(header: "<edXML:Content>\(content)</edXML:Content>")) == .tooLong)
    }

    @Test(arguments: [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) throws {
        let parts = SmallPackage.text(header: "<edXML:Content>@</edXML:Content>").split(separator: "@")
        let package = Array(parts[0].utf8) + bytes + Array(parts[1].utf8)
        #expect { try PacketReader.read(package, today: Samples.today) } throws: { ($0 as? Fault)?.code == .encoding }
    }

    @Test(arguments: ["ISO-8859-1", "UTF-16", "UTF-7", "ISO-2022-KR"])
    func `another declared encoding is refused`(_ name: String) {
        let text = SmallPackage.text(declaration: "<?xml version='1.0' encoding='\(name)'?>")
        #expect(SmallPackage.refusal(text) == .encoding)
    }

    @Test(arguments: ["\u{0}", "&#0;", "&#1;", "\u{1}", "\u{FFFE}"])
    func `signs that XML forbids are refused`(_ sign: String) {
        #expect(
            SmallPackage.refusal(SmallPackage.text(header: "<edXML:Content>a\(sign)b</edXML:Content>"))
                == .notWellFormed)
    }

    @Test(arguments: ["EDXML", "edxml", "html"])
    func `another root is refused`(_ name: String) {
        #expect(
            SmallPackage.refusal("<\(name) xmlns='\(SmallPackage.namespace)'/>").map {
                [.wrongRoot, .notXML].contains($0)
            } == true)
    }

    @Test func `an unknown namespace is refused at the root and ignored below`() throws {
        #expect(SmallPackage.refusal("<edXML xmlns='urn:other'/>") == .wrongRoot)
        let packet = try SmallPackage.read(
            SmallPackage.text(header: "<x:Content xmlns:x='urn:other'>lạ</x:Content><x:Subject xmlns:x='urn:other'/>"))
        #expect(packet.document?.content == nil)
        #expect(packet.warnings.filter { $0.code == .unknownElement }.count == 2)
    }

    @Test func `what must stand once and stands twice is refused`() {
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<edXML:Subject>Khác</edXML:Subject>")) == .structure)
        #expect(SmallPackage.refusal("<edXML xmlns='\(SmallPackage.namespace)'/>") == .structure)
    }

    @Test func `a second root or text behind the root is refused`() {
        #expect(SmallPackage.refusal(SmallPackage.text() + "<edXML/>") == .notWellFormed)
        #expect(SmallPackage.refusal(SmallPackage.text() + "x") == .notWellFormed)
    }
}
