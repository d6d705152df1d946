import EdXML
import Exchange
import Foundation
import Testing
import Trust

/// Every input that must be refused or handled with care, judged with all that can be known.
@Suite struct BadSamplesTests {
    @Test(arguments: Samples.names("bad"))
    func `a bad package gets its verdict`(_ name: String) async throws {
        let expected = try #require(Samples.json("bad/expected.json")[name])
        let accepts = expected["verdict"]?.string == "accept"
        do {
            let packet = try await Self.judge(name, after: expected["after"]?.elements.compactMap(\.string) ?? [])
            #expect(accepts)
            let codes = Set(packet.warnings.map(\.code.rawValue))
            #expect(codes.isSuperset(of: expected["warnings"]?.elements.compactMap(\.string) ?? []))
            for (attachment, wanted) in zip(packet.attachments, expected["attachments"]?.elements ?? []) {
                #expect(attachment.name == wanted["name"]?.string)
                #expect(attachment.sha256 == wanted["sha256"]?.string)
                #expect(JSON(attachment.sizeBytes) == wanted["size"])
            }
        } catch let error as Fault {
            #expect(!accepts)
            let reasons = [expected["reason"]?.string, expected["acceptableInstead"]?["reason"]?.string].compactMap {
                $0
            }
            #expect(reasons.contains(error.code.rawValue), "\(error)")
            if let place = expected["place"]?.string { #expect(error.place == place, "\(error)") }
            #expect(error.vietnamese.hasSuffix(".") && error.english.hasSuffix(".") || error.code == .notWellFormed)
        }
    }

    /// With all that can be known: the directory, what came before, the text of the PDFs.
    static func judge(_ name: String, after earlier: [String]) async throws -> Packet {
        let before = try earlier.map { try PacketReader.read(file: Samples.url($0), today: Samples.today) }
        return try await withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url("bad/\(name)"), today: Samples.today,
                context: ReadingContext(directory: Samples.directory, earlier: before),
                attachments: .store(folder: folder))
            return try await LookInside.judge(packet) { try await PDFTools().text(of: $0, scratch: folder) }
        }
    }

    @Test func `there are samples`() {
        #expect(Samples.names("bad").count >= 30)
        #expect(Samples.names("packages").count >= 70)
    }

    @Test(arguments: ["organ-unknown.edxml", "secret-in-pdf.edxml", "document-id-twice.edxml"])
    func `without that knowledge nothing is said against it`(_ name: String) throws {
        let packet = try PacketReader.read(file: Samples.url("bad/\(name)"), today: Samples.today)
        #expect(packet.kind == .new)
    }
}
