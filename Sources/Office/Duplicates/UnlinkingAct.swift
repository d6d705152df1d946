import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Bỏ gắn: a package that was linked to the wrong document waits to be registered again. Only the clerk, until the end of the next working day, and
/// only while nothing follows from the link: what its sender was told beyond 03 cannot be taken back.
enum UnlinkRule {
    /// The first moment at which it is too late.
    static func limit(_ linkedAt: Date, _ calendar: WorkingCalendar) -> Date {
        ArrivalDeadline.after(linkedAt, urgency: .ordinary, calendar)
    }

    /// Why `person` may not undo the link of `copy` at `now`, or nil.
    static func refusal(
        _ copy: Incoming, by person: Person, at now: Date, _ calendar: WorkingCalendar, in connection: Connection
    ) throws -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư bỏ gắn được.", "Only the clerk may undo a link.")
        }
        guard copy.closure == .linked, copy.channel == .hub,
            let linkedAt: Date = try connection.row(
                "SELECT linked_at FROM duplicate_link WHERE incoming_id = $1", copy.id)?["linked_at"]
        else {
            return .notAllowed(
                "Chỉ bỏ gắn được gói tin đã gắn vào bản đã có.", "Only a package that was linked can be unlinked.")
        }
        let limit = self.limit(linkedAt, calendar)
        guard now < limit else {
            return .notAllowed(
                "Đã quá hạn bỏ gắn (\(VietnamTime.shown(limit))).", "The link stands for too long to be undone.")
        }
        return try self.consequence(of: copy, since: linkedAt, in: connection)
    }

    /// What follows from the link, as a refusal.
    private static func consequence(
        of copy: Incoming, since linkedAt: Date, in connection: Connection
    ) throws -> Fault? {
        let told = try Outbox.entries(reference: copy.id, in: connection).compactMap(\.status)
        guard !told.contains(where: { ($0.rank ?? 0) > HandlingStatus.accepted.rank ?? 0 }) else {
            return .notAllowed(
                "Nơi gửi đã được báo tiến độ xử lý theo văn bản đã vào sổ nên không bỏ gắn được.",
                "Its sender has been told of work on the registered document.")
        }
        let replacing = try Replacement.linked(copy.id, in: connection)
        guard replacing.replaces.isEmpty, replacing.replacedBy.isEmpty else {
            return .notAllowed(
                "Bản này thay thế văn bản khác hoặc có văn bản thay thế nên không bỏ gắn được.",
                "The copy replaces a document, or is replaced.")
        }
        // A recall of the registered document takes along what the same sender sent once more.
        let registered = try DuplicateLink.registered(of: copy.id, in: connection)
        guard registered?.closure == nil else {
            return .notAllowed(
                "Văn bản đã vào sổ đã thu hồi hoặc bị thay thế nên không bỏ gắn được.",
                "The registered document was given back or replaced.")
        }
        guard [copy, registered].allSatisfy({ $0?.asking != .requested && $0?.updateID == nil }) else {
            return .notAllowed(
                "Nơi gửi đang yêu cầu thu hồi hoặc cập nhật bản này: trả lời trước rồi mới bỏ gắn.",
                "Its sender asks it back or corrects it: answer that first.")
        }
        let later = try connection.row(
            """
            SELECT 1 FROM event
            WHERE document_id = $1 AND at > $2
                AND kind NOT IN ('status-queued', 'status-sent', 'status-failed', 'status-received', 'status-refused')
            LIMIT 1
            """, copy.id, linkedAt)
        guard later == nil else {
            return .notAllowed(
                "Sau khi gắn đã có việc làm trên bản này nên không bỏ gắn được.",
                "Something was done to the copy since it was linked.")
        }
        return nil
    }
}

struct UnlinkingAct: Sendable {
    let office: Office

    /// The copy waits again, as it came; the reason stays in both timelines. 03 was said and holds: it is not said again, and nothing is taken back.
    func unlink(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        let office = self.office
        let reason = reason.normalized
        return try await office.act(by: person, once: form.once, on: id) { connection, now in
            guard let copy = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == copy.version else { throw Fault.stale }
            if let refusal = try UnlinkRule.refusal(copy, by: person, at: now, office.calendar, in: connection) {
                throw refusal
            }
            guard let registered = try DuplicateLink.registered(of: id, in: connection) else { throw Fault.stale }
            // What is frozen or gone keeps its copies.
            try Freeze.check(registered.id, in: connection)
            try Destruction.check(registered.id, in: connection)
            try Reason.check(reason, "bỏ gắn")
            try connection.execute("DELETE FROM duplicate_link WHERE incoming_id = $1", id)
            let changed = try connection.execute(
                """
                UPDATE incoming SET closure = NULL, closed_at = NULL, version = version + 1
                WHERE id = $1 AND version = $2 AND closure = 'linked'
                """, id, copy.version)
            guard changed == 1 else { throw Fault.stale }
            try Timeline.add(
                .unlinked, to: id, by: person, at: now, detail: IncomingWords.registered(registered), quote: reason,
                in: connection)
            try Timeline.add(
                .copyUnlinked, to: registered.id, by: person, at: now, detail: IncomingWords.copy(copy), quote: reason,
                in: connection)
            try office.changes.tell(registered.id, in: connection)
            return "/incoming/\(id)"
        }
    }
}
