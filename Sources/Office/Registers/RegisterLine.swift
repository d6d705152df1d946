import Exchange
import Foundation
import Storage

/// One line of a register: what the columns of NĐ 30/2020/NĐ-CP, Phụ lục IV ask for, as far as it is known here.
struct RegisterLine: Sendable {
    let number: EntryNumber
    let enteredOn: CalendarDate
    /// The page of the document; nil for a number without one.
    let link: String?
    /// Tác giả (incoming) or nơi nhận (outgoing).
    let parties: String
    let code: String
    let documentDate: CalendarDate?
    let typeName: String
    let subject: String
    /// Người ký (outgoing).
    let signer: String
    /// Đơn vị hoặc người nhận (incoming), đơn vị lưu (outgoing).
    let unit: String
    /// Số lượng bản (outgoing): as the drafter said, else one for each receiver.
    let copies: Int?
    /// Ngày chuyển.
    let passedOn: CalendarDate?
    /// Ghi chú: what became of it afterwards.
    let note: String
    /// Of an arrival that is a document here.
    var handling: Handling?
    /// Độ mật in words, of a line of a secret book that the reader may see.
    var secrecy = ""
    /// Until when such a line is protected; nil where its secrecy was lifted.
    var protectedUntil: CalendarDate?

    /// What sổ theo dõi giải quyết văn bản đến asks for besides.
    struct Handling: Sendable {
        /// Thời hạn giải quyết: of the agency, else of the unit that leads.
        let due: CalendarDate?
        /// Tiến độ giải quyết.
        let progress: String
        /// Số, ký hiệu văn bản trả lời.
        let replies: [String]
    }

    /// Lines that are read at once.
    static let batch = 500

    /// In the order of the numbers: at most `limit` of the span (itself at most `batch`), without the first `offset`. Of a secret book
    /// whoever does not keep it gets the numbers alone; without a `reader` everybody does.
    static func read(
        _ book: Book, _ span: RegisterSpan, for reader: Person? = nil, limit: Int, offset: Int,
        in connection: Connection
    ) throws -> [RegisterLine] {
        let values = span.values(of: book) + [min(limit, Self.batch), offset]
        if book.isSecret {
            return try Self.secret(book, values, for: reader, in: connection)
        }
        switch book.direction {
        case .incoming:
            let rows = try connection.rows(Self.incoming, values: values)
            guard let first: Int = try rows.first?["entry_number"], let last: Int = try rows.last?["entry_number"]
            else {
                return []
            }
            let replies = try Self.replies(in: book, first, last, in: connection)
            return try rows.map { try Self.incoming($0, replies) }
        case .outgoing:
            let rows = try connection.rows(Self.outgoing, values: values)
            guard let first: Int = try rows.first?["entry_number"], let last: Int = try rows.last?["entry_number"]
            else {
                return []
            }
            let places = try Self.places(of: book, first, last, in: connection)
            return try rows.map { try Self.outgoing($0, places) }
        }
    }

    /// What the register itself knows; `text` is null where a document of this office has the number.
    private static let entry = """
        register_entry.number AS entry_number, register_entry.suffix AS entry_suffix, register_entry.entered_on,
        register_entry.state AS entry_state, register_entry.reason, text.code, text.document_date, text.type_name AS text_type,
        text.subject AS text_subject, text.parties, text.signer AS text_signer, text.unit AS text_unit, text.copies,
        text.passed_on, text.note
        """

    private static let entries = """
        FROM register_entry
        LEFT JOIN register_text AS text ON text.register_id = register_entry.register_id
            AND text.number = register_entry.number AND text.suffix = register_entry.suffix
        """

    private static let order = """
        WHERE \(RegisterSpan.condition)
        ORDER BY register_entry.number, register_entry.suffix
        LIMIT $6 OFFSET $7
        """

    /// A number without a document: kept, cancelled, or from a register of elsewhere.
    private static func alone(_ row: Row) throws -> RegisterLine {
        let (state, reason): (RegisterEntry.State, String) = (try row["entry_state"], try row["reason"])
        let note: String? = try row["note"]
        return RegisterLine(
            number: try EntryNumber(row), enteredOn: try row["entered_on"], link: nil,
            parties: try row["parties"] ?? "", code: try row["code"] ?? "", documentDate: try row["document_date"],
            typeName: try row["text_type"] ?? "", subject: try row["text_subject"] ?? "",
            signer: try row["text_signer"] ?? "", unit: try row["text_unit"] ?? "", copies: try row["copies"],
            passedOn: try row["passed_on"],
            note: [RegisterWords.note(state, reason), note ?? ""].filter { !$0.isEmpty }.joined(separator: ". "))
    }

