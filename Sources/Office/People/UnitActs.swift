import Exchange
import Foundation
import Storage
import Web

/// A unit as its administrator sees it (cơ cấu tổ chức).
struct UnitRecord: Sendable {
    let unit: Unit
    let parentID: String?
    /// Mã định danh, where the unit exchanges documents by itself.
    let organ: OrganCode?
    let isClosed: Bool
    let sort: Int
    let version: Int
    /// Who may sign in.
    let people: Int

    /// Everything that can be given, by its name in forms and files.
    var draft: UnitDraft {
        UnitDraft(
            name: self.unit.name, shortName: self.unit.shortName, parentID: self.parentID, organ: self.organ,
            sort: self.sort)
    }

    fileprivate static let query = """
        SELECT unit.*, (SELECT COUNT(*) FROM person WHERE person.unit_id = unit.id AND person.enabled = 1) AS people
        FROM unit
        """

    fileprivate init(_ row: Row) throws {
        let closed: Date? = try row["closed_at"]
        self.unit = Unit(id: try row["id"], name: try row["name"], shortName: try row["short_name"])
        self.parentID = try row["parent_id"]
        self.organ = try row["organ_code"]
        self.isClosed = closed != nil
        self.sort = try row["sort"]
        self.version = try row["version"]
        self.people = try row["people"]
    }

    static func find(_ id: String, in connection: Connection) throws -> UnitRecord {
        guard let row = try connection.row("\(self.query) WHERE unit.id = $1", id) else {
            throw Fault(.notFound, vi: "Không có đơn vị này.", en: "There is no such unit.")
        }
        return try UnitRecord(row)
    }

    /// The tree, each unit below its parent. At most 1,000.
    static func tree(in connection: Connection) throws -> [(record: UnitRecord, depth: Int)] {
        let all = try connection.rows("\(self.query) ORDER BY sort, name, id LIMIT 1000").map(UnitRecord.init)
        let below = Dictionary(grouping: all) { $0.parentID ?? "" }
        func walk(_ parent: String, _ depth: Int) -> [(UnitRecord, Int)] {
            (below[parent] ?? []).flatMap { [($0, depth)] + walk($0.unit.id, depth + 1) }
        }
        return walk("", 0)
    }
}

/// What is given of a unit.
struct UnitDraft: Sendable, Equatable {
    var name: String
    var shortName: String
    var parentID: String?
    var organ: OrganCode?
    var sort: Int
    /// What of its form could not be read: told with everything else that must be corrected.
    var unread = FormFaults()

    /// How deep the tree may be.
    static let maximumDepth = 8

    /// Throws everything that must be corrected. `id` is the unit's own.
    func check(_ id: String, in connection: Connection) throws {
        var faults = self.unread
        faults.require((1...200).contains(self.name.count), "name", "Ghi tên đơn vị, tối đa 200 ký tự")
        faults.require((1...50).contains(self.shortName.count), "short", "Ghi tên gọi tắt, tối đa 50 ký tự")
        faults.require((0...9999).contains(self.sort), "sort", "Thứ tự là số từ 0 đến 9999")
        if let parent = self.parentID {
            let above = try connection.rows(
                """
                WITH RECURSIVE above (id, parent_id, closed_at, depth) AS (
                    SELECT id, parent_id, closed_at, 1 FROM unit WHERE id = $1
                    UNION ALL
                    SELECT unit.id, unit.parent_id, unit.closed_at, above.depth + 1 FROM unit
                    JOIN above ON unit.id = above.parent_id WHERE above.depth < 20
                ) SELECT id, closed_at FROM above LIMIT 20
                """, parent
            ).map { row -> (id: String, closed: Date?) in (try row["id"], try row["closed_at"]) }
            faults.require(
                above.first.map { $0.closed == nil } ?? false, "parent",
                "Chọn đơn vị cấp trên còn hoạt động trong danh sách")
            faults.require(
                !above.contains { $0.id == id }, "parent",
                "Đơn vị không thể thuộc chính nó hoặc đơn vị cấp dưới của nó")
            faults.require(
                above.count < Self.maximumDepth, "parent", "Cây đơn vị sâu tối đa \(Self.maximumDepth) cấp")
        }
        if let organ {
            let other = try connection.row("SELECT id FROM unit WHERE organ_code = $1 AND id <> $2", organ, id)
            faults.require(other == nil, "organ", "Mã định danh \(organ.text) đã thuộc đơn vị khác")
        }
        try faults.check()
    }

