import Exchange
import Foundation
import Spreadsheet
import Storage
import Web

/// A line of the register of post (sổ gửi văn bản đi bưu điện): NĐ 30/2020/NĐ-CP, Phụ lục IV.
struct PostEntry: Sendable {
    /// Ngày chuyển.
    let sentOn: CalendarDate
    let outgoingID: String
    let code: String
    /// Nơi nhận văn bản.
    let recipient: String
    /// Số lượng bì.
    let envelopes: Int
    let way: Way
    let note: String

    /// How the paper went.
    enum Way: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        case post, hand
    }

    static let maximumEnvelopes = 999

    static let columns: [LegalColumn<PostEntry>] = [
        .init("Ngày chuyển", 11, centred: true) { .date($0.sentOn) },
        .init("Số, ký hiệu văn bản", 20) { .text($0.code) },
        .init("Nơi nhận văn bản", 44) { .text($0.recipient) },
        .init("Số lượng bì", 9, centred: true) { .number($0.envelopes) },
        // For the pen and the postmark.
        .init("Ký nhận và dấu bưu điện", 26) { _ in .empty },
        .init("Ghi chú", 22) { entry in
            .text(
                [entry.way == .hand ? OutgoingWords.way(entry.way) : "", entry.note].filter { !$0.isEmpty }
                    .joined(separator: ". "))
        },
    ]

    /// Of a year, in the order of the days.
    static func list(_ year: Int, page: IncomingStore.Page, in connection: Connection) throws -> [PostEntry] {
        try connection.rows(
            """
            SELECT post_entry.sent_on, post_entry.outgoing_id, post_entry.recipient, post_entry.envelopes, post_entry.way, post_entry.note,
                outgoing.number AS entry_number, outgoing.number_suffix AS entry_suffix, outgoing.notation
            FROM post_entry JOIN outgoing ON outgoing.id = post_entry.outgoing_id
            WHERE post_entry.sent_on BETWEEN $1 AND $2 ORDER BY post_entry.sent_on, post_entry.id LIMIT $3 OFFSET $4
            """, "\(year)-01-01", "\(year)-12-31", page.limit, page.offset
        ).map { row in
            PostEntry(
                sentOn: try row["sent_on"], outgoingID: try row["outgoing_id"],
                code: DocumentCode(number: try EntryNumber(row).printed, notation: try row["notation"]).text,
                recipient: try row["recipient"], envelopes: try row["envelopes"], way: try row["way"],
                note: try row["note"])
        }
    }

    static func count(_ year: Int, in connection: Connection) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS total FROM post_entry WHERE sent_on BETWEEN $1 AND $2", "\(year)-01-01", "\(year)-12-31"
        )?[
            "total"] ?? 0
    }

    static let migration = Migration(
        "office 0263 registers of post and of kept copies",
        sql: """
            CREATE TABLE post_entry (
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                sent_on TEXT NOT NULL,
                recipient TEXT NOT NULL,
                envelopes INTEGER NOT NULL CHECK (envelopes > 0),
                note TEXT NOT NULL,
                entered_by TEXT NOT NULL REFERENCES person (id)
            );
            CREATE INDEX post_entry_day ON post_entry (sent_on, id);
            CREATE TABLE copy_use (
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                used_on TEXT NOT NULL,
                user_name TEXT NOT NULL,
                case_sign TEXT NOT NULL,
                permitted_by TEXT NOT NULL,
                returned_on TEXT,
                note TEXT NOT NULL,
                entered_by TEXT NOT NULL REFERENCES person (id)
            );
            CREATE INDEX copy_use_day ON copy_use (used_on, id);
            """
    )
}

/// A line of the register of the use of kept copies (sổ sử dụng bản lưu): NĐ 30/2020/NĐ-CP, Phụ lục IV.
struct CopyUse: Sendable {
    let id: String
    let usedOn: CalendarDate
    let outgoingID: String
    /// Họ tên người sử dụng.
    let userName: String
    /// Số, ký hiệu, ngày tháng văn bản.
    let code: String
    /// Tên loại và trích yếu.
    let title: String
    /// Số và ký hiệu hồ sơ.
    let caseSign: String
    let returnedOn: CalendarDate?
    /// Người cho phép sử dụng.
    let permittedBy: String
    let note: String

