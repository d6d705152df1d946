import Exchange
import Foundation
import Gateway
import Storage
import Testing

@testable import Office
import Web

@Suite struct RegisterTests {
    private func office() async throws -> (Database, Person) {
        let database = try Database.inMemory()
        try database.migrate(Outbox.migrations + Schema.migrations)
        let unit = Unit(id: "VT", name: "Văn thư", shortName: "VT")
        let clerk = Person(
            id: "p1", userName: "vanthu", fullName: "Trần Thị Ví Dụ", title: "Văn thư", unit: unit, role: .clerk
        )
        try await database.write { connection in
            try PersonStore.save(unit: unit, sort: 0, in: connection)
            try PersonStore.add(clerk, passwordHash: "", in: connection)
        }
        return (database, clerk)
    }

    @Test func `fifty clerks at once get fifty numbers without gap or double`() async throws {
        let (database, clerk) = try await self.office()
        let day = try #require(CalendarDate("2026-11-23"))
        let numbers = try await withThrowingTaskGroup(of: EntryNumber.self) { group in
            for index in 0..<50 {
                group.addTask {
                    try await database.write { connection in
                        try Register.enter(.incoming, document: "d\(index)", on: day, by: clerk, in: connection)
                    }
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1.number) }
        }
        #expect(numbers.sorted() == Array(1...50))
    }

    @Test func `a number that was not used is not lost`() async throws {
        let (database, clerk) = try await self.office()
        let day = try #require(CalendarDate("2026-11-23"))
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await database.write { connection in
                _ = try Register.enter(.outgoing, document: "d", on: day, by: clerk, in: connection)
                throw Stop()
            }
        }
        let next = try await database.read { try Register.nextNumber(.outgoing, year: 2026, in: $0) }
        #expect(next == 1)
    }

    @Test func `each year begins with one`() async throws {
        let (database, clerk) = try await self.office()
        let old = try #require(CalendarDate("2026-12-31"))
        let new = try #require(CalendarDate("2027-01-01"))
        let numbers = try await database.write { connection in
            [
                try Register.enter(.outgoing, document: "a", on: old, by: clerk, in: connection),
                try Register.enter(.outgoing, document: "b", on: old, by: clerk, in: connection),
                try Register.enter(.outgoing, document: "c", on: new, by: clerk, in: connection),
            ]
        }
        #expect(numbers.map(\.description) == ["1", "2", "1"])
    }

    @Test func `a password is known again and no other`() throws {
        let hash = try Passwords.hash("mật khẩu dài")
        #expect(try Passwords.verify("mật khẩu dài", hash: hash))
        #expect(try !Passwords.verify("mật khẩu dai", hash: hash))
        #expect(throws: Fault.self) { try Passwords.hash("ngắn") }
    }
}
