import Exchange
import Storage
import Web

/// Where somebody gets the mail of the day (thư tổng hợp), and whether they want it.
struct PersonMail: Sendable, Equatable {
    /// Nil: none is known.
    let address: String?
    let wantsDigest: Bool
    /// Which reports of the agency or of their unit they want (`PeriodReport`).
    var reports: Set<ReportPeriod.Kind> = []
    /// 0 before anything was set.
    let version: Int

    static let migration = Migration(
        "office 0284 mail of the day",
        sql: """
            CREATE TABLE person_mail (
                person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
                address TEXT,
                wants_digest INTEGER NOT NULL CHECK (wants_digest IN (0, 1)),
                version INTEGER NOT NULL
            );
            -- One row for each person and day: claimed before the mail goes, so that it goes once.
            CREATE TABLE digest (
                person_id TEXT NOT NULL REFERENCES person (id),
                day TEXT NOT NULL,
                -- empty: there was nothing to tell.
                state TEXT NOT NULL CHECK (state IN ('claimed', 'waiting', 'sent', 'empty', 'failed')),
                tries INTEGER NOT NULL,
                -- Of the last try.
                tried_at TEXT NOT NULL,
                next_at TEXT,
                failure TEXT,
                error TEXT,
                PRIMARY KEY (person_id, day)
            );
            CREATE INDEX digest_by_day ON digest (day, state);
            """
    )

    /// Nobody asked when the last try was: the failures that the administrator sees are of a day.
    static let withoutTime = Migration(
        "office 0309 mail of the day without the time of its last try", sql: "ALTER TABLE digest DROP COLUMN tried_at;")

    static func read(of person: String, in connection: Connection) throws -> PersonMail {
        guard let row = try connection.row("SELECT * FROM person_mail WHERE person_id = $1", person) else {
            return PersonMail(address: nil, wantsDigest: true, version: 0)
        }
        return PersonMail(
            address: try row["address"], wantsDigest: try row["wants_digest"],
            reports: Set(try ReportPeriod.Kind.allCases.filter { try row["wants_\($0.rawValue)"] }),
            version: try row["version"])
    }

    /// Nothing waits for administrators, so they get no mail of the day, whatever was wished; reports they get.
    static func hasDigest(_ role: Role) -> Bool { role != .admin }

    fileprivate var values: NamedValues {
        let reports = ReportPeriod.Kind.allCases.filter(self.reports.contains).map(PeriodReportWords.title)
        return [
            ("Địa chỉ thư", self.address ?? "không có"), ("Thư tổng hợp", self.wantsDigest ? "nhận" : "không nhận"),
            ("Báo cáo qua thư", reports.isEmpty ? "không nhận" : reports.joined(separator: ", ")),
        ]
    }
}

/// Setting it: one's own, or anybody's by an administrator; the person is told of what somebody else set.
struct PersonMailActs: Sendable {
    let office: Office

    /// Throws `FormFault` for the field `address`.
    static func address(_ fields: FormFields) throws -> String? {
        guard let text = fields.optional("address") else { return nil }
        guard let address = MailAddress(text) else {
            throw FormFault("address", "Địa chỉ thư viết như ten@coquan.gov.vn: chữ không dấu, không khoảng trắng")
        }
        return address.text
    }

    /// Reports for those alone who may read them.
    func save(
        _ address: String?, wantsDigest: Bool, reports: Set<ReportPeriod.Kind>, of id: String, by person: Person,
        form: FormToken, next: String
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let isOwn = person.id == id && person.deputy == nil
            if !isOwn, let refusal = PeopleRule.refusal(by: person) { throw refusal }
            let whose = try PersonRecord.find(id, in: connection).person
            if wantsDigest, !PersonMail.hasDigest(whose.role) {
                throw Fault.notAllowed("Quản trị không có thư tổng hợp.", "Administrators get no mail of the day.")
            }
            if !reports.isEmpty, let refusal = PeriodReportRule.refusal(of: whose) { throw refusal }
            let before = try PersonMail.read(of: id, in: connection)
            guard before.version == form.version else { throw Fault.stalePeople }
            let after = PersonMail(
                address: address, wantsDigest: wantsDigest, reports: reports, version: before.version + 1)
            try connection.execute(
                """
                INSERT INTO person_mail (person_id, address, wants_digest, wants_week, wants_month, version)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (person_id) DO UPDATE SET address = excluded.address, wants_digest = excluded.wants_digest,
                    wants_week = excluded.wants_week, wants_month = excluded.wants_month, version = excluded.version
                """, id, after.address, after.wantsDigest, reports.contains(.week), reports.contains(.month),
                after.version)
            guard zip(before.values, after.values).contains(where: { $0.value != $1.value }) else { return next }
            try AdministrativeLog.add(
                .mailChanged, to: (id, whose.fullName), from: before.values, to: after.values,
                concerns: isOwn ? nil : id, by: person, at: now, in: connection)
            return next
        }
    }
}
