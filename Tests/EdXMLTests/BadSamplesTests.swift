import EdXML
import Exchange
import Foundation
import Testing

@Suite struct BadSamplesTests {
    /// What a reader alone cannot tell: these need the directory, the text of a PDF, or earlier packages. They must
    /// still be read.
    static let needContext: Set<String> = ["organ-unknown.edxml", "secret-in-pdf.edxml", "document-id-twice.edxml"]

    @Test(arguments: Samples.bad)
    func `a bad package gets its verdict`(_ name: String) throws {
        let expected = try #require(Samples.json("bad/expected.json")[name])
        let accepts = expected["verdict"]?.string == "accept" || Self.needContext.contains(name)
        do {
            let packet = try PacketReader.read(file: Samples.url("bad/\(name)"), today: Samples.today)
            #expect(accepts)
            let codes = Set(packet.warnings.map(\.code.rawValue))
            #expect(codes.isSuperset(of: expected["warnings"]?.elements.compactMap(\.string) ?? []))
            for (attachment, wanted) in zip(packet.attachments, expected["attachments"]?.elements ?? []) {
                #expect(attachment.name == wanted["name"]?.string)
                #expect(attachment.sha256 == wanted["sha256"]?.string)
                #expect(JSON(attachment.sizeBytes) == wanted["size"])
            }
        } catch {
            #expect(!accepts)
            let reasons = [expected["reason"]?.string, expected["acceptableInstead"]?["reason"]?.string].compactMap {
                $0
            }
            #expect(reasons.contains(error.code.rawValue), "\(error)")
            if let place = expected["place"]?.string { #expect(error.place == place, "\(error)") }
            #expect(error.vietnamese.hasSuffix(".") && error.english.hasSuffix(".") || error.code == .notWellFormed)
        }
    }
}
