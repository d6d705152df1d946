import Exchange
import Foundation
import Storage
import Web

/// Sharing a document and ending that: each act one transaction, with its line in the document's timeline and in the access log.
struct ShareActs: Sendable {
    let office: Office

    /// So many people and units in one act.
    static let maximumAtOnce = 30

    /// With whom, until when, why.
    struct Wish: Sendable {
        var people: [String]
        var units: [String]
        /// Nil: until it is ended.
        var until: CalendarDate?
        var reason: String
        /// What of its form could not be read: told with everything else that must be corrected.
        var unread = FormFaults()
    }

    func share(
        _ kind: SharedDocument.Kind, _ id: String, _ wish: Wish, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: id) { connection, now in
            let document = try SharedDocument.find(kind, id, for: person, in: connection)
            if let refusal = document.refusalToShare(by: person) { throw refusal }
            let (people, units) = (Set(wish.people).sorted(), Set(wish.units).sorted())
            var faults = wish.unread
            faults.require(
                (1...Self.maximumAtOnce).contains(people.count + units.count), "people",
                "Chọn từ 1 đến \(Self.maximumAtOnce) người hoặc đơn vị")
            faults.require(
                wish.until.map { $0 >= today } ?? true, "until",
                "Ngày cuối được xem phải từ hôm nay \(today.shown) trở đi")
            _ = try faults.read { try Reason.check(wish.reason, "chia sẻ") }
            let standing = try ViewShare.all(of: id, on: today, in: connection).count
            faults.require(
                standing + people.count + units.count <= ViewShare.maximum, "people",
                "Một văn bản được chia sẻ cho nhiều nhất \(ViewShare.maximum) người, đơn vị")
            try faults.check()
            var names: [String] = []
            for other in people {
                names.append(try Self.person(other, whoLacks: document, on: today, in: connection))
                try Self.insert(wish, of: id, person: other, unit: nil, by: person, at: now, in: connection)
            }
            for unit in units {
                names.append(try Self.unit(unit, whichLacks: id, on: today, in: connection))
                try Self.insert(wish, of: id, person: nil, unit: unit, by: person, at: now, in: connection)
            }
            let end = wish.until.map { ", đến hết \($0.shown)" } ?? ""
            try Timeline.add(
                .viewShared, to: id, by: person, at: now, detail: names.joined(separator: ", ") + end,
                quote: wish.reason, in: connection)
            return document.path
        }
    }

    /// Thôi chia sẻ.
    func end(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let changes = self.office.changes
        // On no document: a frozen one may lose a reader.
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard let share = try ViewShare.find(id, in: connection) else { throw Fault.noSuchShare }
            let document = try SharedDocument.find(share.kind, share.documentID, for: person, in: connection)
            if let refusal = ShareRule.refusalToEnd(share, isShared: document.isShared, by: person) { throw refusal }
            try connection.execute(
                "UPDATE view_share SET ended_by = $1, ended_at = $2 WHERE id = $3", person.signature, now, id)
            try Timeline.add(
                .viewEnded, to: document.id, by: person, at: now, detail: share.holder, in: connection)
            try changes.tell(document.id, in: connection)
            return document.path
        }
    }

    /// The name of somebody who works here and does not see the document.
    private static func person(
        _ id: String, whoLacks document: SharedDocument, on today: CalendarDate, in connection: Connection
    ) throws -> String {
        guard var other = try PersonStore.person(id, in: connection), Role.working.contains(other.role) else {
            throw FormFault("people", "Chọn người trong danh sách")
        }
        other.today = today
        guard try !document.isSeen(by: other, in: connection) else {
            throw FormFault("people", "\(other.fullName) xem được văn bản này rồi")
        }
        return other.fullName
    }

    /// The name of a unit that works and with which the document is not shared.
    private static func unit(
        _ id: String, whichLacks document: String, on today: CalendarDate, in connection: Connection
    ) throws -> String {
        let row = try connection.row("SELECT name FROM unit WHERE id = $1 AND closed_at IS NULL", id)
        guard let name: String = try row?["name"] else { throw FormFault("units", "Chọn đơn vị trong danh sách") }
        let standing = try connection.row(
            """
            SELECT 1 FROM view_share
            WHERE view_share.unit_id = $1 AND view_share.document_id = $2 AND \(ViewShare.stands(on: today)) LIMIT 1
            """, id, document)
        guard standing == nil else { throw FormFault("units", "\(name) được chia sẻ văn bản này rồi") }
        return name
    }

    private static func insert(
        _ wish: Wish, of document: String, person: String?, unit: String?, by giver: Person, at now: Date,
        in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO view_share (id, document_id, person_id, unit_id, reason, until, given_by, signature, given_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, UniqueID.make(at: now), document, person, unit, wish.reason, wish.until, giver.id, giver.signature,
            now)
    }
}
