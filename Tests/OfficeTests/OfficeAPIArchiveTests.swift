import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Handing files over, destroying them by decision and reading them in the archives, through the API: by the rules of the pages.
@Suite struct OfficeAPIArchiveTests {
    /// A closed file of officer-A with a document in it.
    private static func closed(_ test: TestOffice, number: String) async throws -> String {
        let id = try await test.openFile(as: "officer-A")
        let document = try await test.filedDocument(number: number, into: id)
        try await test.addFile(to: document)
        let closed = try await test.act("close", on: id, ["ended": test.office.today.shown])
        #expect(closed.status == .seeOther)
        return id
    }

    @Test func `case files are offered, one given back and the others taken over through the API`() async throws {
        try await TestOffice.with { test in
            let files = [try await Self.closed(test, number: "1"), try await Self.closed(test, number: "2")]
            let (officer, clerk) = (try await test.token(of: "officer-A"), try await test.token(of: "clerk-A"))
            let offers = try await TestOffice.read("transfers/new", officer, test)
            #expect(Set(offers["items"]?.elements.compactMap { $0["id"]?.string } ?? []) == Set(files))
            func offer(_ purpose: String, _ token: String) async throws -> TestResponse {
                try await test.call(
                    .post, "transfers/new", token: token,
                    .object(["purpose": .text(purpose), "files": .list(files.map { .text($0) })]))
            }
            #expect(try TestOffice.told(try await offer("x", officer)) == ["invalid-form", "purpose"])
            #expect(try TestOffice.told(try await offer("historical", officer)) == ["not-allowed", nil])
            let made = try await offer("archive", officer)
            #expect(made.status == .created)
            let id = try #require(try TestOffice.json(made)["document"]?["id"]?.string)
            #expect(made.headers[.location] == "/api/v1/transfers/\(id)")

            #expect(try await TestOffice.read("transfers/\(id)", officer, test)["acts"] == .list([]))
            let waiting = try await TestOffice.read("transfers?waiting=1", clerk, test)
            #expect(waiting["items"]?.elements.map { $0["id"] } == [.text(id)])
            #expect(try await test.call(.get, "transfers?waiting=1", token: officer).status == .forbidden)
            let stranger = try await test.token(of: "officer-B")
            #expect(try await test.call(.get, "transfers/\(id)", token: stranger).status == .notFound)
            let found = try await TestOffice.read("transfers/\(id)", clerk, test)
            #expect(found["acts"] == .list([.text("end"), .text("return")]))
            #expect(found["files"]?.elements.map { $0["computerFiles"] } == [.number(1), .number(1)])

            func act(_ act: String, _ token: String, _ version: Int, _ fields: [String: JSON] = [:]) async throws
                -> TestResponse
            {
                try await test.call(
                    .post, "transfers/\(id)/\(act)", token: token,
                    .object(fields.merging(["version": .number(version)]) { $1 }))
            }
            let reason: [String: JSON] = ["reason": .text("Thiếu mục lục tài liệu giấy.")]
            let back = "files/\(files[0])/return"
            #expect(try TestOffice.told(try await act(back, officer, 1, reason)) == ["not-allowed", nil])
            #expect(try TestOffice.told(try await act(back, clerk, 1)) == ["invalid-form", "reason"])
            #expect(try await act(back, clerk, 1, reason).status == .ok)
            #expect(try TestOffice.told(try await act("end", clerk, 1)) == ["stale-version", nil])
            let ended = try await act("end", clerk, 2, ["paper": .text("Đủ, đọc được")])
            #expect(try TestOffice.json(ended)["document"]?["state"] == .text("done"))
            #expect(try await test.file(files[0]).state == .closed)
            #expect(try await test.file(files[1]).state == .archived)
        }
    }

