import Foundation
import GRDB

/// Somebody with the database file in his hands: no rule of the schema holds him back.
final class Intruder {
    private let queue: DatabaseQueue

    init(_ folder: URL) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(10)
        self.queue = try DatabaseQueue(path: folder.appending(path: "hub.sqlite").path, configuration: configuration)
        try self.queue.write { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = 1")
            for table in ["event", "node", "checkpoint"] {
                try database.execute(sql: "DROP TRIGGER IF EXISTS evidence_\(table)_stays")
                try database.execute(sql: "DROP TRIGGER IF EXISTS evidence_\(table)_remains")
            }
        }
    }

    func run(_ sql: String) throws { try self.queue.write { try $0.execute(sql: sql) } }

    func text(_ column: String, of table: String, _ row: Int) throws -> String? {
        try self.queue.read { try String.fetchOne($0, sql: "SELECT \(column) FROM \(table) WHERE rowid = \(row)") }
    }

    func columns(of table: String) throws -> [String] {
        try self.queue.read { try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('\(table)')") }
    }

    func rows(of table: String) throws -> [Int] {
        try self.queue.read { try Int.fetchAll($0, sql: "SELECT rowid FROM \(table) ORDER BY rowid LIMIT 100") }
    }

    /// Changes one value a little; answers what stood there, nil when it cannot be changed (a key that another row has).
    func alter(_ table: String, _ column: String, _ row: Int) throws -> String? {
        try self.queue.write { database in
            let place = "FROM \(table) WHERE rowid = \(row)"
            let before = try String.fetchOne(database, sql: "SELECT quote(\(column)) \(place)")
            let kind = try String.fetchOne(database, sql: "SELECT typeof(\(column)) \(place)")
            let changed =
                switch kind {
                case "integer": "\(column) + 1000"
                case "null": "'x'"
                default:
                    "substr(\(column), 1, length(\(column)) - 1) || CASE substr(\(column), -1) WHEN '0' THEN '1' ELSE '0' END"
                }
            do {
                try database.execute(sql: "UPDATE \(table) SET \(column) = \(changed) WHERE rowid = \(row)")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                return nil
            }
            return before
        }
    }

    func restore(_ table: String, _ column: String, _ row: Int, to value: String) throws {
        try self.run("UPDATE \(table) SET \(column) = \(value) WHERE rowid = \(row)")
    }
}
