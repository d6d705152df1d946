import EdXML
import Exchange
import Foundation
import Testing

/// ZIPs around attachments that are not what they seem.
@Suite struct ZipTests {
    /// A ZIP whose entries are stored as they are, with names as given.
    static func zip(_ entries: [(name: String, content: String)]) -> Data {
        var files = Data()
        var directory = Data()
        for (name, content) in entries {
            let facts =
                Self.numbers([(0, 4), (0, 4), (0, 4)])
                + Self.numbers([(content.utf8.count, 4), (content.utf8.count, 4)])
            let offset = files.count
            files += Data("PK\u{3}\u{4}".utf8) + Self.numbers([(20, 2), (0, 2)]) + facts.dropFirst(2)
            files += Self.numbers([(name.utf8.count, 2), (0, 2)]) + Data(name.utf8) + Data(content.utf8)
            directory += Data("PK\u{1}\u{2}".utf8) + Self.numbers([(20, 2), (20, 2), (0, 2)]) + facts.dropFirst(2)
            directory +=
                Self.numbers([(name.utf8.count, 2), (0, 2), (0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)])
                + Data(name.utf8)
        }
        let end = Self.numbers([
            (0, 4), (entries.count, 2), (entries.count, 2), (directory.count, 4), (files.count, 4), (0, 2),
        ])
        return files + directory + Data("PK\u{5}\u{6}".utf8) + end
    }

    /// Little-endian numbers of so many bytes.
    private static func numbers(_ values: [(value: Int, width: Int)]) -> Data {
        values.reduce(into: Data()) { data, number in
            for byte in 0..<number.width { data.append(UInt8(truncatingIfNeeded: number.value >> (byte * 8))) }
        }
    }

    static func read(_ zip: Data, name: String) throws(Fault) -> Packet {
        try SmallPackage.read(
            SmallPackage.text(
                references: SmallPackage.reference("ID1", name: name),
                attachments: SmallPackage.attachment(
                    "ID1", name: name, base64: zip.base64EncodedString(), type: "application/zip")))
    }

    @Test(arguments: ["a.pdf", "a.zip", "a.docx"])
    func `a name that stands twice in a ZIP is refused`(_ name: String) {
        let zip = Self.zip([("x.pdf", "one"), ("y.pdf", "two"), ("x.pdf", "three")])
        #expect { try Self.read(zip, name: name) } throws: { ($0 as? Fault)?.code == .badZip }
    }

    @Test func `different names are kept as the ZIP that they are`() throws {
        let zip = Self.zip([("x.pdf", "one"), ("y.pdf", "two")])
        let packet = try Self.read(zip, name: "a.pdf")
        #expect(packet.attachments.first?.sha256 == zip.sha256)
        #expect(packet.warnings.map(\.code) == [.zipNotSingle])
    }

    @Test(arguments: ["../x.pdf", "/etc/x.pdf", "a\\x.pdf", "..", "x\u{202E}fdp.exe"])
    func `an entry that leads away is refused`(_ entry: String) {
        #expect { try Self.read(Self.zip([(entry, "one")]), name: "a.pdf") } throws: {
            ($0 as? Fault)?.code == .unsafeName
        }
    }

    @Test func `a checksum that is wrong is a broken ZIP`() {
        #expect { try Self.read(Self.zip([("x.pdf", "one")]), name: "a.pdf") } throws: {
            ($0 as? Fault)?.code == .badZip
        }
    }
}
