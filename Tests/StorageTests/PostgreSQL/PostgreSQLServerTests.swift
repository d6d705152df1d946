import Exchange
import Foundation
import Programs
import Storage
import Testing

@Suite(.inTurn, .timeLimit(.minutes(5))) struct PostgreSQLServerTests {
    @Test(arguments: [
        ("postgres://may1/cu", "postgres://may1/moi"),
        ("postgres://may1", "postgres://may1/moi"),
        (
            "postgresql://u:p%2F?@may1:5432,may2/cu?sslmode=disable",
            "postgresql://u:p%2F?@may1:5432,may2/moi?sslmode=disable"
        ),
        ("postgres://may1?application_name=a", "postgres://may1/moi?application_name=a"),
        ("postgres://?host=/run/postgresql", "postgres:///moi?host=/run/postgresql"),
    ])
    func `the address of another database keeps user, hosts and settings`(given: String, other: String) throws {
        #expect(try PostgreSQLServer(given).address(of: "moi") == other)
    }

    @Test func `a database is made as ours must be, and removed from under its users`() async throws {
        let server = try PostgreSQLServer(try await TestPostgreSQL.shared.newDatabase())
        let name = "demo_\(UniqueID.make(at: Date()).lowercased())"
        try server.create(name)
        let refusal = #expect(throws: Fault.self) { try server.create(name) }
        #expect(refusal?.code == .conflict)
        let database = try Database.open(postgres: server.address(of: name))
        try database.migrate([Migration("1", sql: "CREATE TABLE entry (number INTEGER)")])
        let count: Int? = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM entry")?["count"] }
        #expect(count == 0)
        try server.remove(name)
        try server.remove(name)
        // It is gone, whatever it is called.
        for free in [name, "demo \"\(name)\""] {
            try server.create(free)
            try server.remove(free)
        }
    }

    @Test func `a server that is not there is told without its password`() throws {
        let server = try PostgreSQLServer("postgres://u:bi-mat@127.0.0.1:1/none")
        let fault = #expect(throws: Fault.self) { try server.create("demo") }
        #expect(fault?.code == .databaseUnreachable && fault?.english.contains("bi-mat") == false)
        #expect(throws: Fault.self) { try PostgreSQLServer("hub.sqlite") }
    }
}
