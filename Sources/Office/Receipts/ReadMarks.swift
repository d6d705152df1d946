import Exchange
import Foundation
import Storage

/// Who has read what (đã xem): opening a document is reading it.
enum ReadMarks {
    /// Notes that `person` has opened the document; nothing is written when nothing is new.
    /// A deputy who looks does not read for the other.
    static func opened(_ id: String, by person: Person, office: Office) async throws {
        guard person.deputy == nil else { return }
        let isUnread = try await office.database.read { try ReceiptStore.isUnread(id, by: person, in: $0) }
        guard isUnread else { return }
        let now = office.now()
        let changes = office.changes
        try await office.database.write { connection in
            guard try ReceiptStore.read(id, by: person, at: now, in: connection) else { return }
            try Self.closeWhenAllRead(id, by: person, at: now, office: office, in: connection)
            try changes.tell(id, in: connection)
            connection.afterCommit { office.wakeGateway() }
        }
    }

    /// What was passed on for information only closes when everybody has read it (office.md §2.6); 06 goes back.
    static func closeWhenAllRead(
        _ id: String, by person: Person, at now: Date, office: Office, in connection: Connection
    ) throws {
        guard let incoming = try IncomingStore.any(id, in: connection), incoming.closure == nil,
            let next = incoming.state.after(.allRead)
        else { return }
        let tree = try ReceiptStore.tree(of: id, in: connection)
        let standing = tree.lines.filter(\.stands)
        // Who supported has reported; what nobody holds any more is not read.
        guard tree.lead == nil, !standing.isEmpty,
            standing.allSatisfy({ $0.part == .know ? $0.readAt != nil : !$0.isOpen })
        else { return }
        try IncomingStore.move(incoming, to: next, in: connection)
        try connection.execute("UPDATE incoming SET finished_at = $1 WHERE id = $2", now, id)
        try ReceiptStore.finishAll(of: id, at: now, in: connection)
        try Timeline.add(.allRead, to: id, by: nil, at: now, in: connection)
        try StatusReports(office: office).enqueue(.finished, for: incoming, by: person, at: now, in: connection)
    }
}
