/// Triggers that no migration makes, because one that rebuilds a table drops those on it. They are looked at in each start.
extension Connection {
    /// Sees to it that of the triggers whose names begin with `prefix` exactly these are there, each as it is written here. Answers whether any of
    /// them was made anew.
    ///
    /// - Parameter triggers: `CREATE TRIGGER name …`, one blank between the words, in a shape that `PostgreSQLTriggers` knows.
    package func keepTriggers(_ prefix: String, _ triggers: [String]) throws -> Bool {
        switch self.engine {
        case .sqlite: try self.keepOnSQLite(prefix, triggers)
        case .postgreSQL: try self.keepOnPostgreSQL(prefix, triggers)
        }
    }

    private func keepOnSQLite(_ prefix: String, _ triggers: [String]) throws -> Bool {
        let there = try self.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB $1 LIMIT 1000", prefix + "*"
        ).map { row -> (name: String, sql: String) in (try row["name"], try row["sql"]) }
        guard Set(there.map(\.sql)) != Set(triggers) else { return false }
        for trigger in there { try self.execute("DROP TRIGGER \(trigger.name)") }
        for trigger in triggers { try self.execute(trigger) }
        return true
    }

    /// What a trigger was made from is the comment on its function.
    private func keepOnPostgreSQL(_ prefix: String, _ triggers: [String]) throws -> Bool {
        let wanted = triggers.compactMap(PostgreSQLTriggers.definition)
        precondition(wanted.count == triggers.count, "a trigger of a shape that PostgreSQLTriggers does not know")
        let there = try self.rows(
            """
            SELECT CAST(tgname AS TEXT) AS name, COALESCE(obj_description(tgfoid, 'pg_proc'), '') AS source FROM pg_trigger
            WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid) AND starts_with(CAST(tgname AS TEXT), $1) LIMIT 1000
            """, prefix
        ).map { row -> (name: String, source: String) in (try row["name"], try row["source"]) }
        guard Set(there.map(\.source)) != Set(wanted.map(\.source)) else { return false }
        var statements = there.map { PostgreSQLTriggers.drop($0.name) }
        for trigger in wanted {
            let source = trigger.source.replacing("'", with: "''")
            statements += [
                trigger.function, trigger.trigger, "COMMENT ON FUNCTION \(trigger.name)() IS '\(source)'",
            ]
        }
        for statement in statements { _ = try self.rows(anew: statement, values: []) }
        return true
    }
}

extension PostgreSQLTriggers.Definition {
    fileprivate var source: String { "\(self.function);\n\(self.trigger)" }
}