    private static func secret(
        _ book: Book, _ values: [(any SQLBindable)?], for reader: Person?, in connection: Connection
    ) throws -> [RegisterLine] {
        let lines = try connection.rows("SELECT \(entry) \(entries) \(order)", values: values).map { row in
            (line: try Self.alone(row), state: try row["entry_state"] as RegisterEntry.State)
        }
        guard let first = lines.first?.line.number.number, let last = lines.last?.line.number.number else { return [] }
        let isKept = reader.map(book.isKept) ?? false
        let documents = isKept ? try SecretDocument.all(of: book, first, last, in: connection) : [:]
        let changes = isKept ? try SecrecyChange.all(of: book, first, last, in: connection) : [:]
        let protections = isKept ? try SecretProtection.all(of: book, first, last, in: connection) : [:]
        return lines.map { line, state in
            guard state == .entered else {
                return book.tellsReasons(to: reader) ? line : Self.bare(line, RegisterWords.state(state))
            }
            guard let document = documents[line.number] else { return Self.bare(line, SecrecyWords.document) }
            let history =
                (changes[document.id] ?? []).map(SecrecyWords.sentence)
                + (protections[document.id] ?? []).map(SecrecyWords.sentence)
            return RegisterLine(
                number: line.number, enteredOn: line.enteredOn, link: "/secrets/\(document.id)",
                parties: document.parties, code: document.code.shown, documentDate: document.documentDate,
                typeName: document.typeName, subject: document.name, signer: document.signer,
                unit: document.holderName, copies: document.copies, passedOn: document.passedOn,
                note: (history + [document.note]).filter { !$0.isEmpty }.joined(separator: ". "),
                secrecy: SecrecyWords.standing(document.standing),
                protectedUntil: document.standing == nil ? nil : document.protectedUntil)
        }
    }

    /// What others see of a line of a secret book.
    private static func bare(_ line: RegisterLine, _ note: String) -> RegisterLine {
        RegisterLine(
            number: line.number, enteredOn: line.enteredOn, link: nil, parties: "", code: "", documentDate: nil,
            typeName: "", subject: "", signer: "", unit: "", copies: nil, passedOn: nil, note: note)
    }

    private static let incoming = """
        SELECT \(entry), incoming.id, incoming.organ_name, incoming.number, incoming.notation, incoming.promulgation_date,
            incoming.type_name, incoming.subject, incoming.closure, incoming.state, incoming.finished_at, incoming.agency_due,
            leader.full_name AS leader_name,
            (SELECT unit.name FROM lead_line JOIN unit ON unit.id = lead_line.unit_id
                WHERE lead_line.incoming_id = incoming.id) AS lead_unit,
            (SELECT lead_line.due_date FROM lead_line WHERE lead_line.incoming_id = incoming.id) AS lead_due,
            (SELECT MIN(direction.made_at) FROM direction WHERE direction.incoming_id = incoming.id) AS made_at,
            (SELECT COUNT(*) FROM duplicate_link WHERE duplicate_link.registered_id = incoming.id) AS linked_copies
        \(entries)
        LEFT JOIN incoming ON incoming.id = register_entry.document_id
        LEFT JOIN person AS leader ON leader.id = incoming.leader_id
        \(order)
        """

    private static func incoming(_ row: Row, _ replies: [String: [String]]) throws -> RegisterLine {
        guard let id: String = try row["id"] else { return try Self.alone(row) }
        let leader: String? = try row["leader_name"]
        let unit: String? = try row["lead_unit"]
        let passed: Date? = try row["made_at"]
        let closure: Closure? = try row["closure"]
        let (agencyDue, leadDue): (CalendarDate?, CalendarDate?) = (try row["agency_due"], try row["lead_due"])
        let finished: Date? = try row["finished_at"]
        let copies: Int = try row["linked_copies"]
        let state = IncomingWords.state(try row["state"])
        return RegisterLine(
            number: try EntryNumber(row), enteredOn: try row["entered_on"], link: "/incoming/\(id)",
            parties: try row["organ_name"],
            code: DocumentCode(number: try row["number"], notation: try row["notation"]).shown,
            documentDate: try row["promulgation_date"], typeName: try row["type_name"], subject: try row["subject"],
            signer: "", unit: unit ?? leader ?? "", copies: nil, passedOn: passed.map(VietnamTime.date),
            note: [closure.map(IncomingWords.closure) ?? "", copies == 0 ? "" : "Gắn thêm \(copies) bản"]
                .filter { !$0.isEmpty }.joined(separator: ". "),
            handling: Handling(
                due: agencyDue ?? leadDue,
                progress: finished.map { "\(state) ngày \(VietnamTime.date($0).shown)" } ?? state,
                replies: replies[id] ?? []))
    }

