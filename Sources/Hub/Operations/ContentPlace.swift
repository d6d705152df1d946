import Exchange
import Storage

/// Where the bytes of packages are kept (nơi lưu tệp gói tin): in the data folder, or in the database on PostgreSQL that the nodes share. The database
/// itself says which, so that no node can do otherwise than the others.
package enum ContentPlace: String, Sendable {
    case folder, database

    /// SQLite has the table too, without a row: its packages lie in the folder.
    static let migration = Migration(
        "0410 create content_place",
        sql: """
            CREATE TABLE content_place (
                only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
                place TEXT NOT NULL CHECK (place IN ('folder', 'database'))
            );
            """
    )

    /// Tables that say nothing of a hub, only of where its packages lie.
    static let tables = KeptContent.tables.union(["content_place"])

    /// What the database says; nil: nothing yet, and packages lie in the folder.
    private static func kept(in connection: Connection) throws -> ContentPlace? {
        try connection.row("SELECT place FROM content_place LIMIT 1").map { row in
            let place: String = try row["place"]
            guard let known = ContentPlace(rawValue: place) else {
                throw Fault(
                    .conflict, vi: "Cơ sở dữ liệu lưu tệp ở \"\(place)\", bản này không biết.",
                    en: "The database keeps packages in \"\(place)\", which this version does not know.",
                    place: "content")
            }
            return known
        }
    }

    /// Writes `asked` into a database that says nothing yet (nil: the folder), or compares it with what is there (nil: takes that). Answers what holds.
    ///
    /// Throws `conflict` when the database says otherwise, or when packages lie in the folder already.
    static func settle(_ asked: ContentPlace?, in connection: Connection) throws -> ContentPlace {
        if let kept = try self.kept(in: connection) {
            guard asked == nil || asked == kept else {
                throw Fault(
                    .conflict,
                    vi: "Các nút của trục này lưu tệp ở \"\(kept.rawValue)\"; không chạy với --content khác.",
                    en:
                        "The nodes of this hub keep packages in \"\(kept.rawValue)\"; --content must not say otherwise.",
                    place: "content")
            }
            return kept
        }
        let place = asked ?? .folder
        if place == .database,
            try connection.row("SELECT 1 AS kept FROM package WHERE removed_at IS NULL LIMIT 1") != nil
        {
            throw Fault(
                .conflict,
                vi:
                    "Tệp gói tin của trục này đã nằm trong thư mục dữ liệu; --content database chỉ dành cho trục mới hoặc khi hub migrate.",
                en:
                    "The packages of this hub lie in the data folder already; --content database is for a new hub or hub migrate.",
                place: "content")
        }
        try connection.execute("INSERT INTO content_place (only_one, place) VALUES (1, $1)", place.rawValue)
        return place
    }

    /// The content of a hub as its database says.
    static func open(_ folder: ContentStore, _ database: Database) async throws -> KeptContent {
        let place = try await database.read { try self.kept(in: $0) }
        return KeptContent(folder, in: place == .database ? database : nil)
    }
}
