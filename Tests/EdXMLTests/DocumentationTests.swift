import EdXML
import Exchange
import Foundation
import Testing

/// `docs/edxml.md` names every code and every limit, with the sentences that people read.
@Suite struct DocumentationTests {
    /// One row of a table: its cells, without the blanks around them.
    private struct Row {
        let cells: [String]

        init?(_ line: Substring) {
            guard line.hasPrefix("|") else { return nil }
            self.cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if self.cells.isEmpty { return nil }
        }

        /// Whether it stands for `code`: four cells, the first of them the code.
        func isAbout(_ code: String) -> Bool { self.cells.count == 4 && self.cells[0] == "`\(code)`" }
    }

    private let rows: [Row]
    /// The tables of warnings and of refusals: a code can be in both.
    private let warnings: [Row]
    private let refusals: [Row]

    init() throws {
        let file = Samples.folder.deletingLastPathComponent().appendingPathComponent("docs/edxml.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        self.rows = Self.rows(of: text[...])
        self.warnings = Self.rows(of: try Self.chapter("## 9. ", of: text))
        self.refusals = Self.rows(of: try Self.chapter("## 10. ", of: text))
    }

    /// What reading, writing and the commands can give; hub and office have others.
    static let refusalCodes: [Fault.Code] = [
        .empty, .notXML, .notWellFormed, .encoding, .doctype, .tooDeep, .tooMany, .wrongRoot, .structure, .missingField,
        .duplicateRecipient, .badFormat, .outOfRange, .tooLong, .unknownOrgan, .attachmentMismatch, .badBase64, .badZip,
        .zipBomb, .unsafeName, .secret, .duplicateDocument, .status, .business, .tooLarge, .diskFull, .internalFault,
        .notFound, .cannotWrite, .toolMissing, .conflict,
    ]

    @Test(arguments: Warning.Code.allCases)
    func `a warning stands there once, in both languages`(_ code: Warning.Code) throws {
        let found = self.warnings.filter { $0.isAbout(code.rawValue) }
        #expect(found.count == 1)
        let row = try #require(found.first)
        #expect(row.cells[1] == code.vietnamese)
        #expect(row.cells[2] == code.english)
    }

    @Test func `no warning stands there that does not exist`() {
        let codes = Set(Warning.Code.allCases.map { "`\($0.rawValue)`" })
        let told = Set(self.warnings.map { $0.cells[0] }.filter { $0.hasPrefix("`") })
        #expect(told == codes)
    }

    @Test(arguments: Self.refusalCodes)
    func `a refusal stands there, in both languages`(_ code: Fault.Code) {
        let found = self.refusals.filter { $0.isAbout(code.rawValue) }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { Self.isSentence($0.cells[1]) && !$0.cells[2].isEmpty })
    }

    @Test func `no refusal stands there that is not given`() {
        let codes = Set(Self.refusalCodes.map { "`\($0.rawValue)`" })
        #expect(Set(self.refusals.map { $0.cells[0] }.filter { $0.hasPrefix("`") }) == codes)
    }

    /// The sentences of real refusals, in both languages, with `…` for what changes.
    @Test(arguments: Samples.bad)
    func `the sentences of a refused sample stand there`(_ name: String) throws {
        do throws(Fault) {
            let known = try PacketReader.read(file: Samples.url("bad/\(name)"), today: Samples.today)
            // Some are refused only where more is known.
            _ = try PacketReader.read(
                file: Samples.url("bad/\(name)"), today: Samples.today,
                context: ReadingContext(directory: Samples.directory, earlier: [known]))
        } catch {
            #expect(self.tells(error), "\(error.code.rawValue): \(error.vietnamese) \(error.english)")
        }
    }

    @Test(arguments: WriterRefusalTests.refusals.indices)
    func `the sentences of what is not written stand there`(_ index: Int) {
        let faults = PacketWriter.faults(of: WriterTests.packet(WriterRefusalTests.refusals[index].2))
        #expect(!faults.isEmpty)
        for fault in faults {
            #expect(self.tells(fault), "\(fault.code.rawValue): \(fault.vietnamese) \(fault.english)")
        }
    }

    @Test func `every limit stands there with its default`() throws {
        let limits = Mirror(reflecting: ReadingLimits()).children
        #expect(limits.count >= 14)
        for limit in limits {
            let name = try #require(limit.label)
            let value = try #require(limit.value as? Int)
            let row = try #require(self.rows.first { $0.isAbout(name) }, "\(name)")
            #expect(row.cells[1] == Self.grouped(value), "\(name)")
        }
    }

    @Test func `every status and every type of document stands there`() throws {
        let statuses = self.rows.filter { $0.cells.count == 4 }.map { $0.cells[0] }
        for status in HandlingStatus.allCases { #expect(statuses.contains(status.rawValue)) }
        for kind in DocumentType.kinds {
            let row = try #require(self.rows.first { $0.cells[0].hasPrefix("\(kind.group.rawValue) văn bản") })
            #expect(row.cells[1].components(separatedBy: ", ").contains("\(kind.ordinal) \(kind.name)"))
        }
    }

    /// Whether one row has the code of `fault` and both of its sentences.
    private func tells(_ fault: Fault) -> Bool {
        self.refusals.contains { row in
            row.isAbout(fault.code.rawValue) && Self.fits(fault.vietnamese, row.cells[1])
                && Self.fits(fault.english, row.cells[2])
        }
    }

    /// From the line that begins with `heading` to the next of its rank.
    private static func chapter(_ heading: String, of text: String) throws -> Substring {
        let start = try #require(text.range(of: "\n\(heading)")).upperBound
        let rest = text[start...]
        return rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
    }

    private static func rows(of text: Substring) -> [Row] { text.split(separator: "\n").compactMap { Row($0) } }

    private static func isSentence(_ text: String) -> Bool { text.count > 5 && text.hasSuffix(".") }

    /// Whether `text` is one of the sentences of `cell`, which a slash separates.
    private static func fits(_ text: String, _ cell: String) -> Bool {
        cell.components(separatedBy: " / ").contains { sentence in
            let parts = sentence.components(separatedBy: "…")
            guard parts.count > 1 else { return text == sentence }
            guard text.hasPrefix(parts[0]), text.hasSuffix(parts[parts.count - 1]) else { return false }
            var rest = text[...]
            for part in parts where !part.isEmpty {
                guard let range = rest.range(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
            return true
        }
    }

    /// `1,073,741,824`
    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
