import Exchange
import Foundation
import Spreadsheet
import Storage

/// The tasks of a directive as a spreadsheet beside it (danh mục nhiệm vụ kèm theo): people of any agency open it, an office of ours reads it back.
///
/// One row of titles, then one row for each task; `docs/edxml.md` names the columns for implementers of other systems.
struct TaskAnnex: Sendable {
    /// One task as the sender says it.
    struct Row: Sendable, Equatable {
        /// From 1, within the document; those that are left out leave a gap.
        let ordinal: Int
        let text: String
        let lead: OrganCode
        let leadName: String
        let supporting: [OrganCode]
        /// In one line, for people.
        let supportingNames: String
        /// Nil: thường xuyên, or none while the clock stands still.
        let due: CalendarDate?
        let comesBack: DirectiveTask.ComesBack
        /// The sender's, opaque: the same task in a second copy has it again.
        let id: String
        /// The last one, where nothing else in the row says it.
        var answer: TaskAnswer?
        /// Dừng tính hạn: the deadline comes with a later list.
        var isStopped = false
    }

    static let fileName = "danh-muc-nhiem-vu.xlsx"
    static let contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    let rows: [Row]

    init(_ rows: [Row]) { self.rows = rows }

    /// What is asked for: a task that was withdrawn is in it no more, one that was given back is not until it is given anew.
    init(_ tasks: [DirectiveTask]) {
        self.rows = tasks.filter { !$0.state.isWithdrawn && !$0.state.isReturned }.map { task in
            Row(
                ordinal: task.ordinal, text: task.text, lead: task.lead.organ, leadName: task.lead.name,
                supporting: task.supporting.compactMap { OrganCode($0) }, supportingNames: task.supportingNames,
                due: task.due, comesBack: task.comesBack, id: task.id, answer: task.answer,
                isStopped: task.stop != nil)
        }
    }

    // Written

    var layout: SheetLayout {
        let answers = TaskAnswer.titles.map { SheetLayout.Column($0, width: 30) }
        return SheetLayout(
            name: "Nhiệm vụ", columns: Column.allCases.map(\.layout) + (self.hasAnswers ? answers : []))
    }

    private var hasAnswers: Bool { self.rows.contains { $0.answer != nil } }

    /// One row for each task, below the titles.
    var cells: [[Cell]] {
        self.rows.map { row in
            [
                .number(row.ordinal), .text(row.text), .text(row.lead.text), .text(row.leadName),
                .text(row.supporting.map(\.text).joined(separator: "; ")),
                .text(String(row.supportingNames.prefix(Self.maximumNames))),
                row.due.map(Cell.date)
                    ?? .text(row.isStopped ? TaskWords.stopped.lowercased() : TaskWords.due(nil)),
                .text(TaskWords.comesBack(row.comesBack)),
                .text(row.id),
            ] + (self.hasAnswers ? row.answer?.cells ?? TaskAnswer.titles.map { _ in .empty } : [])
        }
    }

    /// `file` must not exist. The same rows give the same bytes.
    func write(into file: URL) throws {
        let writer = try SheetWriter(self.layout, into: file)
        for cells in self.cells { try writer.append(cells) }
        try writer.finish()
    }

    /// The columns in their order; the titles are part of the format.
    private enum Column: Int, CaseIterable {
        case ordinal, text, lead, leadName, supporting, supportingNames, due, comesBack, id

        var title: String {
            switch self {
            case .ordinal: "STT"
            case .text: "Nội dung nhiệm vụ"
            case .lead: "Mã cơ quan chủ trì"
            case .leadName: "Cơ quan chủ trì"
            case .supporting: "Mã cơ quan phối hợp"
            case .supportingNames: "Cơ quan phối hợp"
            case .due: "Thời hạn"
            case .comesBack: "Sản phẩm gửi về"
            case .id: "Mã nhiệm vụ"
            }
        }

        var layout: SheetLayout.Column {
            switch self {
            case .ordinal: .init(self.title, width: 6)
            case .text: .init(self.title, width: 60)
            case .leadName, .supportingNames: .init(self.title, width: 30)
            case .due: .init(self.title, width: 14)
            case .lead, .supporting, .comesBack, .id: .init(self.title, width: 20)
            }
        }
    }

    // Read

    /// Names of 200 agencies, and what a cell holds.
    private static let maximumNames = 16_000

    /// Of the file.
    static let maximumBytes = 256 << 10

    /// Room for fifty tasks with two hundred agencies each. Small, because a list is read while nobody else can write.
    private static var limits: SheetLimits {
        var limits = SheetLimits()
        (limits.fileBytes, limits.partBytes, limits.textBytes) = (self.maximumBytes, 3 << 20, 3 << 20)
        limits.rows = 1_000
        return limits
    }

