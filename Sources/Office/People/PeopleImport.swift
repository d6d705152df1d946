package import Exchange
package import Foundation
package import Storage
import Web

/// Takes over a file of units or people: all of it or nothing. The preview does the same and is undone, so the two cannot differ.
package struct PeopleImport: Sendable {
    let database: Database
    let now: @Sendable () -> Date

    package init(database: Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// New people whose passwords are made at once; each takes a tenth of a second.
    package static let maximumNewPeople = 200

    /// What a file does, or would do.
    package struct Outcome: Sendable, Equatable {
        struct Change: Sendable, Equatable {
            let line: Int
            /// Of the unit its id, of people the user name, of a post the user name, unit and role.
            let key: String
            let name: String
            let isNew: Bool
            let before: [String]
            let after: [String]
        }

        var changes: [Change] = []
        var unchanged = 0
        /// Line by line, why it cannot be taken over.
        package var refused: [Fault] = []
        /// New people, in the order of the file.
        var newcomers: [Newcomer] = []

        struct Newcomer: Sendable, Equatable {
            let userName: String
            let fullName: String
        }

        /// The same lines with the same outcome have the same mark.
        var mark: ContentHash {
            let lines = self.changes.map { "\($0.line) \($0.key) \($0.name) \($0.isNew) \($0.before) \($0.after)" }
            return ContentHash(of: Data(lines.joined(separator: "\n").utf8))
        }
    }

    /// Nothing of a preview or of a file with a mistake stays.
    private struct Undone: Error {
        let outcome: Outcome
    }

    /// What the file would do.
    func preview(_ file: PeopleFile) async throws -> Outcome {
        let now = self.now()
        do {
            return try await self.database.write { connection in
                throw Undone(outcome: try Self.apply(file, [:], by: nil, at: now, in: connection))
            }
        } catch let undone as Undone {
            return undone.outcome
        }
    }

    /// Takes the file over. With `refused` lines nothing was done.
    ///
    /// - Returns: what was done, and the first passwords of the new people, which are kept nowhere.
    package func take(_ file: PeopleFile) async throws -> (
        outcome: Outcome, passwords: [(userName: String, password: String)]
    ) {
        let passwords = try await self.passwords(for: try await self.preview(file))
        let now = self.now()
        do {
            let outcome = try await self.database.write { connection in
                let outcome = try Self.apply(file, passwords, by: nil, at: now, in: connection)
                if !outcome.refused.isEmpty { throw Undone(outcome: outcome) }
                return outcome
            }
            return (outcome, outcome.newcomers.map { ($0.userName, passwords[$0.userName]?.text ?? "") })
        } catch let undone as Undone {
            return (undone.outcome, [])
        }
    }

    /// First passwords for the newcomers of a preview, by user name.
    func passwords(for outcome: Outcome) async throws -> [String: FirstPassword] {
        guard outcome.refused.isEmpty else { return [:] }
        guard outcome.newcomers.count <= Self.maximumNewPeople else {
            throw Fault(
                .tooMany,
                vi:
                    "Một tệp thêm tối đa \(Self.maximumNewPeople) người: tệp này thêm \(outcome.newcomers.count). Chia tệp ra.",
                en: "A file adds at most \(Self.maximumNewPeople) people.")
        }
        var passwords: [String: FirstPassword] = [:]
        for newcomer in outcome.newcomers { passwords[newcomer.userName] = try await FirstPassword.make() }
        return passwords
    }

    /// Does what the file says inside the transaction; lines that are refused do nothing. For whom there is no first password nobody comes in by one,
    /// and guessing it takes as long as anybody else's.
    static func apply(
        _ file: PeopleFile, _ passwords: [String: FirstPassword], by person: Person?, at now: Date,
        in connection: Connection
    ) throws -> Outcome {
        var outcome = Outcome()
        var seen: Set<String> = []
        func line(_ number: Int, _ key: String, _ body: () throws -> Outcome.Change?) throws {
            do {
                guard seen.insert(key).inserted else { throw FormFault("id", "“\(key)” đứng hai lần trong tệp") }
                if let change = try body() { outcome.changes.append(change) } else { outcome.unchanged += 1 }
            } catch let fault as FormFault {
                outcome.refused.append(
                    Fault(.invalidForm, vi: fault.sentence + ".", en: fault.field, place: fault.field, line: number))
            } catch var fault as Fault {
                fault.line = number
                outcome.refused.append(fault)
            }
        }
        switch file {
        case .units(let lines):
            for entry in lines {
                try line(entry.number, entry.value.id) {
                    try Self.unit(entry.value, entry.number, by: person, at: now, in: connection)
                }
            }
        case .people(let lines):
            for entry in lines {
                try line(entry.number, entry.value.userName) {
                    let (change, isNew) = try Self.person(
                        entry.value, entry.number, passwords[entry.value.userName]?.hash ?? Passwords.nobody,
                        by: person, at: now,
                        in: connection)
                    if isNew {
                        outcome.newcomers.append(
                            .init(userName: entry.value.userName, fullName: entry.value.fullName))
                    }
                    return change
                }
            }
        case .posts(let lines):
            for entry in lines {
                let key = "\(entry.value.userName) \(entry.value.unit) \(entry.value.role.folded)"
                try line(entry.number, key) {
                    try Self.post(entry.value, entry.number, by: person, at: now, in: connection)
                }
            }
        }
        return outcome
    }

    /// Gives a further post; one that the person has stays as it is.
    private static func post(
        _ line: PeopleFile.PostLine, _ number: Int, by person: Person?, at now: Date, in connection: Connection
    ) throws -> Outcome.Change? {
        func date(_ text: String, _ field: String) throws -> CalendarDate? {
            if text.isEmpty { return nil }
            guard let date = CalendarDate(typed: text) ?? CalendarDate(text) else {
                throw FormFault(field, "Ngày “\(text)” cần viết theo mẫu 31/12/2026")
            }
            return date
        }
        guard let id: String = try connection.row("SELECT id FROM person WHERE user_name = $1", line.userName)?["id"]
        else { throw FormFault("userName", "Không có người dùng “\(line.userName)”") }
        guard let start = try date(line.startsOn, "from") else { throw FormFault("from", "Ghi ngày bắt đầu") }
        let draft = PostDraft(
            title: line.title, unitID: line.unit, role: try Self.role(line.role), startsOn: start,
            endsOn: try date(line.endsOn, "until"))
        let holder = try PersonRecord.find(id, in: connection).person
        guard try PostActs.give(draft, to: holder, by: person, at: now, in: connection) else { return nil }
        return Self.change(
            number, "\(line.userName) \(line.unit) \(line.role.folded)", holder.fullName, nil,
            try draft.values(in: connection))
    }

    /// By its code or its name.
    private static func role(_ text: String) throws -> Role {
        if let role = Role(rawValue: text) ?? Role.allCases.first(where: { RoleWords.name($0).folded == text.folded }) {
            return role
        }
        let roles = Role.allCases.map { "\($0.rawValue) (\(RoleWords.name($0)))" }.joined(separator: ", ")
        throw FormFault("role", "Vai trò “\(text)” không có; chọn một trong \(roles)")
    }

    private static func unit(
        _ line: PeopleFile.UnitLine, _ number: Int, by person: Person?, at now: Date, in connection: Connection
    ) throws -> Outcome.Change? {
        let organ = line.organ.flatMap { OrganCode($0) }
        if line.organ != nil, organ == nil { throw FormFault("organ", "Mã định danh viết như H29.12 hoặc để trống") }
        let isKnown = try connection.row("SELECT id FROM unit WHERE id = $1", line.id) != nil
        let old = isKnown ? try UnitRecord.find(line.id, in: connection) : nil
        let draft = UnitDraft(
            name: line.name, shortName: line.shortName, parentID: line.parent, organ: organ,
            sort: old?.sort ?? min(number, 9999))
        guard let old else {
            try UnitActs.add(line.id, draft, by: person, at: now, in: connection)
            return Self.change(number, line.id, line.name, nil, try draft.values(in: connection))
        }
        guard draft != old.draft else { return nil }
        let before = try old.draft.values(in: connection)
        try UnitActs.change(old, draft, by: person, at: now, in: connection)
        return Self.change(number, line.id, line.name, before, try draft.values(in: connection))
    }

    private static func person(
        _ line: PeopleFile.PersonLine, _ number: Int, _ hash: String, by person: Person?, at now: Date,
        in connection: Connection
    ) throws -> (Outcome.Change?, isNew: Bool) {
        let draft = PersonDraft(
            fullName: line.fullName, title: line.title, unitID: line.unit, role: try Self.role(line.role))
        let id: String? = try connection.row("SELECT id FROM person WHERE user_name = $1", line.userName)?["id"]
        guard let id else {
            try PersonActs.add(
                UniqueID.make(at: now), line.userName, draft, passwordHash: hash, by: person, at: now, in: connection)
            return (Self.change(number, line.userName, line.fullName, nil, try draft.values(in: connection)), true)
        }
        let old = try PersonRecord.find(id, in: connection)
        guard draft != old.person.draft else { return (nil, false) }
        let before = try old.person.draft.values(in: connection)
        try PersonActs.change(old, draft, by: person, at: now, in: connection)
        return (Self.change(number, line.userName, line.fullName, before, try draft.values(in: connection)), false)
    }

    private static func change(
        _ line: Int, _ key: String, _ name: String, _ before: NamedValues?, _ after: NamedValues
    ) -> Outcome.Change {
        func lines(_ values: NamedValues, unlike others: NamedValues) -> [String] {
            values.filter { value in !value.value.isEmpty && !others.contains { $0 == value } }
                .map { "\($0.name): \($0.value)" }
        }
        return Outcome.Change(
            line: line, key: key, name: name, isNew: before == nil, before: lines(before ?? [], unlike: after),
            after: lines(after, unlike: before ?? []))
    }
}
