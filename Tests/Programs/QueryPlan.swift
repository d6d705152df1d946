import Foundation
package import Storage
import Synchronization

/// How an engine answered one statement, by its own word (`EXPLAIN`): what it looked through, never how long that took.
package struct QueryPlan: Sendable, CustomStringConvertible {
    /// As it was sent.
    package let statement: String
    /// Those that were used.
    package var indexes: Set<String> = []
    /// Tables that were read from one end to the other (on SQLite also through an index), by the names that the statement gives them.
    package var scanned: Set<String> = []
    /// Rows and entries of indexes that were looked at, with those that a condition refused then; nil on SQLite, which does not tell.
    package var rows: Int?
    /// Pages of 8 kB that were looked at, in memory or not; nil on SQLite.
    package var pages: Int?

    package var description: String {
        let figures = "\(self.rows ?? -1) rows, \(self.pages ?? -1) pages"
        return "\(figures), scanned \(self.scanned.sorted()), indexes \(self.indexes.sorted()): \(self.statement)"
    }
}

/// The statements that a database of SQLite has run.
package final class HeardStatements: Sendable {
    private let texts = Mutex<Set<String>>([])

    package init() {}

    /// For `Database.open(file:onStatement:)`.
    package func hear(_ text: String) { _ = self.texts.withLock { $0.insert(text) } }

    /// What was heard so far does not count.
    package func forget() { self.texts.withLock { $0 = [] } }

    /// How `database` answers each of them; what was heard is forgotten.
    package func plans(in database: Database) async throws -> [QueryPlan] {
        let texts = self.texts.withLock { texts in
            defer { texts = [] }
            return texts
        }
        let verbs = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"]
        let statements = texts.filter { text in verbs.contains { text.hasPrefix($0) } }.sorted()
        let plans = try await database.write { connection in
            try statements.map { statement in
                let values = statement.matches(of: /\$([0-9]+)/).compactMap { Int($0.1) }.max() ?? 0
                let lines = try connection.rows(
                    anew: "EXPLAIN QUERY PLAN \(statement)", values: Array(repeating: nil, count: values))
                return try Self.plan(statement, lines.map { try $0["detail"] })
            }
        }
        // What was asked just now was heard as well.
        self.forget()
        return plans
    }

    private static func plan(_ statement: String, _ lines: [String]) -> QueryPlan {
        var plan = QueryPlan(statement: statement)
        for line in lines {
            // `SCAN delivery USING INDEX delivery_done`, `SEARCH package USING COVERING INDEX package_kept (id>?)`
            let words = line.split(separator: " ").map(String.init)
            if words.first == "SCAN", words.count > 1 { plan.scanned.insert(words[1]) }
            if let index = words.firstIndex(of: "INDEX"), index + 1 < words.count {
                plan.indexes.insert(words[index + 1])
            }
        }
        return plan
    }
}