    static let columns: [LegalColumn<CopyUse>] = [
        .init("Ngày tháng", 11, centred: true) { .date($0.usedOn) },
        .init("Họ tên người sử dụng", 22) { .text($0.userName) },
        .init("Số, ký hiệu, ngày tháng văn bản", 24) { .text($0.code) },
        .init("Tên loại và trích yếu", 44) { .text($0.title) },
        .init("Số và ký hiệu HS", 14) { .text($0.caseSign) },
        // For the pen.
        .init("Ký nhận", 12) { _ in .empty },
        .init("Ngày trả", 11, centred: true) { $0.returnedOn.map { .date($0) } ?? .empty },
        .init("Người cho phép sử dụng", 22) { .text($0.permittedBy) },
        .init("Ghi chú", 18) { .text($0.note) },
    ]

    /// Of a year, in the order of the days.
    static func list(_ year: Int, page: IncomingStore.Page, in connection: Connection) throws -> [CopyUse] {
        try connection.rows(
            """
            SELECT copy_use.id, copy_use.used_on, copy_use.outgoing_id, copy_use.user_name, copy_use.case_sign, copy_use.permitted_by,
                copy_use.returned_on, copy_use.note, outgoing.number AS entry_number, outgoing.number_suffix AS entry_suffix,
                outgoing.notation, outgoing.promulgation_date, outgoing.type_name, outgoing.subject
            FROM copy_use JOIN outgoing ON outgoing.id = copy_use.outgoing_id
            WHERE copy_use.used_on BETWEEN $1 AND $2 ORDER BY copy_use.used_on, copy_use.id LIMIT $3 OFFSET $4
            """, "\(year)-01-01", "\(year)-12-31", page.limit, page.offset
        ).map { row in
            let code = DocumentCode(number: try EntryNumber(row).printed, notation: try row["notation"]).text
            let date: CalendarDate = try row["promulgation_date"]
            let (type, subject): (String, String) = (try row["type_name"], try row["subject"])
            return CopyUse(
                id: try row["id"], usedOn: try row["used_on"], outgoingID: try row["outgoing_id"],
                userName: try row["user_name"], code: "\(code), \(date.shown)", title: "\(type): \(subject)",
                caseSign: try row["case_sign"], returnedOn: try row["returned_on"],
                permittedBy: try row["permitted_by"], note: try row["note"])
        }
    }

    static func count(_ year: Int, in connection: Connection) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS total FROM copy_use WHERE used_on BETWEEN $1 AND $2", "\(year)-01-01", "\(year)-12-31")?[
                "total"] ?? 0
    }
}

/// What the clerk writes into the two registers; lines stay.
struct PostRegisterActs: Sendable {
    let office: Office

    /// Why nothing can be entered about a document, or nil: it has no number yet.
    static func refusal(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else { return CaseFileRule.only("văn thư", "the clerk") }
        return outgoing.promulgationDate == nil ? CaseFileRule.notRegistered : nil
    }

    func post(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        try await self.enter(id, fields, by: person) { connection, document, now in
            let day = try self.day(fields, "sent", "Ngày chuyển", since: document)
            let receivers = try Self.receivers(fields, of: id, in: connection)
            guard let way = PostEntry.Way(rawValue: fields.optional("way") ?? PostEntry.Way.post.rawValue) else {
                throw FormFault("way", "Chọn cách gửi trong danh sách")
            }
            guard let envelopes = Int(fields.text("envelopes")), (1...PostEntry.maximumEnvelopes).contains(envelopes)
            else { throw FormFault("envelopes", "Số lượng bì từ 1 đến \(PostEntry.maximumEnvelopes)") }
            let note = try self.note(fields)
            for receiver in receivers {
                try connection.execute(
                    """
                    INSERT INTO post_entry (id, outgoing_id, sent_on, recipient, paper_recipient_id, way, envelopes, note, entered_by)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """, UniqueID.make(at: now), id, day, receiver.name, receiver.id, way, envelopes, note, person.id)
            }
            let names = receivers.map(\.name).joined(separator: "; ")
            try Timeline.add(
                .posted, to: id, by: person, at: now,
                detail:
                    "\(names), \(envelopes) bì\(receivers.count > 1 ? " mỗi nơi" : ""), \(OutgoingWords.way(way).lowercased())",
                in: connection)
        }
    }