    /// The tasks of a spreadsheet that came with a directive; nil when its first row is not that of an annex: then it is a file like others.
    ///
    /// Throws `Fault`: what `SheetReader` throws of a file that it does not read; else with the row as its place `missing-field`, `bad-format`,
    /// `too-long`, `too-many`, `out-of-range`.
    static func read(_ file: URL) throws -> [Row]? {
        let cells = try SheetReader.read(file, limits: self.limits)
        let titles = Column.allCases.map(\.title)
        guard let head = cells.first, Array(head.prefix(titles.count)).map(\.shown.normalized) == titles else {
            return nil
        }
        let answers = Array(head.dropFirst(titles.count).prefix(TaskAnswer.titles.count)).map(\.shown.normalized)
        var rows: [Row] = []
        for (index, cells) in cells.enumerated().dropFirst()
        where cells.contains(where: { !$0.shown.normalized.isEmpty }) {
            guard rows.count < DirectiveTask.maximum else {
                throw Fault(
                    .tooMany, vi: "Danh mục có quá \(DirectiveTask.maximum) nhiệm vụ.",
                    en: "The annex has more than \(DirectiveTask.maximum) tasks.", place: Self.place(index + 1))
            }
            var row = try Line(number: index + 1, cells: cells).row()
            if answers == TaskAnswer.titles { row.answer = try Self.answer(cells, index + 1) }
            guard !rows.contains(where: { $0.ordinal == row.ordinal || $0.id == row.id }) else {
                throw Self.fault(.badFormat, .id, index + 1, "trùng với một dòng trước", "stands in a row before")
            }
            rows.append(row)
        }
        return rows
    }

    private static func answer(_ cells: [Cell], _ row: Int) throws(Fault) -> TaskAnswer? {
        let texts = Column.allCases.count..<Column.allCases.count + TaskAnswer.titles.count
        let shown = texts.map { cells.indices.contains($0) ? cells[$0].shown.normalized : "" }
        guard shown.contains(where: { !$0.isEmpty }) else { return nil }
        guard let answer = TaskAnswer(told: shown[0], text: shown[1], at: shown[2]) else {
            throw Fault(
                .badFormat, vi: "Danh mục nhiệm vụ, dòng \(row): không đọc được trả lời của nơi giao.",
                en: "Row \(row) of the annex: the answer of the sender cannot be read.", place: self.place(row))
        }
        return answer
    }

    /// One row as it lies there.
    private struct Line {
        /// From 1, as programs show it.
        let number: Int
        let cells: [Cell]

        func row() throws(Fault) -> Row {
            let ordinal = Int(try self.text(.ordinal, 1...6)) ?? 0
            guard (1...DirectiveTask.maximum).contains(ordinal) else {
                throw TaskAnnex.fault(
                    .outOfRange, .ordinal, self.number, "phải là số từ 1 đến \(DirectiveTask.maximum)",
                    "must be a number from 1 to \(DirectiveTask.maximum)")
            }
            let id = try self.text(.id, 1...100)
            guard !id.unicodeScalars.contains(where: \.isControlOrSpace) else { throw self.bad(.id) }
            guard
                let comesBack = DirectiveTask.ComesBack.allCases.first(where: {
                    TaskWords.comesBack($0).lowercased() == self.shown(.comesBack).lowercased()
                })
            else { throw self.bad(.comesBack) }
            let lead = try self.organ(try self.text(.lead, 1...200), .lead)
            let supporting = try self.supporting()
            guard !supporting.contains(lead), Set(supporting).count == supporting.count else {
                throw self.bad(.supporting)
            }
            let due = try self.due()
            return Row(
                ordinal: ordinal, text: try self.text(.text, 1...DirectiveTask.maximumCharacters), lead: lead,
                leadName: try self.text(.leadName, 1...500), supporting: supporting,
                supportingNames: try self.text(.supportingNames, 0...TaskAnnex.maximumNames), due: due,
                comesBack: comesBack, id: id, isStopped: due == nil && self.isStopped)
        }

        private func shown(_ column: Column) -> String {
            self.cells.indices.contains(column.rawValue) ? self.cells[column.rawValue].shown.normalized : ""
        }

        private func text(_ column: Column, _ length: ClosedRange<Int>) throws(Fault) -> String {
            let text = self.shown(column)
            guard text.count >= length.lowerBound else {
                throw TaskAnnex.fault(.missingField, column, self.number, "còn trống", "is empty")
            }
            guard text.count <= length.upperBound else {
                throw TaskAnnex.fault(
                    .tooLong, column, self.number, "dài quá \(length.upperBound) ký tự",
                    "has more than \(length.upperBound) characters")
            }
            return text
        }

        private func organ(_ text: String, _ column: Column) throws(Fault) -> OrganCode {
            guard let code = OrganCode(text) else { throw self.bad(column) }
            return code
        }

        private func supporting() throws(Fault) -> [OrganCode] {
            var codes: [OrganCode] = []
            for part in self.shown(.supporting).split(separator: ";", maxSplits: RecipientNames.maximum) {
                let text = String(part).normalized
                if !text.isEmpty { codes.append(try self.organ(text, .supporting)) }
            }
            return codes
        }

        private var isStopped: Bool { self.shown(.due).lowercased() == TaskWords.stopped.lowercased() }

        private func due() throws(Fault) -> CalendarDate? {
            if case .date(let date)? = self.cells.dropFirst(Column.due.rawValue).first { return date }
            let text = try self.text(.due, 1...40)
            if text.lowercased() == TaskWords.due(nil) || self.isStopped { return nil }
            guard let date = CalendarDate(typed: text) else { throw self.bad(.due) }
            return date
        }

        private func bad(_ column: Column) -> Fault {
            TaskAnnex.fault(.badFormat, column, self.number, "không đọc được", "cannot be read")
        }
    }

    private static func place(_ row: Int) -> String { "row \(row)" }

    private static func fault(
        _ code: Fault.Code, _ column: Column, _ row: Int, _ vietnamese: String, _ english: String
    ) -> Fault {
        Fault(
            code, vi: "Danh mục nhiệm vụ, dòng \(row): ô “\(column.title)” \(vietnamese).",
            en: "Row \(row) of the annex: \"\(column.title)\" \(english).", place: self.place(row))
    }
}
