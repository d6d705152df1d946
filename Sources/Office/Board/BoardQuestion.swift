import Exchange
import Foundation
import Storage
import Web

/// What is asked of the leaders' board. The address says all of it (office.md, pattern 18).
struct BoardQuestion: Sendable, Equatable {
    /// Ngày ban hành.
    var from: CalendarDate?
    var to: CalendarDate?
    var urgency: Urgency?
    /// Id of who signed the directive (người chỉ đạo).
    var director = ""
    /// Lĩnh vực, as `DirectiveField` lists it.
    var field = ""
    /// Words of the agency's name, with or without marks.
    var agency = ""
    /// Of a list alone: the receiver or lead, the part, how far it has come. Without a part the six that count.
    var organ: OrganCode?
    var part: BoardPart?
    var step: Progress.Step?
    /// What became of the part since a week before.
    var change: BoardChange?

    private static let maximumCharacters = 200
}

extension BoardQuestion {
    /// From the fields of an address. Throws `FormFault` for a date that cannot be read; what is on no list is left out.
    init(_ fields: FormFields) throws {
        self.from = try fields.date("from", called: "Từ ngày")
        self.to = try fields.date("to", called: "Đến ngày")
        if let from = self.from, let to = self.to, to < from {
            throw FormFault("to", "Đến ngày không được trước ngày \(from.shown)")
        }
        self.urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:))
        self.director = String(fields.text("by").prefix(Self.maximumCharacters))
        self.field = String(fields.text("field").prefix(Self.maximumCharacters))
        self.agency = String(fields.text("agency").prefix(Self.maximumCharacters))
        self.organ = OrganCode(fields.text("organ"))
        self.part = BoardPart(rawValue: fields.text("part"))
        self.step = Progress.Step(code: fields.text("step"))
        self.change = BoardChange(rawValue: fields.text("change"))
    }

    /// What cannot be read is said beside the form; the page shows what is there without conditions.
    static func read(_ fields: FormFields) throws -> (BoardQuestion, FormFault?) {
        do { return (try BoardQuestion(fields), nil) } catch let fault as FormFault { return (BoardQuestion(), fault) }
    }

    /// As fields of an address, in a fixed order.
    var pairs: [(name: String, value: String)] {
        [
            ("from", self.from?.shown ?? ""), ("to", self.to?.shown ?? ""),
            ("urgency", self.urgency.map { String($0.rawValue) } ?? ""), ("by", self.director),
            ("field", self.field),
            ("agency", self.agency), ("organ", self.organ?.text ?? ""), ("part", self.part?.rawValue ?? ""),
            ("step", self.step?.code ?? ""), ("change", self.change?.rawValue ?? ""),
        ].filter { !$0.1.isEmpty }
    }

    /// The same for all receivers and parts: what the matrix is asked.
    var ofMatrix: BoardQuestion {
        var question = self
        (question.organ, question.part, question.step, question.change) = (nil, nil, nil, nil)
        return question
    }

    /// As it is saved under a name.
    var query: String { String(Self.address("", self.pairs).dropFirst()) }

    func matrix(page: Int = 1) -> String { Self.address("/board", self.ofMatrix.pairs, page) }

    func list(page: Int = 1, without name: String? = nil) -> String {
        Self.address("/board/lines", self.pairs.filter { $0.name != name }, page)
    }

    /// The list behind a figure of the matrix.
    func list(
        organ: OrganCode? = nil, part: BoardPart? = nil, step: Progress.Step? = nil, change: BoardChange? = nil
    ) -> String {
        var question = self
        (question.organ, question.part, question.step, question.change) = (organ, part, step, change)
        return question.list()
    }

    /// What an address may hold as it is (RFC 3986, 2.3).
    private static let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))

    static func address(_ path: String, _ pairs: [(name: String, value: String)], _ page: Int = 1) -> String {
        let query = (pairs + (page > 1 ? [("page", String(page))] : [])).map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: Self.plain) ?? "")"
        }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    // MARK: The statement

    /// `FROM … WHERE …`, the expression of a line's part, and the values of both; for all receivers and parts when `isMatrix`.
    func statement(today: CalendarDate, calendar: WorkingCalendar, isMatrix: Bool = false) -> BoardStatement {
        var statement = BoardStatement(today: today, calendar: calendar)
        let conditions = self.conditions(in: &statement, today: today, calendar: calendar, isMatrix: isMatrix)
        statement.source = Self.source(conditions)
        // A period, a director and a field are not among what is counted.
        if isMatrix, self.from == nil, self.to == nil, self.director.isEmpty, self.field.isEmpty {
            statement.kept = "FROM board_count AS line WHERE \(conditions)"
            statement.isUsual = self.agency.isEmpty
        }
        return statement
    }

    private static func source(_ conditions: String) -> String { "FROM board_line AS line WHERE \(conditions)" }

    /// What stands behind `WHERE` alone, so that one statement can ask several questions.
    private func conditions(
        in statement: inout BoardStatement, today: CalendarDate, calendar: WorkingCalendar, isMatrix: Bool
    ) -> String {
        // Holds on every day: a statement must name all of its values.
        var conditions = ["$1 <= \(BoardStatement.near)"]
        if let from = self.from {
            conditions.append("line.published_at >= \(statement.bind(VietnamTime.start(of: from)))")
        }
        if let to = self.to, let next = CalendarDate(dayNumber: to.dayNumber + 1) {
            conditions.append("line.published_at < \(statement.bind(VietnamTime.start(of: next)))")
        }
        if let urgency = self.urgency { conditions.append("line.urgency = \(statement.bind(urgency))") }
        if !self.director.isEmpty { conditions.append("line.approver_id = \(statement.bind(self.director))") }
        if !self.field.isEmpty { conditions.append(DirectiveField.condition(statement.bind(self.field), of: "line")) }
        if let codes = Directory.codes(named: self.agency, bind: { statement.bind($0) }) {
            conditions.append("line.organ_code IN (\(codes))")
        }
        if !isMatrix {
            if let organ = self.organ { conditions.append("line.organ_code = \(statement.bind(organ))") }
            if let step = self.step { conditions.append("line.status = \(statement.bind(step.status))") }
            if let change = self.change {
                let past = BoardPast(today: today).bind(to: &statement, calendar: calendar)
                conditions.append(change.condition(part: self.part, now: statement.part, past))
            } else {
                conditions.append(
                    self.part.map { BoardLines.isPart($0, today: "$1", near: BoardStatement.near) }
                        ?? BoardLines.isCounted
                )
            }
        }
        return conditions.joined(separator: " AND ")
    }

    /// How many lines each of the questions lists, by one statement.
    static func counts(
        _ questions: [BoardQuestion], today: CalendarDate, calendar: WorkingCalendar, in connection: Connection
    ) throws -> [Int] {
        guard !questions.isEmpty else { return [] }
        var statement = BoardStatement(today: today, calendar: calendar)
        let columns = questions.enumerated().map { index, question in
            let conditions = question.conditions(in: &statement, today: today, calendar: calendar, isMatrix: false)
            return "(SELECT COUNT(*) \(Self.source(conditions))) AS n\(index)"
        }
        let row = try connection.rows(
            anew: "SELECT \(columns.joined(separator: ", "))", values: statement.values
        ).first
        return try questions.indices.map { try row?["n\($0)"] ?? 0 }
    }
}

/// A statement about lines that grows with its values; `$1` is today, `$2` the last day that is a near deadline.
struct BoardStatement {
    fileprivate(set) var source = ""
    /// The same question to the counts that are kept (`BoardCounts`); nil where they do not answer it.
    fileprivate(set) var kept: String?
    /// Asked in a few texts only, whatever its values.
    fileprivate(set) var isUsual = false
    private(set) var values: [(any SQLBindable)?]

    init(today: CalendarDate, calendar: WorkingCalendar) {
        self.values = [today, DeadlineStanding.lastNearDay(from: today, calendar: calendar)]
    }

    static let near = "$2"

    let part = BoardLines.part(today: "$1", near: Self.near)

    /// The answer to a text of this statement. To prepare the longest takes milliseconds: SQLite keeps the usual ones, PostgreSQL sees the days.
    func rows(_ sql: String, in connection: Connection) throws -> [Row] {
        self.isUsual && connection.engine == .sqlite
            ? try connection.rows(sql, values: self.values) : try connection.rows(anew: sql, values: self.values)
    }

    /// Takes a value; answers how the text names it.
    mutating func bind(_ value: any SQLBindable) -> String {
        self.values.append(value)
        return "$\(self.values.count)"
    }
}
