import Exchange
import Storage

/// Where what is addressed to a closed agency goes (chuyển tiếp đến cơ quan kế thừa): to its one successor, or that one's.
enum Succession {
    static let migration = Migration(
        "0012 remember to whom a delivery was addressed",
        sql: """
            -- The closed agency that the package names; null where it names the receiver itself.
            ALTER TABLE delivery ADD COLUMN addressed_as TEXT REFERENCES organ (code);
            """
    )

    /// Mergers in a row that anybody will have seen.
    private static let maximumSteps = 10

    /// The agency that receives for `entry` on `today`: itself while it is open. Throws `organ-closed` when nobody does: without a
    /// successor, or after a split, where only the sender can know which part is meant.
    static func receiver(
        for entry: DirectoryEntry, on today: CalendarDate, place: Place, in connection: Connection
    ) throws -> DirectoryEntry {
        var present = entry
        for _ in 0..<Self.maximumSteps {
            if present.isOpen(on: today) { return present }
            let hasEnded = present.validTo.map { $0 < today } ?? false
            guard hasEnded, present.successors.count == 1, let next = present.successors.first,
                let successor = try OrganStore.entry(next, in: connection)
            else { break }
            present = successor
        }
        throw Fault.closed(present, place: place)
    }
}
