import Exchange
import Foundation
import Storage
import Web

/// What the administrator decides about books. A book that was used is never removed, only locked.
struct BookActs: Sendable {
    let office: Office

    struct Plan: Sendable {
        var name: String
        /// Types of documents that go here and not into the default book.
        var types: [String]
        var isDefault: Bool
        var isSecret: Bool
        /// Of a secret book: the clerk who keeps it, "" for nobody: it keeps numbers only. Nil where nothing is said of it, as by the API.
        var keeper: String?

        /// Who keeps it afterwards, when `present` kept it.
        func keeperID(after present: String? = nil) -> String? {
            guard let keeper else { return self.isSecret ? present : nil }
            return keeper.isEmpty ? nil : keeper
        }
    }

    /// Why `person` may not, or nil.
    static func refusal(by person: Person) -> Fault? {
        person.role == .admin
            ? nil : .notAllowed("Chỉ quản trị mở, sửa, khóa sổ.", "Only the administrator may change the registers.")
    }

    /// What documents of a direction can be.
    static func types(_ direction: Register.Direction) -> [String] {
        direction == .incoming ? IncomingEntry.types : DocumentTypes.all.map(\.name)
    }

    /// Mở sổ. One of a former year takes only what is imported.
    func make(
        _ direction: Register.Direction, year: Int, _ plan: Plan, by person: Person, form: FormToken
    ) async throws -> String {
        let office = self.office
        let thisYear = office.today.year
        return try await office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = Self.refusal(by: person) { throw refusal }
            var faults = FormFaults()
            faults.require(
                (1945...thisYear).contains(year), "year",
                "Ghi năm từ 1945 đến \(thisYear); sổ năm sau tự mở vào ngày 1 tháng 1")
            try Book.open(direction, year: thisYear, in: connection)
            let id = UniqueID.make(at: now)
            try faults.readLast {
                try Self.check(plan, direction, year: year, besides: id, at: now, in: connection)
            }
            try connection.execute(
                """
                INSERT INTO register (id, direction, name, year, next_number, is_secret, restored_at)
                VALUES ($1, $2, $3, $4, 1, $5, $6)
                """, id, direction, plan.name, year, plan.isSecret,
                try RestoredBook.lastRestoration(in: year, connection))
            try Self.save(plan, of: id, direction, year: year, in: connection)
            try Self.give(id, to: plan.keeperID(), by: person, at: now, in: connection)
            return "/books"
        }
    }

    /// Sửa tên, loại văn bản, sổ mặc định.
    func edit(_ id: String, _ plan: Plan, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(id, by: person, form: form) { connection, book, now in
            let keeper = plan.keeperID(after: book.keeperID)
            var faults = FormFaults()
            _ = try faults.read {
                try Self.check(plan, book.direction, year: book.year, besides: id, at: now, in: connection)
            }
            faults.require(
                plan.isSecret == book.isSecret || book.nextNumber == 1, "secret",
                "Sổ đã có số nên không đổi mật hay không mật được")
            faults.require(
                plan.isDefault || !book.isDefault, "default",
                "Muốn thôi là sổ mặc định thì chọn sổ khác làm mặc định")
            // Without a keeper nobody could read or correct its lines.
            let entered = try connection.row(
                "SELECT 1 FROM register_entry WHERE register_id = $1 AND state = 'entered' LIMIT 1", id)
            faults.require(
                !plan.isSecret || keeper != nil || entered == nil, "keeper",
                "Sổ đã có văn bản mật: chọn văn thư giữ sổ")
            try faults.check()
            try connection.execute(
                "UPDATE register SET name = $1, is_secret = $2 WHERE id = $3", plan.name, plan.isSecret, id)
            try connection.execute("DELETE FROM register_type WHERE register_id = $1", id)
            try Self.save(plan, of: id, book.direction, year: book.year, in: connection)
            try Self.give(id, to: keeper, by: person, at: now, in: connection)
        }
    }

    /// Khóa, mở khóa.
    func lock(_ id: String, _ isLocked: Bool, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(id, by: person, form: form) { connection, _, now in
            try connection.execute(
                "UPDATE register SET locked_at = $1 WHERE id = $2", isLocked ? now : nil, id)
        }
    }

    private func perform(
        _ id: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, Book, Date) throws -> Void
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = Self.refusal(by: person) { throw refusal }
            guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
            guard
                try connection.execute(
                    "UPDATE register SET version = version + 1 WHERE id = $1 AND version = $2", id, form.version) == 1
            else { throw Fault.stale }
            try body(connection, book, now)
            return "/books"
        }
    }

    /// Throws everything that must be corrected.
    private static func check(
        _ plan: Plan, _ direction: Register.Direction, year: Int, besides id: String, at now: Date,
        in connection: Connection
    ) throws {
        var faults = FormFaults()
        faults.require((2...100).contains(plan.name.count), "name", "Ghi tên sổ, từ 2 đến 100 ký tự")
        let others = try Book.all(direction, year: year, in: connection).filter { $0.id != id }
        faults.require(others.count < 50, "name", "Mỗi năm tối đa 50 sổ một chiều")
        faults.require(
            !others.contains { $0.name.folded == plan.name.folded }, "name", "Năm \(year) đã có sổ “\(plan.name)”")
        for type in plan.types {
            faults.require(Self.types(direction).contains(type), "types", "Chọn loại văn bản trong danh sách")
            let taken = try others.first { try Book.types(of: $0.id, in: connection).contains(type) }
            faults.require(taken == nil, "types", "“\(type)” đã vào “\(taken?.name ?? "")”")
        }
        faults.require(
            !plan.isSecret || (!plan.isDefault && plan.types.isEmpty), "secret",
            "Sổ mật không là sổ mặc định, không gắn loại văn bản")
        if let keeper = plan.keeperID() {
            faults.require(plan.isSecret, "keeper", "Chỉ sổ mật mới giao cho một văn thư giữ")
            let clerks = try Self.keepers(on: VietnamTime.date(now), in: connection)
            faults.require(clerks.contains { $0.id == keeper }, "keeper", "Chọn văn thư trong danh sách")
        }
        try faults.check()
    }

    /// Who may keep a secret book.
    static func keepers(on today: CalendarDate, in connection: Connection) throws -> [Person] {
        try PersonStore.people([.clerk], on: today, in: connection)
    }

    /// Giao sổ mật: who may read its documents changes, so it is logged and both are told until they confirm.
    private static func give(
        _ id: String, to keeperID: String?, by person: Person, at now: Date, in connection: Connection
    ) throws {
        guard let book = try Book.find(id, in: connection), book.keeperID != keeperID else { return }
        try connection.execute("UPDATE register SET keeper_id = $1 WHERE id = $2", keeperID, id)
        func name(_ id: String?) throws -> String {
            try id.flatMap { try connection.row("SELECT full_name FROM person WHERE id = $1", $0)?["full_name"] }
                ?? "Chưa giao ai"
        }
        let (before, after) = (try name(book.keeperID), try name(keeperID))
        let what = "Văn thư giữ “\(book.title)”"
        for concerned in [book.keeperID, keeperID].compactMap({ $0 }) {
            try AdministrativeLog.add(
                .secretKeeperSet, to: (id: id, name: book.title), from: [(name: what, value: before)],
                to: [(name: what, value: after)], concerns: concerned, by: person, at: now,
                in: connection)
        }
    }

    private static func save(
        _ plan: Plan, of id: String, _ direction: Register.Direction, year: Int, in connection: Connection
    ) throws {
        for type in Set(plan.types).sorted() {
            try connection.execute("INSERT INTO register_type (register_id, type_name) VALUES ($1, $2)", id, type)
        }
        guard plan.isDefault else { return }
        try connection.execute(
            "UPDATE register SET is_default = 0, version = version + 1 WHERE direction = $1 AND year = $2 AND is_default = 1 AND id <> $3",
            direction, year, id)
        try connection.execute("UPDATE register SET is_default = 1 WHERE id = $1", id)
    }
}
