import Crypto
import EdXML
import Exchange
import Foundation
import Testing

@Suite struct PiecewiseTests {
    @Test func `a package cut off after any byte is refused`() throws {
        let bytes = Array(SmallPackage.text().utf8)
        _ = try PacketReader.read(bytes, today: Samples.today)
        for length in 0..<bytes.count {
            #expect(throws: Fault.self, "cut after \(length) bytes") {
                try PacketReader.read(Array(bytes[..<length]), today: Samples.today)
            }
        }
    }

    @Test(
        arguments: [
            "status-no-staff-no-prefix.edxml", "bom.edxml", "nfd.edxml", "characters.edxml", "base64-wrapped.edxml",
            "files-zip-zipped-again.edxml", "prefix-undeclared.edxml",
        ]
    )
    func `pieces of any size give what the whole gives`(_ name: String) throws {
        let bytes = try Samples.bytes("packages/\(name)")
        let whole = try PacketReader.read(bytes, today: Samples.today)
        for size in [1, 7, 4096] {
            let reader = PacketReader(today: Samples.today)
            for start in stride(from: 0, to: bytes.count, by: size) {
                try reader.feed(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(try reader.finish() == whole)
        }
    }

    @Test func `text before the package is told from what is no XML, in pieces as well`() {
        for (text, code) in [
            ("version\" og>\n  <edXML/>", Fault.Code.notWellFormed), ("version\" og>\n nothing", .notXML),
        ] {
            #expect(SmallPackage.refusal(text) == code)
            let fault = #expect(throws: Fault.self) {
                let reader = PacketReader(today: Samples.today)
                for byte in text.utf8 { try reader.feed(CollectionOfOne(byte)) }
                _ = try reader.finish()
            }
            #expect(fault?.code == code)
        }
    }

    @Test(arguments: Samples.bad.filter { $0 != "attributes-100000.edxml" && $0 != "zip-bomb.edxml" })
    func `a bad package is refused for the same reason byte by byte`(_ name: String) throws {
        let bytes = try Samples.bytes("bad/\(name)")
        let whole = Result { try PacketReader.read(bytes, today: Samples.today) }
        let pieces = Result {
            let reader = PacketReader(today: Samples.today)
            for byte in bytes { try reader.feed(CollectionOfOne(byte)) }
            return try reader.finish()
        }
        switch (whole, pieces) {
        case (.success(let left), .success(let right)): #expect(left == right)
        case (.failure(let left as Fault), .failure(let right as Fault)):
            #expect(left.code == right.code)
            #expect(left.place == right.place)
        default: Issue.record("read in one way, refused in the other")
        }
    }

    @Test func `after a fault the reader keeps saying it`() throws {
        let reader = PacketReader(today: Samples.today)
        #expect(throws: Fault.self) { try reader.feed("<html><body></body></html>".utf8) }
        #expect { try reader.feed(SmallPackage.text().utf8) } throws: { ($0 as? Fault)?.code == .notXML }
        #expect { try reader.finish() } throws: { ($0 as? Fault)?.code == .notXML }
    }

    @Test func `a large file passes through in pieces and its hash is right`() throws {
        let block = [UInt8]((0..<3 << 16).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) })
        let blocks = (64 << 20) / block.count
        let encoded = Array(Data(block).base64EncodedString().utf8)
        let parts = SmallPackage.text(attachments: SmallPackage.attachment("ID1", name: "a.bin", base64: "@"))
            .split(separator: "@")
        let reader = PacketReader(today: Samples.today)
        var hasher = SHA256()
        try reader.feed(parts[0].utf8)
        for _ in 0..<blocks {
            try reader.feed(encoded)
            hasher.update(data: block)
        }
        try reader.feed(parts[1].utf8)
        let attachment = try #require(try reader.finish().attachments.first)
        #expect(attachment.sizeBytes == blocks * block.count)
        #expect(attachment.sha256 == hasher.finalize().map { String(format: "%02x", $0) }.joined())
    }
}
