import CSystemPostgreSQL
import Exchange

/// A PostgreSQL server in which databases are made and removed, for a demo that brings its own. Operators make theirs with `createdb`.
package struct PostgreSQLServer: Sendable {
    private let text: String
    private let address: PostgreSQLAddress

    /// - Parameter address: of one of its databases, as for `Database.open(postgres:)`; may hold a password, so it is never shown.
    ///
    /// Throws `Fault` (`invalid-request`) when libpq does not understand the address.
    package init(_ address: String) throws {
        self.address = try PostgreSQLAddress(address)
        self.text = address
    }

    /// The address of another of its databases: that of the server with `name` in place of its own.
    package func address(of name: String) -> String {
        let start = self.text.firstRange(of: "://")?.upperBound ?? self.text.startIndex
        // A password may hold any sign but "/" and "@".
        let user = self.text[start...].prefix { $0 != "/" }.lastIndex(of: "@") ?? start
        let hosts = self.text[user...].prefix { $0 != "/" && $0 != "?" }
        let settings = self.text[hosts.endIndex...].drop { $0 != "?" }
        return "\(self.text[..<hosts.endIndex])/\(name)\(settings)"
    }

    /// Makes an empty database with the encoding and the order of texts that ours need.
    ///
    /// Throws `Fault`: `conflict` when there is one of that name, `forbidden` when the user may make none, `database-unreachable`.
    package func create(_ name: String) throws {
        try self.run(
            """
            CREATE DATABASE \(Self.quoted(name))
            TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'
            """)
    }

    /// Removes a database, also from under those who are connected to it. One that is not there is no failure.
    ///
    /// Throws `Fault`: `forbidden`, `database-unreachable`.
    package func remove(_ name: String) throws {
        try self.run("DROP DATABASE IF EXISTS \(Self.quoted(name)) WITH (FORCE)")
    }

    /// Over a connection of its own, in no transaction: databases are neither made nor removed in one. `PostgreSQLLink` would refuse a server whose
    /// own database sorts otherwise than ours.
    private func run(_ command: String) throws {
        let handle: OpaquePointer
        do { handle = try self.address.connect() } catch let cut as PostgreSQLCut {
            throw Fault.databaseUnreachable(cut.description)
        }
        defer { PQfinish(handle) }
        for command in ["SET statement_timeout = 60000; SET client_min_messages = warning", command] {
            guard let result = PQexec(handle, command) else { throw Fault.databaseUnreachable() }
            if let error = PostgreSQLAnswer(result).error { throw Self.translated(error) }
        }
    }

    private static func translated(_ error: PostgreSQLError) -> any Error {
        switch error.state {
        case "42P04", "23505":
            Fault(
                .conflict, vi: "Máy chủ PostgreSQL đã có cơ sở dữ liệu tên này (\(error.description)).",
                en: "The server has a database of that name already (\(error.description)).")
        case "42501":
            Fault(
                .forbidden, vi: "Người dùng PostgreSQL không được tạo hoặc xóa cơ sở dữ liệu này.",
                en: "The user of PostgreSQL may not make or remove this database.")
        // The connection is gone: libpq has no code for it.
        case "?????": Fault.databaseUnreachable(error.description)
        default: error.translated
        }
    }

    private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