    /// The numbers of the documents of ours that answer those between two numbers.
    private static func replies(
        in book: Book, _ first: Int, _ last: Int, in connection: Connection
    ) throws -> [String: [String]] {
        let rows = try connection.rows(
            """
            SELECT outgoing.answers_id, outgoing.number AS entry_number, outgoing.number_suffix AS entry_suffix,
                outgoing.notation
            FROM register_entry JOIN outgoing ON outgoing.answers_id = register_entry.document_id
            WHERE register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3
                AND outgoing.number IS NOT NULL
            ORDER BY outgoing.promulgation_date, outgoing.number LIMIT 20000
            """, book.id, first, last)
        return try rows.reduce(into: [:]) { replies, row in
            let code = DocumentCode(number: try EntryNumber(row).printed, notation: try row["notation"])
            replies[try row["answers_id"], default: []].append(code.text)
        }
    }

    private static let outgoing = """
        SELECT \(entry), outgoing.id, outgoing.notation, outgoing.promulgation_date, outgoing.type_name, outgoing.subject,
            COALESCE(outgoing.corrected_signer, approver.full_name) AS signer, unit.name AS unit_name, outgoing.published_at,
            outgoing.copies AS issued_copies, outgoing.paper_only,
            (SELECT COUNT(*) FROM recipient WHERE recipient.outgoing_id = outgoing.id AND recipient.closure = 'withdrawn')
                AS withdrawn
        \(entries)
        LEFT JOIN outgoing ON outgoing.id = register_entry.document_id
        LEFT JOIN person AS approver ON approver.id = outgoing.approver_id
        LEFT JOIN unit ON unit.id = outgoing.unit_id
        \(order)
        """

    private static func outgoing(_ row: Row, _ places: [String: [String]]) throws -> RegisterLine {
        guard let id: String = try row["id"] else { return try Self.alone(row) }
        let (number, withdrawn): (EntryNumber, Int) = (try EntryNumber(row), try row["withdrawn"])
        let published: Date? = try row["published_at"]
        let names = places[id] ?? []
        let said: Int? = try row["issued_copies"]
        let isPaperOnly: Bool = try row["paper_only"]
        return RegisterLine(
            number: number, enteredOn: try row["entered_on"], link: "/outgoing/\(id)", parties: Self.joined(names),
            code: DocumentCode(number: number.printed, notation: try row["notation"]).text,
            documentDate: try row["promulgation_date"], typeName: try row["type_name"], subject: try row["subject"],
            signer: try row["signer"], unit: try row["unit_name"],
            copies: said ?? (names.isEmpty ? nil : names.count),
            passedOn: published.map(VietnamTime.date),
            note: isPaperOnly
                ? OutgoingWords.onPaper
                : withdrawn > 0 ? "Đã thu hồi ở \(withdrawn) trong \(names.count) nơi nhận" : "")
    }

    /// The names of the receivers of every document between two numbers, those on paper last and marked so; a document has at most 300.
    private static func places(
        of book: Book, _ first: Int, _ last: Int, in connection: Connection
    ) throws -> [String: [String]] {
        let rows = try connection.rows(
            """
            SELECT recipient.outgoing_id, recipient.organ_name AS name, 0 AS kind, 0 AS ordinal FROM register_entry
            JOIN recipient ON recipient.outgoing_id = register_entry.document_id
            WHERE register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3
            UNION ALL
            SELECT paper_recipient.outgoing_id, paper_recipient.name || ' (bản giấy)', 1, paper_recipient.ordinal FROM register_entry
            JOIN paper_recipient ON paper_recipient.outgoing_id = register_entry.document_id
            WHERE register_entry.register_id = $1 AND register_entry.number BETWEEN $2 AND $3
            ORDER BY kind, ordinal, name LIMIT 300000
            """, book.id, first, last)
        return try rows.reduce(into: [:]) { places, row in
            places[try row["outgoing_id"], default: []].append(try row["name"])
        }
    }

    /// All of them, or as many as one cell of a spreadsheet takes and how many more.
    static func joined(_ names: [String]) -> String {
        var text = ""
        for (index, name) in names.enumerated() {
            if text.utf16.count + name.utf16.count > 30_000 { return "\(text) và \(names.count - index) nơi khác" }
            text += (index == 0 ? "" : "; ") + name
        }
        return text
    }
}