/// A PostgreSQL server of its own that writes the plan of every statement into its log (`auto_explain`), those of triggers and references too.
package struct ExplainingPostgreSQL: Sendable {
    /// How a prepared statement is planned: for the values of each call, or once for all. The server changes from one to the other by itself.
    package enum Mode: String, Sendable, CaseIterable {
        case custom = "force_custom_plan"
        case generic = "force_generic_plan"
    }

    private let server = TestPostgreSQL()

    package init() {}

    /// The address of a new, empty database, whose plans are not written yet.
    package func newDatabase() async throws -> String { try await self.server.newDatabase() }

    /// From now on new connections to the database have their plans written, made in this mode.
    package func explain(_ address: String, _ mode: Mode) async throws {
        let name = Self.name(in: address)
        let settings = [
            ("session_preload_libraries", "auto_explain"), ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_analyze", "on"), ("auto_explain.log_buffers", "on"), ("auto_explain.log_timing", "off"),
            ("auto_explain.log_nested_statements", "on"), ("auto_explain.log_format", "json"),
            ("plan_cache_mode", mode.rawValue),
        ]
        let operators = try Self.operators(beside: address)
        try await operators.write { connection in
            // Until the library is there the server takes its settings as they come.
            for (setting, value) in settings {
                try connection.execute("ALTER DATABASE \(name) SET \(setting) = '\(value)'")
            }
        }
        try operators.close()
    }

    private static func name(in address: String) -> String { String(address.split(separator: "/").last ?? "") }

    /// A database of the same server in which no plan is written.
    private static func operators(beside address: String) throws -> Database {
        try Database.open(postgres: address.replacing("/" + Self.name(in: address), with: "/postgres"))
    }

    /// Where the log ends now.
    package func mark() throws -> Int { try Data(contentsOf: self.log).count }

    /// The plans of the database that were written after `mark`, in order. Its connections have been closed: the last plan of each may be written
    /// after its answer, so the servers of all have to be gone first.
    package func plans(of address: String, after mark: Int) async throws -> [QueryPlan] {
        let (name, operators) = (Self.name(in: address), try Self.operators(beside: address))
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let count: Int = try await operators.read { connection in
                try connection.row("SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = $1", name)?["count"]
                    ?? 0
            }
            if count == 0 { break }
            guard ContinuousClock.now < deadline else { throw StillConnected(count: count) }
            try await Task.sleep(for: .milliseconds(20))
        }
        try operators.close()
        return try self.written(after: mark)
    }

    struct StillConnected: Error {
        let count: Int
    }

    private func written(after mark: Int) throws -> [QueryPlan] {
        let text = String(decoding: try Data(contentsOf: self.log).dropFirst(mark), as: UTF8.self)
        var (plans, lines): ([QueryPlan], [Substring]?) = ([], nil)
        // The empty line ends the last plan.
        let written: [Substring] = text.split(separator: "\n") + [""]
        for line in written {
            if line.hasPrefix("\t"), lines != nil {
                lines?.append(line.dropFirst())
                continue
            }
            if let whole = lines {
                plans.append(
                    try JSONDecoder().decode(Written.self, from: Data(whole.joined(separator: "\n").utf8)).plan)
            }
            lines = line.hasSuffix(" plan:") ? [] : nil
        }
        return plans
    }

    private var log: URL { self.server.folder.appending(path: "log") }

    private struct Written: Decodable {
        let statement: String
        let root: Node

        enum CodingKeys: String, CodingKey {
            case statement = "Query Text"
            case root = "Plan"
        }

        var plan: QueryPlan {
            var plan = QueryPlan(statement: self.statement, rows: 0, pages: self.root.hit + self.root.read)
            self.root.add(to: &plan)
            return plan
        }
    }

    private struct Node: Decodable {
        let type: String
        let table, alias, index: String?
        let rows, loops: Double
        let refused, rechecked: Double?
        let hit, read: Int
        let below: [Node]?

        enum CodingKeys: String, CodingKey {
            case type = "Node Type"
            case table = "Relation Name"
            case alias = "Alias"
            case index = "Index Name"
            case rows = "Actual Rows"
            case loops = "Actual Loops"
            case refused = "Rows Removed by Filter"
            case rechecked = "Rows Removed by Index Recheck"
            case hit = "Shared Hit Blocks"
            case read = "Shared Read Blocks"
            case below = "Plans"
        }

        func add(to plan: inout QueryPlan) {
            if let index = self.index { plan.indexes.insert(index) }
            if self.type == "Seq Scan", let name = self.alias ?? self.table { plan.scanned.insert(name) }
            if self.type.hasSuffix("Scan"), self.table ?? self.index != nil {
                let each = self.rows + (self.refused ?? 0) + (self.rechecked ?? 0)
                plan.rows = (plan.rows ?? 0) + Int(each * self.loops)
            }
            for node in self.below ?? [] { node.add(to: &plan) }
        }
    }
}
