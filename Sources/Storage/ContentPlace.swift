import Exchange

/// Where the bytes of files are kept (nơi lưu tệp): in the data folder, or in the database on PostgreSQL that the nodes share. The database itself
/// says which, so that no node can do otherwise than the others.
package enum ContentPlace: String, Sendable {
    case folder, database

    /// SQLite has the table too, without a row: its files lie in the folder.
    package static let migration = Migration(
        "0410 create content_place",
        sql: """
            CREATE TABLE content_place (
                only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
                place TEXT NOT NULL CHECK (place IN ('folder', 'database'))
            );
            """
    )

    /// Its table and those of content in a database: they say nothing of a server, only of where its files lie.
    package static let tables = KeptContent.tables.union(["content_place"])

    /// Whose files they are.
    package struct Owner: Sendable {
        let name: String
        let vietnamese: String
        let namesFiles: @Sendable (Connection) throws -> Bool

        /// - Parameters:
        ///   - name: of its commands: `hub`, `office`, `gateway`.
        ///   - vietnamese: what it is called there.
        ///   - namesFiles: whether a row names a file that must be there.
        package init(
            _ name: String, vietnamese: String, namesFiles: @escaping @Sendable (Connection) throws -> Bool
        ) {
            self.name = name
            self.vietnamese = vietnamese
            self.namesFiles = namesFiles
        }
    }

    /// What the database says; nil: nothing yet, and files lie in the folder.
    private static func kept(in connection: Connection) throws -> ContentPlace? {
        try connection.row("SELECT place FROM content_place LIMIT 1").map { row in
            let place: String = try row["place"]
            guard let known = ContentPlace(rawValue: place) else {
                throw Fault(
                    .conflict, vi: "Cơ sở dữ liệu lưu tệp ở \"\(place)\", bản này không biết.",
                    en: "The database keeps files in \"\(place)\", which this version does not know.",
                    place: "content")
            }
            return known
        }
    }

    /// Writes `asked` into a database that says nothing yet (nil: the folder), or compares it with what is there (nil: takes that). Answers what
    /// holds.
    ///
    /// Throws `conflict` when the database says otherwise, or when files lie in the folder already.
    package static func settle(
        _ asked: ContentPlace?, of owner: Owner, in connection: Connection
    ) throws -> ContentPlace {
        if let kept = try self.kept(in: connection) {
            guard asked == nil || asked == kept else {
                throw Fault(
                    .conflict,
                    vi:
                        "Các nút của \(owner.vietnamese) này lưu tệp ở \"\(kept.rawValue)\"; không chạy với --content khác.",
                    en:
                        "The nodes of this \(owner.name) keep files in \"\(kept.rawValue)\"; --content must not say otherwise.",
                    place: "content")
            }
            return kept
        }
        let place = asked ?? .folder
        if place == .database, try owner.namesFiles(connection) {
            throw Fault(
                .conflict,
                vi:
                    "Tệp của \(owner.vietnamese) này đã nằm trong thư mục dữ liệu; --content database chỉ dùng khi mới lập hoặc \(owner.name) migrate.",
                en:
                    "The files of this \(owner.name) lie in the data folder already; --content database is for a new one or \(owner.name) migrate.",
                place: "content")
        }
        try connection.execute("INSERT INTO content_place (only_one, place) VALUES (1, $1)", place.rawValue)
        return place
    }

    /// Throws `invalid-request` when a server that has its database for itself is asked to keep files in it.
    package static func check(_ asked: ContentPlace?, isShared: Bool) throws {
        guard asked == .database, !isShared else { return }
        throw Fault(
            .invalidRequest, vi: "--content database cần --database postgres://…",
            en: "--content database needs --database postgres://…", place: "content")
    }

    /// The content of a server that starts: in its database on PostgreSQL the choice is settled, as above; with SQLite its files lie in the folder.
    ///
    /// - Parameter folder: holds what is staged in either case.
    package static func settle(
        _ asked: ContentPlace?, of owner: Owner, staging folder: ContentStore, in database: Database
    ) async throws -> KeptContent {
        guard database.engine == .postgreSQL else { return KeptContent(folder) }
        let place = try await database.write { try self.settle(asked, of: owner, in: $0) }
        return KeptContent(folder, in: place == .database ? database : nil)
    }

    /// The content of a server as its database says.
    package static func open(_ folder: ContentStore, _ database: Database) async throws -> KeptContent {
        let place = try await database.read { try self.kept(in: $0) }
        return KeptContent(folder, in: place == .database ? database : nil)
    }
}
