import Exchange
import Foundation
import Storage

/// What came down: which items of the hub above are safe here, so that an acknowledgement that did not arrive is given again and no package is
/// fetched twice.
struct UplinkItems: Sendable {
    let database: Database

    static let migration = Migration(
        "0083 create uplink item",
        sql: """
            CREATE TABLE uplink_item (
                -- What the other hub calls it.
                id TEXT NOT NULL PRIMARY KEY,
                -- Written into our TraceHeader where the other hub does not tell when it took the package in.
                seen_at TEXT NOT NULL,
                -- Whether it is safe here.
                taken INTEGER NOT NULL CHECK (taken IN (0, 1))
            );
            CREATE INDEX uplink_item_by_time ON uplink_item (seen_at);
            """
    )

    /// Whether it is safe here. One that was refused is judged anew: it comes again only when the refusal did not reach the other hub, or when
    /// somebody there sent it again because the cause is mended.
    func isTaken(_ item: String) async throws -> Bool {
        try await self.database.read {
            try $0.row("SELECT 1 AS taken FROM uplink_item WHERE id = $1 AND taken = 1", item) != nil
        }
    }

    func keep(_ item: String, at now: Date) async throws {
        _ = try await self.database.write { connection in
            try connection.execute(
                """
                INSERT INTO uplink_item (id, seen_at, taken) VALUES ($1, $2, 1)
                ON CONFLICT (id) DO UPDATE SET taken = 1
                """, item, now)
        }
    }

    /// The time of the item that stands in our TraceHeader: the other hub's, else that at which it was seen first.
    func time(of item: UpperItem, at now: Date) async throws -> Date {
        if let at = item.at { return at }
        return try await self.database.write { connection in
            try connection.execute(
                "INSERT INTO uplink_item (id, seen_at, taken) VALUES ($1, $2, 0) ON CONFLICT (id) DO NOTHING", item.id,
                now)
            guard let row = try connection.row("SELECT seen_at FROM uplink_item WHERE id = $1", item.id) else {
                throw MissingRow(table: "uplink_item")
            }
            return try row["seen_at"]
        }
    }

    /// Forgets what is older than `limit`: the other hub has ended it by then.
    func forget(before limit: Date) async throws {
        _ = try await self.database.write {
            try $0.execute("DELETE FROM uplink_item WHERE seen_at < $1", limit)
        }
    }
}
