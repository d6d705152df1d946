import Exchange
import Foundation
import Storage
import Web

/// In whose name somebody signs (thẩm quyền ký, NĐ 30/2020/NĐ-CP, Điều 13 and PL I.I.II.7).
enum SigningForm: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// The head of the agency or unit.
    case own
    /// Quyền cấp trưởng: Q.
    case acting
    /// Ký thay: a deputy for the head, KT.
    case deputy
    /// Thừa lệnh: a head of unit by order, TL.
    case order
    /// Thừa ủy quyền: by a written mandate, TUQ.
    case mandate

    /// As it stands before a title and in a package (`SignerInfo/Competence`); nil for the head.
    var prefix: String? {
        switch self {
        case .own: nil
        case .acting: "Q."
        case .deputy: "KT."
        case .order: "TL."
        case .mandate: "TUQ."
        }
    }

    /// Whether it names the title of another: who is stood for.
    var namesHead: Bool { [.deputy, .order, .mandate].contains(self) }
}

/// A right to sign that the administrator has entered: of a person in a post, for types of documents and a period.
struct SigningRight: Sendable, Identifiable {
    let id: String
    let personID: String
    let fullName: String
    /// Of the main or the further post, as printed under the signature.
    let title: String
    let draft: SigningRightDraft
    let isRevoked: Bool

    static let migration = Migration(
        "office 0242 signing authority",
        sql: """
            CREATE TABLE signing_right (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                -- Null: the main post.
                post_id TEXT REFERENCES post (id),
                form TEXT NOT NULL CHECK (form IN ('own', 'acting', 'deputy', 'order', 'mandate')),
                -- In whose name a collective signs (TM.); empty: none.
                collective TEXT NOT NULL,
                -- The title of whoever is stood for; empty: nobody.
                head TEXT NOT NULL,
                -- One name a line; empty: every type.
                types TEXT NOT NULL,
                -- The written mandate.
                basis TEXT NOT NULL,
                starts_on TEXT NOT NULL,
                ends_on TEXT,
                revoked_at TEXT
            );
            CREATE INDEX signing_right_by_person ON signing_right (person_id, starts_on);
            -- How it was signed, kept with the signature.
            ALTER TABLE outgoing ADD COLUMN signed_block TEXT;
            ALTER TABLE outgoing ADD COLUMN signed_competence TEXT;
            ALTER TABLE outgoing ADD COLUMN signed_title TEXT;
            CREATE INDEX outgoing_approver ON outgoing (approver_id, id);
            """
    )

    private static let query = """
        SELECT signing_right.*, person.full_name, COALESCE(post.title, person.title) AS title,
            post.starts_on AS post_starts_on, post.ends_on AS post_ends_on, post.ended_at AS post_ended_at
        FROM signing_right JOIN person ON person.id = signing_right.person_id
        LEFT JOIN post ON post.id = signing_right.post_id
        """

    private init(_ row: Row) throws {
        let (revoked, postEnded): (Date?, Date?) = (try row["revoked_at"], try row["post_ended_at"])
        let types: String = try row["types"]
        self.id = try row["id"]
        self.personID = try row["person_id"]
        self.fullName = try row["full_name"]
        self.title = try row["title"]
        let (starts, ends): (CalendarDate, CalendarDate?) = (try row["starts_on"], try row["ends_on"])
        let (postStarts, postEnds): (CalendarDate?, CalendarDate?) = (
            try row["post_starts_on"], try row["post_ends_on"]
        )
        // Never longer than the post.
        self.draft = SigningRightDraft(
            postID: try row["post_id"], form: try row["form"], collective: try row["collective"],
            head: try row["head"], types: types.split(separator: "\n").map(String.init), basis: try row["basis"],
            startsOn: max(starts, postStarts ?? starts), endsOn: [ends, postEnds].compactMap { $0 }.min())
        self.isRevoked = revoked != nil || postEnded != nil
    }

    func isActive(on day: CalendarDate) -> Bool {
        !self.isRevoked && self.draft.startsOn <= day && self.draft.endsOn.map { day <= $0 } ?? true
    }

    var block: SignatureBlock { self.draft.block(title: self.title) }

    static func add(_ draft: SigningRightDraft, id: String, to person: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO signing_right (id, person_id, post_id, form, collective, head, types, basis, starts_on, ends_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, id, person, draft.postID, draft.form, draft.collective, draft.head,
            draft.types.joined(separator: "\n"), draft.basis, draft.startsOn, draft.endsOn)
    }

    /// Newest first, with those that are over. At most 100.
    static func all(of person: String, in connection: Connection) throws -> [SigningRight] {
        try connection.rows(
            "\(self.query) WHERE signing_right.person_id = $1 ORDER BY signing_right.starts_on DESC, signing_right.id LIMIT 100",
            person
        ).map(SigningRight.init)
    }

