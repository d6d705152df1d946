import Exchange
import Storage

/// Who administers people and units, and what must stay true of them: one rule for pages, forms, files and the command line.
enum PeopleRule {
    static let migration = Migration(
        "office 0140 people and units are administered",
        sql: """
            ALTER TABLE unit ADD COLUMN parent_id TEXT REFERENCES unit (id);
            ALTER TABLE unit ADD COLUMN organ_code TEXT;
            ALTER TABLE unit ADD COLUMN closed_at TEXT;
            ALTER TABLE unit ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
            CREATE INDEX unit_by_parent ON unit (parent_id, sort);
            CREATE UNIQUE INDEX unit_by_organ ON unit (organ_code) WHERE organ_code IS NOT NULL;
            ALTER TABLE person ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
            -- Set by somebody else: the first thing that the person does is to choose another.
            ALTER TABLE person ADD COLUMN password_is_first INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE administration (
                id TEXT NOT NULL PRIMARY KEY,
                at TEXT NOT NULL,
                -- Null: on the server itself.
                actor_id TEXT REFERENCES person (id),
                actor TEXT NOT NULL,
                act TEXT NOT NULL,
                subject_id TEXT NOT NULL,
                subject TEXT NOT NULL,
                old_values TEXT NOT NULL,
                new_values TEXT NOT NULL,
                -- Whose rights it changes: told to them until they confirm.
                concerns TEXT REFERENCES person (id),
                confirmed_at TEXT
            );
            CREATE INDEX administration_by_time ON administration (at, id);
            CREATE INDEX administration_by_subject ON administration (subject_id, at);
            CREATE INDEX administration_open ON administration (concerns) WHERE confirmed_at IS NULL;
            CREATE TRIGGER administration_remains BEFORE DELETE ON administration
            BEGIN SELECT RAISE(ABORT, 'the log of administration is never shortened'); END;
            CREATE TRIGGER administration_stays
            BEFORE UPDATE OF id, at, actor_id, actor, act, subject_id, subject, old_values, new_values, concerns
            ON administration
            BEGIN SELECT RAISE(ABORT, 'an entry of the log of administration is never changed'); END;
            CREATE TRIGGER administration_confirmed BEFORE UPDATE OF confirmed_at ON administration
            WHEN OLD.confirmed_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'a confirmation is never changed'); END;
            """
    )

    /// Why `person` may not administer people and units, or nil.
    static func refusal(by person: Person) -> Fault? {
        person.role == .admin
            ? nil
            : .notAllowed(
                "Chỉ quản trị xem và sửa được người dùng, đơn vị.",
                "Only the administrator may see and change people and units.")
    }

    /// Throws when nobody would be left to administer without `person`, or nobody to come in when the provider of single sign-on is gone.
    static func checkAdministratorRemains(without person: String, in connection: Connection) throws {
        guard try EmergencyAdministrator.read(in: connection).personID != person else {
            throw Fault.notAllowed(
                "Đây là quản trị khẩn cấp: chọn người khác trong Quy tắc đăng nhập trước.",
                "This is the emergency administrator: choose another one first.")
        }
        let others: Int =
            try connection.row(
                "SELECT COUNT(*) AS total FROM person WHERE role = 'admin' AND enabled = 1 AND id <> $1", person)?[
                "total"] ?? 0
        guard others > 0 else {
            throw Fault.notAllowed(
                "Đây là quản trị cuối cùng còn dùng được: thêm quản trị khác trước.",
                "This is the last administrator: add another one first.")
        }
    }

    /// Throws when the unit is still needed: people who work there, units below it, documents that are not finished.
    static func checkMayClose(_ unit: String, in connection: Connection) throws {
        let row = try connection.row(
            """
            SELECT (SELECT COUNT(*) FROM person WHERE unit_id = $1 AND enabled = 1) + (SELECT COUNT(*) FROM post
                    WHERE unit_id = $1 AND ended_at IS NULL) AS people,
                (SELECT COUNT(*) FROM unit WHERE parent_id = $1 AND closed_at IS NULL) AS units,
                (SELECT COUNT(*) FROM receipt JOIN incoming ON incoming.id = receipt.incoming_id
                    WHERE receipt.unit_id = $1 AND receipt.part <> 'know' AND receipt.state IN ('waiting', 'working')
                        AND incoming.closure IS NULL AND incoming.state IN ('assigned', 'in-progress')) AS incoming,
                (SELECT COUNT(*) FROM outgoing WHERE unit_id = $1 AND state <> 'published') AS outgoing
            """, unit)
        let counts: [(String, String)] = [
            ("people", "người dùng"), ("units", "đơn vị cấp dưới"), ("incoming", "văn bản đến đang xử lý"),
            ("outgoing", "dự thảo chưa ban hành"),
        ]
        let left = try counts.compactMap { column, words -> String? in
            let count: Int = try row?[column] ?? 0
            return count > 0 ? "\(count) \(words)" : nil
        }
        guard left.isEmpty else {
            throw Fault.notAllowed(
                "Chưa đóng được: đơn vị còn \(left.joined(separator: ", ")).",
                "The unit is still in use: \(left.joined(separator: ", ")).")
        }
    }

    /// Tên đăng nhập.
    static func isUserName(_ text: String) -> Bool { text.wholeMatch(of: /[a-z0-9][a-z0-9._\-]{2,49}/) != nil }

    /// Mã đơn vị, as it stands in files.
    static func isUnitID(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,19}/) != nil }
}