    @Test func `what has passed its time is destroyed by a leader's decision alone`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1")
            let yesterday = try #require(CalendarDate(dayNumber: test.office.today.dayNumber - 1))
            _ = try await test.office.database.write {
                try $0.execute("UPDATE case_file SET expires_on = $1 WHERE id = $2", yesterday, id)
            }
            let (clerk, leader) = (try await test.token(of: "clerk-A"), try await test.token(of: "leader-A"))
            let offers = try await TestOffice.read("transfers/new?purpose=destruction", clerk, test)
            #expect(offers["items"]?.elements.map { $0["id"] } == [.text(id)])
            let made = try await test.call(
                .post, "transfers/new", token: clerk,
                .object(["purpose": .text("destruction"), "files": .list([.text(id)])]))
            let transfer = try #require(try TestOffice.json(made)["document"]?["id"]?.string)
            func end(_ token: String, _ paper: String) async throws -> TestResponse {
                try await test.call(
                    .post, "transfers/\(transfer)/end", token: token,
                    .object(["version": .number(1), "paper": .text(paper)]))
            }
            let paper = "Quyết định số 5/QĐ-UBND"
            #expect(try TestOffice.told(try await end(clerk, paper)) == ["not-allowed", nil])
            #expect(try TestOffice.told(try await end(leader, "")) == ["invalid-form", "paper"])
            #expect(try await end(leader, paper).status == .ok)
            #expect(try await test.file(id).state == .condemned)
            let list = try await TestOffice.read("transfers?purpose=destruction", leader, test)
            #expect(list["items"]?.elements.map { $0["paper"] } == [.text(paper)])
            #expect(try await test.call(.get, "transfers?purpose=x", token: leader).status == .badRequest)
        }
    }

    @Test func `an archived file is asked for, granted, read with its bytes, and taken back through the API`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1")
            _ = try await test.office.database.write {
                try $0.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", id)
            }
            let (reader, clerk) = (try await test.token(of: "officer-B"), try await test.token(of: "clerk-A"))
            let catalogue = try await TestOffice.read("archive", reader, test)
            #expect(catalogue["items"]?.elements.map { $0["isSeen"] } == [.bool(false)])
            #expect(try await test.call(.get, "archive/\(id)", token: reader).status == .notFound)
            let body = JSON.object(["purpose": .text("Tra cứu để soạn báo cáo tổng kết năm.")])
            let short = try await test.call(
                .post, "archive/\(id)/ask", token: reader, .object(["purpose": .text("Xem")]))
            #expect(try TestOffice.told(short) == ["invalid-form", "purpose"])
            #expect(try await test.call(.post, "archive/\(id)/ask", token: reader, body).status == .ok)
            let again = try await test.call(.post, "archive/\(id)/ask", token: reader, body)
            #expect(try TestOffice.told(again) == ["not-allowed", nil])

            let own = try await TestOffice.read("archive-requests", reader, test)
            #expect(own["own"]?.elements.map { $0["acts"] } == [.list([])] && own["open"] == .list([]))
            let open = try #require(try await TestOffice.read("archive-requests", clerk, test)["open"]?.elements.first)
            #expect(open["acts"] == .list([.text("answer")]))
            let request = try #require(open["id"]?.string)
            func act(_ act: String, _ token: String, _ version: Int, _ fields: [String: JSON]) async throws
                -> TestResponse
            {
                try await test.call(
                    .post, "archive-requests/\(request)/\(act)", token: token,
                    .object(fields.merging(["version": .number(version)]) { $1 }))
            }
            let grant: [String: JSON] = ["answer": .text("grant"), "until": .text(test.day(3))]
            #expect(try TestOffice.told(try await act("answer", reader, 1, grant)) == ["not-allowed", nil])
            #expect(try TestOffice.told(try await act("answer", clerk, 1, [:])) == ["invalid-form", "answer"])
            #expect(try TestOffice.told(try await act("answer", clerk, 9, grant)) == ["stale-version", nil])
            let granted = try TestOffice.json(try await act("answer", clerk, 1, grant))
            #expect(granted["document"]?["acts"] == .list([.text("end")]))

            let reading = try await TestOffice.read("archive/\(id)", reader, test)
            let document = try #require(reading["documents"]?.elements.first)
            #expect(document["document"]?["page"] == nil, "the document itself is not theirs to open")
            let file = try #require(document["files"]?.elements.first?["id"]?.string)
            let bytes = try await test.call(.get, "archive/\(id)/files/\(file)", token: reader)
            #expect(bytes.status == .ok && bytes.headers[.cacheControl] == "private, no-store")
            #expect(try await test.call(.get, "files/\(file)", token: reader).status == .notFound)
            let lines = try await test.lines().filter { $0.person.contains("officer-B") }
            #expect(lines.contains { $0.kind == .opened } && lines.contains { $0.kind == .downloaded })

            let reason: [String: JSON] = ["reason": .text("Đã hết nhu cầu tra cứu.")]
            #expect(try await act("end", clerk, 2, reason).status == .ok)
            for path in ["archive/\(id)", "archive/\(id)/files/\(file)"] {
                #expect(try await test.call(.get, path, token: reader).status == .notFound, "\(path)")
            }
        }
    }

    @Test func `what is restricted has no title in the catalogue, and leaders alone answer`() async throws {
        try await TestOffice.with { test in
            let id = try await test.openFile(as: "officer-A", ["access": "restricted"])
            _ = try await test.office.database.write {
                try $0.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", id)
            }
            let (reader, clerk) = (try await test.token(of: "officer-B"), try await test.token(of: "clerk-A"))
            let line = try #require(try await TestOffice.read("archive", reader, test)["items"]?.elements.first)
            #expect(line["id"] == .text(id) && line["title"] == nil)
            let asked = try await test.call(
                .post, "archive/\(id)/ask", token: reader,
                .object(["purpose": .text("Tra cứu để soạn báo cáo tổng kết năm.")]))
            #expect(asked.status == .ok)
            let request = try #require(
                try await TestOffice.read("archive-requests", clerk, test)["open"]?.elements.first)
            #expect(request["acts"] == .list([]) && request["title"] == nil)
            let number = try #require(request["id"]?.string)
            let answer = try await test.call(
                .post, "archive-requests/\(number)/answer", token: clerk,
                .object(["version": .number(1), "answer": .text("grant"), "until": .text(test.day(3))]))
            #expect(try TestOffice.told(answer) == ["not-allowed", nil])
            let admin = try await test.token(of: "admin-A")
            for path in ["archive", "archive-requests", "transfers", "transfers/new"] {
                #expect(try await test.call(.get, path, token: admin).status == .forbidden, "\(path)")
            }
        }
    }

    @Test func `a file that is due is held back through the API, once and not too long`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.closed(test, number: "1")
            let due = try #require(try await test.file(id).dueOn)
            let officer = try await test.token(of: "officer-A")
            func hold(_ days: Int) async throws -> TestResponse {
                let until = try #require(CalendarDate(dayNumber: due.dayNumber + days))
                return try await test.call(
                    .post, "case-files/\(id)/hold", token: officer,
                    .object([
                        "version": .number(try await test.file(id).version), "until": .text(until.iso),
                        "consent": .text("Chủ tịch đồng ý, Công văn 12/UBND-VP"),
                    ]))
            }
            #expect(try TestOffice.told(try await hold(1_000)) == ["invalid-form", "until"])
            #expect(try await hold(90).status == .ok)
            #expect(try TestOffice.told(try await hold(120)) == ["not-allowed", nil])
            #expect(try await test.file(id).heldUntil?.dayNumber == due.dayNumber + 90)
        }
    }
}
