import Exchange
import Foundation

/// Reads the sheets of a workbook.
struct WorkbookReader {
    private let archive: WorkbookArchive
    private let limits: SheetLimits

    private static let maximumSheets = 1_000

    init(_ file: URL, limits: SheetLimits) throws(Fault) {
        self.archive = try WorkbookArchive(file, limits: limits)
        self.limits = limits
    }

    /// The rows of the first sheet.
    func rows() throws(Fault) -> [[Cell]] {
        let workbook = try self.workbook()
        guard let first = workbook.sheets.first, let sheet = first else { throw Self.noSheet }
        return try self.rows(of: sheet, in: workbook, limits: self.limits).rows
    }

    /// The rows of every sheet, in their order; charts have none. The limits are those of all together: a sheet that is beyond them, or that cannot be
    /// read, is the end, so what stands before it is answered. Only the first must be read.
    func sheets() throws(Fault) -> [[[Cell]]] {
        let workbook = try self.workbook()
        var sheets: [[[Cell]]] = []
        var left = self.limits
        for sheet in workbook.sheets.compactMap({ $0 }) {
            let sheetRows: SheetRows
            do throws(Fault) {
                sheetRows = try self.rows(of: sheet, in: workbook, limits: left)
            } catch {
                if sheets.isEmpty { throw error }
                break
            }
            sheets.append(sheetRows.rows)
            left.rows -= sheetRows.rows.count
            left.textBytes -= sheetRows.textBytes
        }
        guard !sheets.isEmpty else { throw Self.noSheet }
        return sheets
    }

    /// What the sheets share, and where they lie.
    private struct Workbook {
        /// Paths of the sheets, in their order; nil is one without cells.
        let sheets: [String?]
        let texts: [String]
        let dateFormats: [Bool]
        let from1904: Bool
    }

    private func rows(of sheet: String, in workbook: Workbook, limits: SheetLimits) throws(Fault) -> SheetRows {
        let rows = SheetRows(
            texts: workbook.texts, dateFormats: workbook.dateFormats, from1904: workbook.from1904, limits: limits)
        try self.archive.parse(sheet, rows.part)
        return rows
    }

    private func workbook() throws(Fault) -> Workbook {
        guard let workbook = try self.relations(of: "").first(where: { $0.kind == "officeDocument" })?.target else {
            throw Self.noSheet
        }
        var sheetIDs: [String] = []
        var from1904 = false
        try self.archive.parse(
            workbook,
            XMLPart(start: { part, name throws(Fault) in
                switch name {
                case "workbookPr": from1904 = ["1", "true"].contains(part.attribute("date1904") ?? "")
                case "sheet" where sheetIDs.count < Self.maximumSheets: sheetIDs.append(part.attribute("id") ?? "")
                default: break
                }
            }))
        let relations = try self.relations(of: workbook)
        func part(_ kind: String) -> String? {
            relations.first { $0.kind == kind && self.archive.has($0.target) }?.target
        }
        let texts = try part("sharedStrings").map { name throws(Fault) in try self.sharedTexts(name) } ?? []
        let dates = try part("styles").map { name throws(Fault) in try self.dateFormats(name) } ?? []
        let sheets = sheetIDs.map { id in relations.first { $0.id == id && $0.kind == "worksheet" }?.target }
        return Workbook(sheets: sheets, texts: texts, dateFormats: dates, from1904: from1904)
    }

    private struct Relation {
        let id: String
        /// The last word of its type.
        let kind: String
        /// The path in the archive.
        let target: String
    }

    /// The relations of a part; of the package for "".
    private func relations(of part: String) throws(Fault) -> [Relation] {
        let folder = part.split(separator: "/").dropLast().map(String.init)
        let name = part.split(separator: "/").last.map(String.init) ?? ""
        var relations: [Relation] = []
        try self.archive.parse(
            (folder + ["_rels", "\(name).rels"]).joined(separator: "/"),
            XMLPart(start: { part, name throws(Fault) in
                guard name == "Relationship", let id = part.attribute("Id"), let target = part.attribute("Target"),
                    let type = part.attribute("Type"), part.attribute("TargetMode") != "External",
                    relations.count < 1_000
                else { return }
                relations.append(
                    Relation(
                        id: id, kind: type.split(separator: "/").last.map(String.init) ?? "",
                        target: Self.path(target, in: folder)))
            }))
        return relations
    }

    private static func path(_ target: String, in folder: [String]) -> String {
        var parts = target.hasPrefix("/") ? [] : folder
        for step in target.split(separator: "/") {
            switch step {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(String(step))
            }
        }
        return parts.joined(separator: "/")
    }

    /// The texts that cells name by number.
    private func sharedTexts(_ name: String) throws(Fault) -> [String] {
        var texts: [String] = []
        let text = TextRuns()
        var total = 0
        try self.archive.parse(
            name,
            XMLPart(
                start: { _, name throws(Fault) in text.start(name) },
                end: { name throws(Fault) in
                    text.end(name)
                    guard name == "si" else { return }
                    texts.append(text.take())
                    total += texts[texts.count - 1].utf8.count + 16
                    try self.limits.check(textBytes: total)
                },
                text: { bytes throws(Fault) in text.add(bytes) }))
        return texts
    }

    /// For each format of a cell, whether it shows a date.
    private func dateFormats(_ name: String) throws(Fault) -> [Bool] {
        var custom: [Int: Bool] = [:]
        var formats: [Bool] = []
        var isInside = false
        try self.archive.parse(
            name,
            XMLPart(
                start: { part, name throws(Fault) in
                    switch name {
                    case "numFmt":
                        guard let id = part.attribute("numFmtId").flatMap(Int.init), custom.count < 10_000 else {
                            return
                        }
                        custom[id] = Self.showsDate(part.attribute("formatCode") ?? "")
                    case "cellXfs": isInside = true
                    case "xf" where isInside && formats.count < 100_000:
                        let id = part.attribute("numFmtId").flatMap(Int.init) ?? 0
                        // Built-in formats of dates; 27 to 36 and 50 to 58 are those of East Asia.
                        let isBuiltIn = [14...17, 22...22, 27...36, 50...58].contains { $0.contains(id) }
                        formats.append(custom[id] ?? isBuiltIn)
                    default: break
                    }
                },
                end: { name throws(Fault) in if name == "cellXfs" { isInside = false } }))
        return formats
    }

    /// Years or days stand in the code, outside of quotes and brackets.
    static func showsDate(_ code: String) -> Bool {
        code.replacing(/"[^"]*"|\[[^\]]*\]|\\./, with: "").lowercased().contains { "yd".contains($0) }
    }

    private static let noSheet = Fault(
        .structure, vi: "Tệp không phải bảng tính .xlsx hoặc không có trang tính.", en: "The workbook has no sheet.")
}
