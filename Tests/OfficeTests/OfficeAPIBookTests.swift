import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Books and numbers without a document through the API: the acts of the pages, by the same rules.
@Suite struct OfficeAPIBookTests {
    @Test func `numbers are kept and cancelled through the API, and the check of the book tells them`() async throws {
        try await TestOffice.with { test in
            let book = "out-\(test.office.today.year)"
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let books = try TestOffice.json(try await test.call(.get, "registers/out", token: clerk))
            #expect(books["items"]?.elements.map { $0["id"] } == [.text(book)])
            func act(_ act: String, _ token: String, _ fields: [String: JSON], in direction: String = "out")
                async throws -> TestResponse
            {
                try await test.call(
                    .post, "registers/\(direction)/\(act)", token: token,
                    .object(fields.merging(["book": .text(book)]) { $1 }))
            }
            let keeping: [String: JSON] = ["count": .number(2), "reason": .text("Chờ ký ở tỉnh")]
            #expect(try TestOffice.told(try await act("reserve", leader, keeping)) == ["not-allowed", nil])
            #expect(
                try TestOffice.told(try await act("reserve", clerk, keeping.merging(["count": .number(99)]) { $1 }))
                    == ["invalid-form", "count"])
            // The book is one of the direction that the address names.
            #expect(try await act("reserve", clerk, keeping, in: "in").status == .notFound)
            #expect(try await act("reserve", clerk, keeping).status == .ok)
            let reason: [String: JSON] = ["number": .text("2"), "reason": .text("Không dùng đến số này nữa.")]
            #expect(try await act("cancel", clerk, reason).status == .ok)
            #expect(try TestOffice.told(try await act("cancel", clerk, reason)) == ["invalid-form", "number"])
            #expect(
                try TestOffice.told(try await act("confirm", clerk, ["last": .number(2)])) == ["not-allowed", nil])

            let read = try TestOffice.json(try await test.call(.get, "registers/out/\(book)/check", token: clerk))
            #expect(read["acts"] == .list([.text("reserve"), .text("cancel")]))
            #expect(read["check"]?["total"] == .number(2) && read["check"]?["gaps"] == .list([]))
            #expect(
                read["check"]?["special"]?.elements.map { $0["state"] } == [.text("reserved"), .text("cancelled")])
            let other = try TestOffice.json(try await test.call(.get, "registers/out/\(book)/check", token: leader))
            #expect(other["acts"] == .list([]))
            let officer = try await test.token(of: "officer-A")
            let hidden = try await test.call(.get, "registers/out/\(book)/check", token: officer)
            #expect(hidden.status == .forbidden)
        }
    }

    @Test func `numbers that are kept twice under one key are kept once`() async throws {
        try await TestOffice.with { test in
            let book = "out-\(test.office.today.year)"
            let clerk = try await test.token(of: "clerk-A")
            _ = try await test.call(.get, "registers/out", token: clerk)
            let body = JSON.object([
                "book": .text(book), "count": .number(1), "reason": .text("Chờ ký ở tỉnh"),
            ])
            for _ in 1...2 {
                let answer = try await test.call(.post, "registers/out/reserve", token: clerk, key: "giu-1", body)
                #expect(answer.status == .ok)
            }
            let kept = try await test.office.database.read { try Book.find(book, of: .outgoing, in: $0).nextNumber }
            #expect(kept == 2)
        }
    }

    @Test func `a program that changes a secret book reads who keeps it and says so again`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let plan: [String: JSON] = [
                "direction": .text("in"), "year": .number(test.office.today.year), "name": .text("Sổ mật đến"),
                "secret": .bool(true), "keeper": .text("clerk-A"),
            ]
            #expect(try await test.call(.post, "books", token: admin, .object(plan)).status == .created)
            func made() async throws -> JSON? {
                let books = try TestOffice.json(try await test.call(.get, "books", token: admin))
                return books["items"]?.elements.first { $0["isSecret"] == .bool(true) }
            }
            let book = try #require(try await made())
            #expect(book["keeper"] == .text("clerk-A"))
            let id = try #require(book["book"]?["id"]?.string)
            let fields: [String: JSON] = [
                "version": try #require(book["version"]), "name": .text("Sổ văn bản mật đến"), "secret": .bool(true),
                "keeper": try #require(book["keeper"]),
            ]
            let changed = try await test.call(.post, "books/\(id)", token: admin, .object(fields))
            #expect(changed.status == .ok)
            #expect(try await made()?["keeper"] == .text("clerk-A"))
        }
    }

    @Test func `an administrator's program opens, changes and locks books; nobody else's does`() async throws {
        try await TestOffice.with { test in
            let (admin, clerk) = (try await test.token(of: "admin-A"), try await test.token(of: "clerk-A"))
            let plan: [String: JSON] = [
                "direction": .text("out"), "year": .number(test.office.today.year), "name": .text("Sổ quyết định"),
                "types": .list([.text("Quyết định")]),
            ]
            #expect(try await test.call(.post, "books", token: clerk, .object(plan)).status == .forbidden)
            #expect(try await test.call(.post, "books", token: admin, .object(plan)).status == .created)
            let books = try TestOffice.json(try await test.call(.get, "books", token: admin))
            let made = books["items"]?.elements.first { $0["book"]?["name"] == .text("Sổ quyết định") }
            let id = try #require(made?["book"]?["id"]?.string)
            let read = try TestOffice.json(try await test.call(.get, "books/\(id)", token: admin))
            #expect(read["types"] == .list([.text("Quyết định")]) && read["direction"] == .text("out"))
            let version = try #require(read["version"])
            let changed = try await test.call(
                .post, "books/\(id)", token: admin,
                .object(["version": version, "name": .text("Sổ quyết định cá biệt")]))
            #expect(changed.status == .ok)
            let late = try await test.call(.post, "books/\(id)/lock", token: admin, .object(["version": version]))
            #expect(try TestOffice.told(late) == ["stale-version", nil])
            let next = try #require(try TestOffice.json(changed)["document"]?["version"])
            let locked = try await test.call(.post, "books/\(id)/lock", token: admin, .object(["version": next]))
            #expect(try TestOffice.json(locked)["document"]?["state"] == .text("locked"))
            let keeping = try await test.call(
                .post, "registers/out/reserve", token: clerk,
                .object(["book": .text(id), "count": .number(1), "reason": .text("Chờ ký ở tỉnh")]))
            #expect(try TestOffice.told(keeping) == ["register-closed", nil])
            #expect(try await test.call(.get, "books", token: clerk).status == .forbidden)
            #expect(try await test.call(.get, "books/\(id)", token: clerk).status == .forbidden)
        }
    }
}
