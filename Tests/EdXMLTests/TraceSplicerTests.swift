import EdXML
import Exchange
import Foundation
import Testing

@Suite struct TraceSplicerTests {
    static let organ = OrganCode("001.00.20.TT2")!
    static let instant = VietnamTime.instant(packet: "2024/03/12 17:00:00")!
    static let station =
        "TraceHeader><@OrganId>001.00.20.TT2</@OrganId><@Timestamp>2024/03/12 17:00:00</@Timestamp></@TraceHeader>"

    static func splice(_ bytes: [UInt8], pieces: Int = 4096) throws -> (bytes: [UInt8], isSpliced: Bool) {
        var splicer = TraceSplicer(organ: self.organ, at: self.instant)
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { piece in
                try splicer.feed(piece) { out.append(contentsOf: $0) }
            }
        }
        try splicer.finish { out.append(contentsOf: $0) }
        return (out, splicer.isSpliced)
    }

    @Test(arguments: Samples.packages)
    func `every other byte stays and the station is read`(_ name: String) throws {
        let bytes = try Samples.bytes("packages/\(name)")
        let before = try PacketReader.read(bytes, today: Samples.today)
        let (after, isSpliced) = try Self.splice(bytes)
        #expect(isSpliced == (before.kind != .status))
        guard isSpliced else {
            #expect(after == bytes)
            return
        }
        let same = zip(bytes, after).prefix { $0 == $1 }.count
        let added = after.count - bytes.count
        // The station begins with "<", as what it stands before may do.
        let starts = (max(0, same - added)...same).filter {
            Array(after[..<$0]) + after[($0 + added)...] == bytes
        }
        #expect(!starts.isEmpty)
        let read = try PacketReader.read(after, today: Samples.today)
        #expect(read.trace == before.trace + [TraceHop(organ: Self.organ.text, at: Self.instant)])
        #expect(read.document == before.document)
        #expect(read.business == before.business)
        #expect(read.attachments.map(\.sha256) == before.attachments.map(\.sha256))
        #expect(Set(read.warnings.map(\.code)) == Set(before.warnings.map(\.code)))
    }

    @Test(arguments: [
        "business-before-trace.edxml", "prefix-none.edxml", "characters.edxml", "relayed.edxml", "status-01.edxml",
    ])
    func `pieces of any size give the same`(_ name: String) throws {
        let bytes = try Samples.bytes("packages/\(name)")
        let whole = try Self.splice(bytes, pieces: bytes.count)
        for size in [1, 3, 61] { #expect(try Self.splice(bytes, pieces: size) == whole) }
    }

    static func list(_ content: String, prefix: String = "e:") -> String {
        "<edXML><a:edXMLEnvelope><edXMLHeader><\(prefix)TraceHeaderList>\(content)</\(prefix)TraceHeaderList></edXMLHeader></a:edXMLEnvelope></edXML>"
    }

    @Test(arguments: [
        ("", "@"),
        ("<Bussiness/>", "@<Bussiness/>"),
        ("<TraceHeader/>", "<TraceHeader/>@"),
        (
            "<x:TraceHeader><TraceHeader>a</TraceHeader></x:TraceHeader><b/>",
            "<x:TraceHeader><TraceHeader>a</TraceHeader></x:TraceHeader>@<b/>"
        ),
        (
            "<!-- </e:TraceHeaderList> --><TraceHeader></TraceHeader>",
            "<!-- </e:TraceHeaderList> --><TraceHeader></TraceHeader>@"
        ),
        (
            "<TraceHeader a='/>'></TraceHeader><![CDATA[<TraceHeader/>]]>",
            "<TraceHeader a='/>'></TraceHeader>@<![CDATA[<TraceHeader/>]]>"
        ),
    ])
    func `the station goes behind the last one, under the prefix of the list`(_ content: String, _ wanted: String)
        throws
    {
        for prefix in ["", "e:"] {
            let station = "<\(prefix)" + Self.station.replacing("@", with: prefix)
            let (bytes, isSpliced) = try Self.splice(Array(Self.list(content, prefix: prefix).utf8))
            #expect(isSpliced)
            #expect(
                String(decoding: bytes, as: UTF8.self)
                    == Self.list(wanted.replacing("@", with: station), prefix: prefix))
        }
    }

    @Test(arguments: [
        "", "x", "<edXML/>", "<edXML><TraceHeaderList></TraceHeaderList></edXML>",
        "<edXML><edXMLEnvelope><edXMLHeader><TraceHeaderList/></edXMLHeader></edXMLEnvelope></edXML>",
        "<edXML><edXMLEnvelope><edXMLHeader><TraceHeaderList><TraceHeader></TraceHeader><a>", "</a></b></c><edXML>",
        "<b><edXMLEnvelope><edXMLHeader><TraceHeaderList></TraceHeaderList></edXMLHeader></edXMLEnvelope></b>",
    ])
    func `without a list in its place nothing is touched`(_ text: String) throws {
        let (bytes, isSpliced) = try Self.splice(Array(text.utf8))
        #expect(!isSpliced)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func `a DOCTYPE stops it, an endless list is not gathered`() throws {
        #expect { try Self.splice(Array("<!DOCTYPE a><edXML/>".utf8)) } throws: { ($0 as? Fault)?.code == .doctype }
        let wide = "<edXML \((0..<65).map { "a\($0)=''" }.joined(separator: " "))/>"
        #expect { try Self.splice(Array(wide.utf8)) } throws: { ($0 as? Fault)?.code == .tooMany }
        let endless = Self.list(String(repeating: "<Bussiness/>", count: 500_000))
        #expect { try Self.splice(Array(endless.utf8)) } throws: { ($0 as? Fault)?.code == .tooLong }
    }

    @Test func `a code with signs of markup is escaped`() throws {
        var splicer = TraceSplicer(organ: OrganCode("a<b&c")!, at: Self.instant)
        var out: [UInt8] = []
        try Array(Self.list("").utf8).withUnsafeBytes { try splicer.feed($0) { out.append(contentsOf: $0) } }
        #expect(String(decoding: out, as: UTF8.self).contains("<e:OrganId>a&lt;b&amp;c</e:OrganId>"))
    }
}