    /// Every receiver on paper to whom nothing has gone.
    static let everybody = "all"

    /// To whom it went: one of the document's receivers on paper, all of them that have nothing yet, or a name that was typed.
    private static func receivers(
        _ fields: FormFields, of id: String, in connection: Connection
    ) throws -> [(id: String?, name: String)] {
        guard let chosen = fields.optional("receiver") else {
            let name = fields.text("recipient")
            guard (1...PaperRecipient.maximumName).contains(name.count) else {
                throw FormFault("recipient", "Ghi nơi nhận, tối đa \(PaperRecipient.maximumName) ký tự")
            }
            return [(nil, name)]
        }
        guard fields.text("recipient").isEmpty else {
            throw FormFault("recipient", "Đã chọn nơi nhận trong danh sách thì không ghi nơi khác")
        }
        let all = try PaperRecipient.all(of: id, in: connection)
        let found = chosen == Self.everybody ? all.filter(\.sendings.isEmpty) : all.filter { $0.id == chosen }
        guard !found.isEmpty else { throw FormFault("receiver", "Chọn nơi nhận trong danh sách") }
        return found.map { ($0.id, $0.name) }
    }

    func use(_ id: String, _ fields: FormFields, by person: Person) async throws -> String {
        try await self.enter(id, fields, by: person) { connection, document, now in
            let day = try self.day(fields, "used", "Ngày sử dụng", since: document)
            let (name, permitted) = (fields.text("user-name"), fields.text("permitted"))
            guard (1...100).contains(name.count) else {
                throw FormFault("user-name", "Ghi họ tên người sử dụng, tối đa 100 ký tự")
            }
            guard (1...100).contains(permitted.count) else {
                throw FormFault("permitted", "Ghi người cho phép, tối đa 100 ký tự")
            }
            let sign = fields.text("case-sign")
            guard sign.count <= 50 else { throw FormFault("case-sign", "Số và ký hiệu hồ sơ tối đa 50 ký tự") }
            try connection.execute(
                """
                INSERT INTO copy_use (id, outgoing_id, used_on, user_name, case_sign, permitted_by, note, entered_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, UniqueID.make(at: now), id, day, name, sign, permitted, try self.note(fields), person.id)
            try Timeline.add(.copyUsed, to: id, by: person, at: now, detail: name, in: connection)
        }
    }

    /// Ghi ngày trả: today. A line that was returned stays as it is.
    func giveBack(_ line: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            guard person.role == .clerk else { throw CaseFileRule.only("văn thư", "the clerk") }
            let row = try connection.row(
                "UPDATE copy_use SET returned_on = $1 WHERE id = $2 AND returned_on IS NULL RETURNING used_on", today,
                line)
            guard let row else { throw Fault.stale }
            let used: CalendarDate = try row["used_on"]
            return "/copy-register?year=\(used.year)"
        }
    }

    /// On no document: who sends or reads a frozen one changes nothing on it.
    private func enter(
        _ id: String, _ fields: FormFields, by person: Person,
        _ body: @escaping @Sendable (Connection, Outgoing, Date) throws -> Void
    ) async throws -> String {
        let changes = self.office.changes
        return try await self.office.act(by: person, once: try fields.token().once, on: "") { connection, now in
            guard let document = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if let refusal = Self.refusal(document, by: person) { throw refusal }
            try body(connection, document, now)
            try changes.tell(id, in: connection)
            return "/outgoing/\(id)"
        }
    }

    private func day(_ fields: FormFields, _ name: String, _ label: String, since document: Outgoing) throws
        -> CalendarDate
    {
        guard let day = try fields.date(name, called: label), day <= self.office.today,
            document.promulgationDate.map({ day >= $0 }) ?? true
        else {
            throw FormFault(
                name,
                "\(label) từ ngày văn bản \(document.promulgationDate?.shown ?? "") đến hôm nay \(self.office.today.shown)"
            )
        }
        return day
    }

    private func note(_ fields: FormFields) throws -> String {
        let note = fields.longText("note")
        guard note.count <= 500 else { throw FormFault("note", "Ghi chú tối đa 500 ký tự") }
        return note
    }
}
