import EdXML
import Exchange
import Foundation
import Storage

/// A document that replaces another (thay thế; NĐ 30/2020/NĐ-CP, Điều 18.3: an error of content is mended by a document of the same form).
///
/// The sender names the replaced document when it drafts the new one. At each receiver the old one ends when the new one is in the register
/// there, and the sender counts it as replaced when that is reported (03).
enum Replacement {
    static let migration = Migration(
        "office 0007 replacements",
        sql: """
            ALTER TABLE outgoing ADD COLUMN replaces_id TEXT REFERENCES outgoing (id);
            CREATE INDEX outgoing_replaces ON outgoing (replaces_id) WHERE replaces_id IS NOT NULL;
            CREATE TABLE incoming_replacement (
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                replaced_id TEXT NOT NULL REFERENCES incoming (id),
                PRIMARY KEY (incoming_id, replaced_id)
            );
            CREATE INDEX incoming_replacement_replaced ON incoming_replacement (replaced_id);
            """
    )

    /// What the package of `outgoing` says: a replacement where receivers have the old document, an ordinary document elsewhere.
    static func business(
        of outgoing: Outgoing, to organs: Set<OrganCode>, staff: StaffInfo, in connection: Connection
    ) throws -> Business {
        guard let id = outgoing.replacesID,
            let old = try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init),
            let documentID = old.documentID
        else { return Business(kind: .new, reason: Self.new, staff: staff, paper: outgoing.paper != nil) }
        let holders = try Recipient.all(of: id, in: connection).filter { recipient in
            [.sent, .delivered].contains(recipient.transport) && recipient.closure == nil
                && organs.contains(recipient.organ)
        }.map(\.organ)
        guard !holders.isEmpty else {
            return Business(kind: .new, reason: Self.new, staff: staff, paper: outgoing.paper != nil)
        }
        return Business(
            kind: .replacement, reason: "Thay thế văn bản \(old.code?.text ?? documentID.text)", staff: staff,
            paper: outgoing.paper != nil, replaces: [.init(documentID: documentID, organs: holders)])
    }

    private static let new = "Văn bản mới"

    /// A recipient has accepted the new document: there the old one is replaced.
    static func accepted(_ outgoing: String, by recipient: Recipient, at now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            UPDATE recipient SET closure = 'replaced', closed_at = $3
            WHERE organ_code = $1 AND closure IS NULL
                AND outgoing_id = (SELECT replaces_id FROM outgoing WHERE id = $2)
            """, recipient.organ, outgoing, now)
    }

    /// Notes which documents of ours a package replaces.
    static func arrived(
        _ id: String, _ packet: Packet, from sender: OrganCode, office: Office, in connection: Connection
    ) throws {
        for replaced in packet.business?.replaces ?? [] {
            let names = try replaced.organs.contains { try Directory.isOurs($0, office, in: connection) }
            guard names, let found = try IncomingStore.issued(replaced.documentID, by: sender, in: connection)
            else { continue }
            // Of a linked copy the register has the document itself: that is what ends.
            let old =
                found.closure == .linked ? try DuplicateLink.registered(of: found.id, in: connection) ?? found : found
            guard old.closure == nil else { continue }
            try connection.execute(
                """
                INSERT INTO incoming_replacement (incoming_id, replaced_id) VALUES ($1, $2)
                ON CONFLICT (incoming_id, replaced_id) DO NOTHING
                """, id, old.id)
        }
    }

    /// The new document is in the register: those that it replaces end. One that its sender has asked back is given back with it.
    static func registered(
        _ incoming: Incoming, by person: Person, at now: Date, office: Office, in connection: Connection
    ) throws {
        for old in try self.linked(incoming.id, in: connection).replaces where old.closure == nil {
            try connection.execute(
                """
                UPDATE incoming SET closure = 'replaced', closed_at = $1, version = version + 1,
                    asking = CASE WHEN asking = 'requested' THEN 'agreed' ELSE asking END
                WHERE id = $2
                """, now, old.id)
            try Timeline.add(.replaced, to: old.id, by: person, at: now, detail: incoming.name, in: connection)
            if old.asking == .requested {
                try StatusReports(office: office).enqueue(
                    .agreed, for: old, by: person, reason: "Văn bản đã bị thay thế", at: now, in: connection)
            }
            try office.changes.tell(old.id, in: connection)
        }
    }

    /// The documents that `id` replaces, and those that replace it. At most 20 each.
    static func linked(
        _ id: String, in connection: Connection
    ) throws -> (replaces: [Incoming], replacedBy: [Incoming]) {
        func documents(_ column: String, where other: String) throws -> [Incoming] {
            try connection.rows(
                """
                \(Incoming.query)
                WHERE incoming.id IN (SELECT \(column) FROM incoming_replacement WHERE \(other) = $1)
                ORDER BY incoming.arrived_at LIMIT 20
                """, id
            ).map(Incoming.init)
        }
        return (
            try documents("replaced_id", where: "incoming_id"), try documents("incoming_id", where: "replaced_id")
        )
    }
}
