import EdXML
import Exchange
import Foundation
import Testing

/// Attacks that are known by name. Each is answered at once, with a code, without growing.
@Suite struct AttackTests {
    private static let laughs = (1...9).map { "<!ENTITY a\($0) '\(String(repeating: "&a\($0 - 1);", count: 10))'>" }
        .joined()

    @Test(arguments: [
        "<!DOCTYPE edXML [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE edXML SYSTEM 'http://127.0.0.1:9/evil.dtd'>",
        "<!DOCTYPE edXML PUBLIC '-//X//X' 'ftp://127.0.0.1:9/evil.dtd'>",
        "<!DOCTYPE edXML [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]>",
        "<!DOCTYPE edXML [<!ENTITY a0 'ha'>\(Self.laughs)]>",
        "<!DOCTYPE edXML [<!ENTITY q '\(String(repeating: "q", count: 50_000))'>]>",
        "<!DOCTYPE edXML [<!ATTLIST edXML a CDATA 'x'>]>",
    ])
    func `entities, whatever they are for, are refused with the DOCTYPE`(_ doctype: String) {
        let text = SmallPackage.text(
            declaration: "<?xml version='1.0'?>\(doctype)",
            header: "<edXML:Content>\(String(repeating: "&q;", count: 1000))&xxe;&a9;</edXML:Content>")
        #expect(SmallPackage.refusal(text) == .doctype)
    }

    @Test func `quadratic blow-up by character references stops at the limit`() {
        let content = String(repeating: "&#x1EC7;", count: 200_000)
        #expect(
            SmallPackage.refusal(SmallPackage.text(header: "<edXML:Content>\(content)</edXML:Content>")) == .tooLong)
    }

    @Test func `a hundred thousand attributes or namespaces are refused at the limit`() {
        let namespaces = (0..<100_000).map { " xmlns:a\($0)='u'" }.joined()
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<a\(namespaces)/>")) == .tooMany)
    }

    /// Lesson B15.
    @Test func `ten thousand levels are refused, wherever they stand`() {
        let levels = String(repeating: "<a>", count: 10_000)
        #expect(SmallPackage.refusal(SmallPackage.text(header: levels)) == .tooDeep)
        #expect(SmallPackage.refusal(SmallPackage.text(attachments: levels)) == .tooDeep)
        #expect(SmallPackage.refusal("<edXML xmlns='\(SmallPackage.namespace)'>\(levels)") == .tooDeep)
        let prefixed = String(repeating: "<x:a xmlns:x='u'>", count: 10_000)
        #expect(SmallPackage.refusal(SmallPackage.text(traces: prefixed)) == .tooDeep)
    }

    @Test func `a comment or an instruction of any length is not gathered`() throws {
        let long = String(repeating: "x", count: 1 << 20)
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<!--\(long)-->")) == .tooLong)
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<?p \(long)?>")) == .tooLong)
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<a b='\(long)'/>")) == .tooLong)
        #expect(SmallPackage.refusal(SmallPackage.text(header: "<\(long)/>")) == .tooLong)
    }

    @Test func `NUL bytes are refused wherever they stand`() throws {
        let bytes = Array(SmallPackage.text().utf8)
        for place in stride(from: 40, to: bytes.count, by: 37) {
            var broken = bytes
            broken.insert(0, at: place)
            #expect {
                try PacketReader.read(broken, today: Samples.today)
            } throws: {
                [.notWellFormed, .encoding].contains(($0 as? Fault)?.code)
            }
        }
    }

    @Test(arguments: [
        String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian, .utf32BigEndian,
    ])
    func `other widths of letters are refused`(_ encoding: String.Encoding) throws {
        let bytes = Array(try #require(SmallPackage.text().data(using: encoding)))
        #expect { try PacketReader.read(bytes, today: Samples.today) } throws: { ($0 as? Fault)?.code == .encoding }
    }

    @Test func `UTF-7 hides no markup`() throws {
        let hidden = "+ADw-edXML:Subject+AD4-Khac+ADw-/edXML:Subject+AD4-"
        let packet = try SmallPackage.read(SmallPackage.text(header: "<edXML:Content>\(hidden)</edXML:Content>"))
        #expect(packet.document?.content == hidden)
        #expect(packet.document?.subject == "Thử")
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC0, 0xBC], [0xC1, 0xBF], [0xE0, 0x80, 0xBC], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0xBC],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xED, 0xBF, 0xBF], [0xFE], [0xC3],
        ] as [[UInt8]])
    func `overlong and impossible UTF-8 is refused`(_ bytes: [UInt8]) {
        let parts = SmallPackage.text(header: "<edXML:Content>@</edXML:Content>").split(separator: "@")
        let package = Array(parts[0].utf8) + bytes + Array(parts[1].utf8)
        #expect { try PacketReader.read(package, today: Samples.today) } throws: { ($0 as? Fault)?.code == .encoding }
    }

    @Test func `a sample cut off after any byte is refused`() throws {
        let bytes = try Samples.bytes("packages/status-02.edxml")
        let end = try #require(bytes.lastIndex(of: 0x3E))
        for length in 0...end {
            #expect(throws: Fault.self) { try PacketReader.read(Array(bytes[..<length]), today: Samples.today) }
        }
    }

    @Test func `a fault says where`() throws {
        let faults: [(String, String, Int)] = [
            (SmallPackage.text(header: "\n\n<edXML:SteeringType><x>"), "MessageHeader/SteeringType", 11),
            (
                SmallPackage.text().replacing("2024/03/12</edXML:P", with: "12/3/2024</edXML:P"),
                "MessageHeader/PromulgationInfo/PromulgationDate", 7
            ),
        ]
        for (text, place, line) in faults {
            #expect {
                try SmallPackage.read(text)
            } throws: { error in
                let fault = error as? Fault
                return fault?.place == place && (fault?.line ?? 0) >= line - 1
            }
        }
    }
}
