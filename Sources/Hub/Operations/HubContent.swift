import Storage

extension ContentPlace.Owner {
    /// Its files are packages.
    static let hub = ContentPlace.Owner("hub", vietnamese: "trục") { connection in
        try connection.row("SELECT 1 AS kept FROM package WHERE removed_at IS NULL LIMIT 1") != nil
    }
}
