import Exchange
import Foundation
import Storage
import Web

/// Reminders and extensions: each one transaction with its line in the timeline.
struct FollowingActs: Sendable {
    let office: Office

    private func perform(
        _ act: Following, on id: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, Incoming, ReceiptTree, Date) throws -> Void
    ) async throws -> String {
        try await self.office.work(
            on: id, by: person, form: form, unless: { act.refusal(on: $0, receipts: $1, by: person) }, body)
    }

    /// Đôn đốc, the next in number.
    func remind(_ id: String, _ kind: ReminderKind, text: String, by person: Person, form: FormToken) async throws
        -> String
    {
        try await self.perform(.remind, on: id, by: person, form: form) { connection, _, _, now in
            guard (1...1000).contains(text.count) else {
                throw FormFault("text", "Ghi nội dung đôn đốc, tối đa 1.000 ký tự")
            }
            let number: Int =
                try connection.row(
                    """
                    INSERT INTO reminder (incoming_id, number, kind, text, made_by, made_at)
                    SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM reminder WHERE incoming_id = $1
                    RETURNING number
                    """, id, kind, text, person.id, now)?["number"] ?? 0
            try Timeline.add(
                .reminded, to: id, by: person, at: now, detail: "\(number), \(FollowingWords.kind(kind).lowercased())",
                quote: text, in: connection)
        }
    }

    /// Gia hạn of the agency (`receipt` nil) or of one unit.
    func extend(
        _ id: String, receipt: String?, to due: CalendarDate, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.perform(.extend, on: id, by: person, form: form) { connection, incoming, receipts, now in
            try Reason.check(reason, "gia hạn")
            let line = try receipt.map { wanted in
                guard let found = receipts.made(by: person).first(where: { $0.id == wanted && $0.part != .know }) else {
                    throw FormFault("whose", "Chọn hạn cần gia hạn")
                }
                return found
            }
            // The agency's own deadline is its leader's.
            guard line != nil || incoming.leaderID == person.id else {
                throw FormFault("whose", "Chọn hạn cần gia hạn")
            }
            let old = line == nil ? incoming.agencyDue : line?.due
            guard due >= today, old.map({ due > $0 }) ?? true else {
                let after = old.map { " và sau hạn cũ \($0.shown)" } ?? ""
                throw FormFault("due", "Hạn mới phải từ hôm nay \(today.shown)\(after)")
            }
            if let line {
                let above = receipts.above(line).first
                if let limit = above?.due ?? incoming.agencyDue, due > limit {
                    throw FormFault(
                        "due",
                        "Hạn của \(line.holder) không được sau hạn của \(above?.holder ?? "cơ quan") \(limit.shown): gia hạn ở đó trước"
                    )
                }
            }
            try Extension.record(of: id, line, from: old, to: due, reason: reason, by: person, at: now, in: connection)
        }
    }
}

/// A deadline that was moved (gia hạn): old and new stay with the reason, whoever asked for it.
enum Extension {
    /// `line` nil: the deadline of the agency.
    static func record(
        of incoming: String, _ line: Receipt?, from old: CalendarDate?, to due: CalendarDate, reason: String,
        by person: Person, at now: Date, in connection: Connection
    ) throws {
        if let line {
            try connection.execute("UPDATE receipt SET due_date = $1 WHERE id = $2", due, line.id)
        } else {
            try connection.execute("UPDATE incoming SET agency_due = $1 WHERE id = $2", due, incoming)
        }
        try connection.execute(
            """
            INSERT INTO extension (id, incoming_id, receipt_id, old_due, new_due, reason, made_by, made_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, UniqueID.make(at: now), incoming, line?.id, old, due, reason, person.id, now)
        try Timeline.add(
            .extended, to: incoming, by: person, at: now,
            detail: "\(line?.holder ?? "cơ quan"): \(old.map { "từ \($0.shown) " } ?? "")đến \(due.shown)",
            quote: reason, in: connection)
    }
}
