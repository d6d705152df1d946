import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Every list of the API is read part by part: nothing is cut unsaid.
@Suite struct OfficeAPIListTests {
    /// The parts of a list, one row each, until none follows.
    private static func parts(_ path: String, _ name: String, _ token: String, _ test: TestOffice) async throws
        -> [[JSON]]
    {
        var (page, parts): (String?, [[JSON]]) = ("1", [])
        while let number = page, parts.count < 50 {
            let answer = try await test.call(.get, "\(path)?limit=1&page=\(number)", token: token)
            #expect(answer.status == .ok, "\(path)")
            let part = try TestOffice.json(answer)
            parts.append(part[name]?.elements ?? [])
            page = part["next"]?.string
        }
        return parts
    }

    private static func whole(_ path: String, _ name: String, _ token: String, _ test: TestOffice) async throws
        -> [JSON]
    {
        let whole = try TestOffice.json(try await test.call(.get, path, token: token))
        #expect(whole["next"] == nil, "\(path)")
        return whole[name]?.elements ?? []
    }

    @Test func `units, people and books come part by part, each once and in the same order`() async throws {
        try await TestOffice.with { test in
            let (clerk, admin) = (try await test.token(of: "clerk-A"), try await test.token(of: "admin-A"))
            _ = try await test.call(.get, "registers/in", token: clerk)
            for year in [2023, 2024] {
                let made = try await test.call(
                    .post, "books", token: admin,
                    .object(["direction": .text("in"), "year": .number(year), "name": .text("Sổ cũ")]))
                #expect(made.status == .created)
            }
            for (path, token, least) in [
                ("units", clerk, 2), ("people", clerk, 8), ("registers/in", clerk, 3), ("books", admin, 4),
            ] {
                let whole = try await Self.whole(path, "items", token, test)
                #expect(whole.count >= least, "\(path)")
                let parts = try await Self.parts(path, "items", token, test)
                #expect(parts.allSatisfy { $0.count == 1 } && parts.flatMap { $0 } == whole, "\(path)")
                for query in ["limit=0", "limit=101", "page=0", "page=x"] {
                    let refused = try await test.call(.get, "\(path)?\(query)", token: token)
                    #expect(refused.status == .badRequest, "\(path) \(query)")
                }
            }
        }
    }

    @Test func `opinions and requests to read in the archives come part by part too`() async throws {
        try await TestOffice.with { test in
            let (leader, reader) = (try await test.token(of: "leader-A"), try await test.token(of: "officer-B"))
            let id = try await test.incoming(1, until: .submitted)
            for number in 1...3 {
                let asked = try await test.call(
                    .post, "incoming/\(id)/ask-opinion", token: leader,
                    .object([
                        "version": .number(try await test.state(id).version), "question": .text("Ý kiến \(number)?"),
                        "people": .list([.text("officer-B")]),
                    ]))
                #expect(asked.status == .ok, "\(String(buffer: asked.body))")
                let file = try await test.openFile()
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", file)
                }
                let wanted = try await test.call(
                    .post, "archive/\(file)/ask", token: reader,
                    .object(["purpose": .text("Tra cứu để soạn báo cáo năm.")]))
                #expect(wanted.status == .ok)
            }
            for (path, name, token) in [
                ("opinions", "asked", leader), ("opinions", "waiting", reader), ("archive-requests", "own", reader),
                ("archive-requests", "open", leader),
            ] {
                let whole = try await Self.whole(path, name, token, test)
                #expect(whole.count == 3, "\(path) \(name)")
                let parts = try await Self.parts(path, name, token, test)
                #expect(parts.flatMap { $0 } == whole, "\(path) \(name)")
                #expect(parts.allSatisfy { $0.count <= 1 }, "\(path) \(name)")
            }
            let first = try TestOffice.json(try await test.call(.get, "opinions?limit=1", token: reader))
            #expect(first["waiting"]?.elements.first?["opinions"]?.elements.count == 1, "with its answers")
        }
    }

    @Test func `the search tells which part follows`() async throws {
        try await TestOffice.with { test in
            let clerk = try await test.token(of: "clerk-A")
            for number in 0...SearchQuery.pageSize { _ = try await test.arrival(number: String(1 + number)) }
            func part(_ number: Int) async throws -> JSON {
                try TestOffice.json(
                    try await test.call(.get, "search?q=lien+thong&page=\(number)", token: clerk))
            }
            let (first, last) = (try await part(1), try await part(2))
            #expect(first["total"] == .number(SearchQuery.pageSize + 1) && first["next"] == .text("2"))
            #expect(last["items"]?.elements.count == 1 && last["next"] == nil)
        }
    }
}