    /// Of everybody who may sign something on that day. At most 500.
    static func active(on day: CalendarDate, in connection: Connection) throws -> [SigningRight] {
        try connection.rows(
            "\(self.query) WHERE person.enabled = 1 AND signing_right.revoked_at IS NULL ORDER BY person.full_name, signing_right.id LIMIT 500"
        ).map(SigningRight.init).filter { $0.isActive(on: day) }
    }
}

/// What is given of a right to sign.
struct SigningRightDraft: Sendable, Equatable {
    var postID: String?
    var form: SigningForm
    var collective: String
    var head: String
    var types: [String]
    var basis: String
    var startsOn: CalendarDate
    var endsOn: CalendarDate?

    func block(title: String) -> SignatureBlock {
        var lines = self.collective.isEmpty ? [] : ["TM. \(self.collective.uppercased())"]
        switch self.form {
        case .own: lines.append(title.uppercased())
        case .acting: lines.append("Q. \(title.uppercased())")
        case .deputy, .order, .mandate:
            lines += ["\(self.form.prefix ?? "") \(self.head.uppercased())", title.uppercased()]
        }
        return SignatureBlock(
            lines: lines, title: title, competence: self.form.prefix ?? (self.collective.isEmpty ? nil : "TM."))
    }

    func covers(_ type: String) -> Bool { self.types.isEmpty || self.types.contains(type) }

    /// Whether both could stand under the same document.
    func overlaps(_ other: SigningRightDraft) -> Bool {
        let sharesType =
            self.types.isEmpty || other.types.isEmpty || !Set(self.types).isDisjoint(with: other.types)
        return sharesType && self.startsOn <= other.endsOn ?? self.startsOn
            && other.startsOn <= self.endsOn ?? other.startsOn
    }

    /// Throws `FormFault` with the name of the field.
    func check() throws {
        guard self.collective.count <= 100 else { throw FormFault("collective", "Tên tập thể tối đa 100 ký tự") }
        guard self.form.namesHead ? (1...100).contains(self.head.count) : self.head.isEmpty else {
            throw FormFault(
                "head",
                self.form.namesHead
                    ? "Ghi chức vụ của người được ký thay, ví dụ Chủ tịch"
                    : "Chỉ KT., TL., TUQ. có chức vụ người được ký thay")
        }
        if [.order, .mandate].contains(self.form), !self.collective.isEmpty {
            throw FormFault("collective", "TL. và TUQ. không đi cùng TM.: để trống")
        }
        guard self.types.allSatisfy({ DocumentTypes.named($0) != nil }) else {
            throw FormFault("types", "Chọn loại văn bản trong danh sách")
        }
        guard self.basis.count <= 300 else { throw FormFault("basis", "Văn bản giao quyền tối đa 300 ký tự") }
        // Điều 13.3: in writing, limited in time and content.
        if self.form == .mandate {
            guard !self.basis.isEmpty else {
                throw FormFault("basis", "Ủy quyền phải bằng văn bản: ghi số, ngày văn bản")
            }
            guard self.endsOn != nil else { throw FormFault("end", "Ủy quyền phải có thời hạn: ghi ngày kết thúc") }
            guard !self.types.isEmpty else {
                throw FormFault("types", "Ủy quyền phải giới hạn nội dung: chọn loại văn bản")
            }
        }
        if let end = self.endsOn, end < self.startsOn {
            throw FormFault("end", "Ngày kết thúc phải từ ngày bắt đầu \(self.startsOn.shown)")
        }
    }

    func values(title: String) -> NamedValues {
        [
            ("Thẩm quyền ký", self.block(title: title).lines.joined(separator: " / ")),
            ("Loại văn bản", self.types.isEmpty ? "mọi loại" : self.types.joined(separator: ", ")),
            ("Văn bản giao quyền", self.basis), ("Từ ngày", self.startsOn.shown),
            ("Đến hết ngày", self.endsOn?.shown ?? "khi thu hồi"),
        ]
    }
}

/// What stands above a signature (quyền hạn, chức vụ của người ký): `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
struct SignatureBlock: Sendable, Equatable {
    let lines: [String]
    /// Chức vụ of the signer in ordinary letters: `Phó Chủ tịch`.
    let title: String
    /// `KT.`; nil for the head in their own name.
    let competence: String?

    init(lines: [String], title: String, competence: String?) {
        self.lines = lines
        self.title = title
        self.competence = competence
    }

    /// As it was kept with the signature; nil on documents from before it was.
    init?(_ row: Row) throws {
        guard let text: String = try row["signed_block"], let title: String = try row["signed_title"] else {
            return nil
        }
        self.init(
            lines: text.split(separator: "\n").map(String.init), title: title,
            competence: try row["signed_competence"])
    }
}