    func values(in connection: Connection) throws -> NamedValues {
        let parent: String? = try self.parentID.flatMap {
            try connection.row("SELECT name FROM unit WHERE id = $1", $0)?["name"]
        }
        return [
            ("Tên", self.name), ("Tên gọi tắt", self.shortName), ("Thuộc", parent ?? "Cơ quan"),
            ("Mã định danh", self.organ?.text ?? ""), ("Thứ tự", String(self.sort)),
        ]
    }
}

/// What an administrator does to units. Each act is one transaction with its entry in the log.
struct UnitActs: Sendable {
    let office: Office

    private func perform(
        by person: Person, form: FormToken, _ body: @escaping @Sendable (Connection, Date) throws -> Void
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            try body(connection, now)
            return "/units"
        }
    }

    func add(_ id: String, _ draft: UnitDraft, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            try Self.add(id, draft, by: person, at: now, in: connection)
        }
    }

    static func add(_ id: String, _ draft: UnitDraft, by person: Person?, at now: Date, in connection: Connection)
        throws
    {
        var faults = FormFaults()
        faults.require(
            PeopleRule.isUnitID(id), "id", "Mã đơn vị gồm 1 đến 20 chữ không dấu, chữ số, dấu chấm, gạch")
        let namesake = try connection.row("SELECT id FROM unit WHERE id = $1", id)
        faults.require(namesake == nil, "id", "Mã “\(id)” đã có đơn vị")
        try faults.readLast { try draft.check(id, in: connection) }
        try connection.execute(
            """
            INSERT INTO unit (id, name, short_name, parent_id, organ_code, sort) VALUES ($1, $2, $3, $4, $5, $6)
            """, id, draft.name, draft.shortName, draft.parentID, draft.organ, draft.sort)
        try AdministrativeLog.add(
            .unitAdded, to: (id, draft.name), to: draft.values(in: connection), by: person, at: now, in: connection)
    }

    func change(_ id: String, _ draft: UnitDraft, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try UnitRecord.find(id, in: connection)
            guard old.version == form.version else { throw Fault.stalePeople }
            try Self.change(old, draft, by: person, at: now, in: connection)
        }
    }

    static func change(
        _ old: UnitRecord, _ draft: UnitDraft, by person: Person?, at now: Date, in connection: Connection
    ) throws {
        guard draft != old.draft else { return }
        try draft.check(old.unit.id, in: connection)
        let before = try old.draft.values(in: connection)
        try connection.execute(
            """
            UPDATE unit SET name = $2, short_name = $3, parent_id = $4, organ_code = $5, sort = $6,
                version = version + 1
            WHERE id = $1
            """, old.unit.id, draft.name, draft.shortName, draft.parentID, draft.organ, draft.sort)
        try AdministrativeLog.add(
            .unitChanged, to: (old.unit.id, draft.name), from: before, to: draft.values(in: connection), by: person,
            at: now, in: connection)
    }

    /// Đóng: nothing new comes to it, what it did stays. `closes` false opens it again.
    func close(_ id: String, _ closes: Bool, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try UnitRecord.find(id, in: connection)
            guard old.version == form.version, old.isClosed != closes else { throw Fault.stalePeople }
            if closes {
                try PeopleRule.checkMayClose(id, in: connection)
            } else {
                try old.draft.check(id, in: connection)
            }
            try connection.execute(
                "UPDATE unit SET closed_at = $2, version = version + 1 WHERE id = $1", id, closes ? now : nil)
            try AdministrativeLog.add(
                closes ? .unitClosed : .unitReopened, to: (id, old.unit.name), by: person, at: now, in: connection)
        }
    }
}

extension Fault {
    static let stalePeople = Fault(
        .staleVersion, vi: "Thông tin vừa được người khác sửa. Xem lại nội dung mới rồi làm lại.",
        en: "Somebody else has just changed this. Look at it again, then repeat your act.")
}
