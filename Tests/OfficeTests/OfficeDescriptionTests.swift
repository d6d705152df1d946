import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing

@testable import Office
import Web

/// The description of the office's API says what the office does.
@Suite struct OfficeDescriptionTests {
    private static func document(_ test: TestOffice) async throws -> JSON {
        try TestOffice.json(try await test.client.execute(uri: "/api/v1/openapi.json", method: .get))
    }

    @Test func `every route of the API is described, and nothing else; each act is one of a page`() async throws {
        try await TestOffice.with { test in
            let configuration = OfficeConfiguration(
                dataFolder: FileManager.default.temporaryDirectory, organ: test.office.identity.organ, hub: nil,
                logger: Logger(label: "test"))
            let routes = OfficeServer.router(test.office, configuration).routes.map { "\($0.method) \($0.path)" }
            let described = APIDescription.office(test.office.identity).operations.map { "\($0.method) \($0.path)" }
            #expect(Set(described) == Set(routes.filter { $0.contains("/api/") }))
            #expect(Set(described).count == described.count)
            let pages = routes.filter { !$0.contains("/api/") }.map {
                $0.replacing(/[:{](id|act|item|document|task|file|direction|line|post|right)}?/) { _ in "*" }
            }
            for act in APIAct.all {
                let path = "/" + act.path.replacing(/{(id|document|task|file|direction|post|right)}/) { _ in "*" }
                let isOfPage =
                    pages.contains("POST \(path)")
                    || pages.contains("POST \(path.split(separator: "/").dropLast().map { "/\($0)" }.joined())/*")
                #expect(isOfPage, "\(path)")
            }
        }
    }

    @Test func `ids and names are told once, and the pages tell every call and every code`() async throws {
        try await TestOffice.with { test in
            let description = APIDescription.office(test.office.identity)
            #expect(Set(description.operations.map(\.id)).count == description.operations.count)
            let response = try await test.client.execute(uri: "/docs", method: .get)
            #expect(response.status == .ok)
            let page = String(buffer: response.body)
            #expect(Set(description.parts.map(\.id)).count == description.parts.count)
            for part in description.parts {
                let response = try await test.client.execute(uri: "/docs/\(part.id)", method: .get)
                #expect(response.status == .ok, "\(part.id)")
                let text = String(buffer: response.body)
                #expect(!text.contains("`"), "\(part.id)")
                for operation in part.operations {
                    #expect(page.contains("href=\"/docs/\(part.id)#\(operation.id)\""), "\(operation.id)")
                    #expect(text.contains("id=\"\(operation.id)\""), "\(operation.id)")
                    #expect(Set(operation.answers.map(\.status)).count == operation.answers.count, "\(operation.id)")
                }
            }
            let schemas = try await test.client.execute(uri: "/docs/schemas", method: .get)
            for (name, _) in description.schemas {
                #expect(String(buffer: schemas.body).contains("id=\"schema-\(name)\""), "\(name)")
            }
            #expect(try await test.client.execute(uri: "/docs/x", method: .get).status == .notFound)
            for (code, _, _) in description.codes { #expect(page.contains("<code>\(code.rawValue)</code>")) }
            #expect(!page.contains("`"))
        }
    }

    @Test func `real answers have the shapes that the document describes`() async throws {
        try await TestOffice.with { test in
            let document = try await Self.document(test)
            #expect(document["openapi"] == .text("3.1.0"))
            let id = try await test.arrival()
            try await test.addFile(to: id)
            try await test.handle(id, until: .inProgress)
            let sharing = ["units": "B", "until": test.day(1), "reason": "Để chuẩn bị báo cáo chung."]
            #expect(
                try await test.post("/incoming/\(id)/share", as: "clerk-A", version: 0, sharing).status == .seeOther)
            let issued = try await test.draft()
            try await test.bring(issued, to: .published)
            let directive = try await test.directive(until: .published)
            let (clerk, officer) = (try await test.token(of: "clerk-A"), try await test.token(of: "officer-A"))
            let (leader, admin) = (try await test.token(of: "leader-A"), try await test.token(of: "admin-A"))
            let book = "in-\(test.office.today.year)"
            let given = try await test.taskArrival(5)
            let table = try await OfficeAPIRegisterImportTests.waiting(test)
            let kept = try await Self.kept(issued, test)
            let letter = try await Self.urged(issued, test)
            let reader = try await test.token(of: "officer-B")
            let calls: [(String, String, String)] = [
                ("me", "me", clerk), ("counters", "counters", clerk), ("incoming", "incoming", clerk),
                ("incoming/{id}", "incoming/\(id)", officer), ("incoming/{id}", "incoming/x", officer),
                ("outgoing", "outgoing", clerk), ("outgoing/{id}", "outgoing/\(issued)", clerk),
                ("opinions", "opinions", officer), ("search", "search?q=lien+thong", clerk),
                ("registers/{direction}", "registers/in", clerk), ("registers/{direction}", "registers/in", officer),
                ("registers/{direction}/{book}", "registers/in/\(book)", clerk),
                ("registers/{direction}/{book}/check", "registers/in/\(book)/check", clerk),
                ("registers/{direction}/{book}/check", "registers/out/\(book)/check", clerk),
                ("books", "books", admin), ("books", "books", clerk), ("books/{id}", "books/\(book)", admin),
                ("case-files", "case-files", officer),
                ("case-files/{id}", "case-files/\(kept.file)", leader),
                ("incoming/{id}", "incoming/\(kept.document)", leader), ("units", "units", officer),
                ("people", "people", officer),
                ("statistics", "statistics?by=unit", clerk), ("incoming", "incoming?limit=x", clerk),
                ("board", "board", leader), ("board", "board", officer), ("board", "board?urgency=x", leader),
                ("board/lines", "board/lines?part=not-received", leader),
                ("board/lines", "board/lines?from=x", leader),
                ("board/pictures", "board/pictures", leader), ("board/pictures", "board/pictures?by=x", officer),
                ("board/steps", "board/steps", leader), ("tasks", "tasks", clerk),
                ("copies", "copies", clerk), ("copies", "copies?year=x", clerk), ("copies/{id}", "copies/x", clerk),
                ("transfers", "transfers", clerk), ("transfers", "transfers?waiting=1", clerk),
                ("transfers", "transfers?purpose=x", clerk), ("transfers/new", "transfers/new", officer),
                ("transfers/{id}", "transfers/\(kept.transfer)", clerk), ("archive", "archive", reader),
                ("archive-requests", "archive-requests", clerk), ("archive/{id}", "archive/\(kept.file)", reader),
                ("archive/{id}", "archive/\(kept.file)", clerk),
                ("statistics/issues", "statistics/issues?by=signer", leader),
                ("statistics/issues", "statistics/issues?by=x", leader),
                ("outgoing/{id}/tasks", "outgoing/\(directive)/tasks", leader),
                ("outgoing/{id}/tasks", "outgoing/x/tasks", leader),
                ("received-tasks", "received-tasks", clerk), ("received-tasks", "received-tasks?part=x", clerk),
                ("received-tasks", "received-tasks", admin),
                ("incoming/{id}/received-tasks", "incoming/\(given)/received-tasks", leader),
                ("incoming/{id}/received-tasks", "incoming/x/received-tasks", leader),
                ("urging", "urging", clerk), ("urging", "urging?view=intervene", clerk),
                ("urging", "urging?view=letters", leader),
                ("urging", "urging?view=x", clerk), ("urging", "urging?days=x", clerk), ("urging", "urging", officer),
                ("urging/new", "urging/new?outgoing=\(directive)", clerk),
                ("urging/new", "urging/new?list=board", leader), ("urging/new", "urging/new?line=x", clerk),
                ("urging/new", "urging/new?outgoing=\(issued)", leader),
                ("outgoing/{id}/urging", "outgoing/\(letter)/urging", clerk),
                ("outgoing/{id}/urging", "outgoing/\(directive)/urging", clerk),
                ("post-register", "post-register", clerk), ("post-register", "post-register", officer),
                ("copy-register", "copy-register", leader), ("copy-register", "copy-register?limit=x", clerk),
                ("case-plan", "case-plan", officer), ("case-plan", "case-plan?year=x", officer),
                ("case-plan", "case-plan", admin), ("registers/search", "registers/search?q=kinh+phi", clerk),
                ("registers/search", "registers/search", officer),
                ("registers/import/{id}", "registers/import/\(table)", clerk),
                ("registers/import/{id}", "registers/import/x", clerk), ("incoming", "incoming", "x"),
            ]
            for (path, call, token) in calls {
                let answer = try await test.call(.get, call, token: token)
                let faults = try Self.faults(answer, "/api/v1/\(path)", "get", document)
                #expect(faults == [], "\(call)")
            }
            for documents in [["\(given):1", "x:1"], ["x"]] {
                let bulk = try await test.call(
                    .post, "incoming/bulk", token: clerk,
                    .object([
                        "act": .text("register"), "checked": .bool(true),
                        "document": .list(documents.map { .text($0) }),
                    ]))
                let faults = try Self.faults(bulk, "/api/v1/incoming/bulk", "post", document)
                #expect(faults == [], "\(documents)")
            }
            for text in [
                "id,name,shortName,parent,organCode\nTD,Tổ Thi đua,TĐ,,", "id,name,shortName,parent,organCode\nTD,,,,x",
                "x",
            ] {
                let preview = try await test.call(.post, "people/import", token: admin, .object(["text": .text(text)]))
                #expect(try Self.faults(preview, "/api/v1/people/import", "post", document) == [], "\(text)")
                let mark = try TestOffice.json(preview)["mark"] ?? .text("x")
                let taken = try await test.call(
                    .post, "people/import/take", token: admin, .object(["text": .text(text), "mark": mark]))
                #expect(try Self.faults(taken, "/api/v1/people/import/take", "post", document) == [], "\(text)")
            }
            let right = JSON.object(["form": .text("own"), "start": .text(test.day(0))])
            #expect(try await test.call(.post, "people/leader-A/signing", token: admin, right).status == .ok)
            let holder = try await test.call(.get, "people/leader-A", token: admin)
            #expect(try Self.faults(holder, "/api/v1/people/{id}", "get", document) == [])
            let version = JSON.number(try await test.state(id).version)
            for fields in [["result": JSON.text("Đã xong")], [:]] {
                let done = try await test.call(
                    .post, "incoming/\(id)/finish", token: officer, .object(fields.merging(["version": version]) { $1 })
                )
                let faults = try Self.faults(done, "/api/v1/incoming/{id}/finish", "post", document)
                #expect(faults == [])
            }
        }
    }

    /// The receiver of `issued` is late and was urged; the id of the letter.
    private static func urged(_ issued: String, _ test: TestOffice) async throws -> String {
        let (clerk, due) = (try await test.token(of: "clerk-A"), test.day(-1))
        _ = try await test.office.database.write {
            try $0.execute("UPDATE outgoing SET due_date = $1 WHERE id = $2", due, issued)
        }
        let late = try TestOffice.json(try await test.call(.get, "urging/new?outgoing=\(issued)", token: clerk))
        let pick = try #require(late["items"]?.elements.first?["pick"])
        let urged = try await test.call(
            .post, "urging", token: clerk,
            .object([
                "line": .list([pick]), "kind": .text("remind"), "text": .text("Đề nghị báo cáo ngay."),
                "approver": .text("leader-A"),
            ]))
        #expect(urged.status == .created, "\(String(buffer: urged.body))")
        return try #require(try TestOffice.json(urged)["document"]?["id"]?.string)
    }

    /// What was kept of a document: ids.
    private struct Kept {
        let transfer: String
        /// Archived and frozen.
        let file: String
        /// Held by the frozen file.
        let document: String
    }

    /// A transfer that waits, an archived file that officer-B may read and that is frozen, a copy, and lines about `issued` in the registers of post
    /// and kept copies.
    private static func kept(_ issued: String, _ test: TestOffice) async throws -> Kept {
        let (officer, clerk) = (try await test.token(of: "officer-A"), try await test.token(of: "clerk-A"))
        func done(_ path: String, _ token: String, _ fields: [String: JSON]) async throws -> JSON {
            let answer = try await test.call(.post, path, token: token, .object(fields))
            #expect([.ok, .created].contains(answer.status), "\(path): \(String(buffer: answer.body))")
            return try TestOffice.json(answer)
        }
        var (files, document): ([String], String) = ([], "")
        for number in ["201", "202"] {
            let id = try await test.openFile()
            document = try await test.filedDocument(number: number, into: id)
            try await test.addFile(to: document)
            #expect(try await test.act("close", on: id, ["ended": test.office.today.shown]).status == .seeOther)
            files.append(id)
        }
        let transfer = try await done(
            "transfers/new", officer, ["purpose": .text("archive"), "files": .list([.text(files[0])])])
        let file = files[1]
        _ = try await test.office.database.write {
            try $0.execute("UPDATE case_file SET state = 'archived' WHERE id = $1", file)
        }
        let reader = try await test.token(of: "officer-B")
        _ = try await done("archive/\(file)/ask", reader, ["purpose": .text("Tra cứu để soạn báo cáo năm.")])
        let open = try TestOffice.json(try await test.call(.get, "archive-requests", token: clerk))["open"]
        _ = try await done(
            "archive-requests/\(open?.elements.first?["id"]?.string ?? "")/answer", clerk,
            ["version": .number(1), "answer": .text("grant"), "until": .text(test.day(1))])
        _ = try await done(
            "outgoing/\(issued)/post", clerk,
            ["sent": .text(test.day(0)), "recipient": .text("Công ty Ví Dụ"), "envelopes": .number(1)])
        _ = try await done(
            "outgoing/\(issued)/copy-use", clerk,
            ["used": .text(test.day(0)), "user-name": .text("Bà Thử"), "permitted": .text("Ông Mẫu")])
        _ = try await done(
            "incoming/\(document)/make-copy", clerk,
            [
                "kind": .text("SY"), "signer": .text("leader-A"), "receivers": .text("Phòng A"), "copies": .number(1),
            ])
        let leader = try await test.token(of: "leader-A")
        _ = try await done("case-files/\(file)/freeze", leader, ["reason": .text("Chờ kết luận thanh tra.")])
        return Kept(transfer: try #require(transfer["document"]?["id"]?.string), file: file, document: document)
    }

    /// Where an answer is not what the document says.
    private static func faults(_ answer: TestResponse, _ path: String, _ method: String, _ document: JSON) throws
        -> [String]
    {
        let operation = try #require(document["paths"]?[path]?[method], "\(path)")
        guard let told = operation["responses"]?["\(answer.status.code)"],
            let schema = told["content"]?[answer.headers[.contentType] ?? ""]?["schema"]
        else { return ["\(answer.status.code) \(answer.headers[.contentType] ?? "") is not described"] }
        return Self.faults(try TestOffice.json(answer), schema, document, at: path)
    }

    private static func faults(_ json: JSON, _ schema: JSON, _ document: JSON, at place: String) -> [String] {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            guard let shape = document["components"]?["schemas"]?[String(name)] else { return ["\(place): \(name)"] }
            return Self.faults(json, shape, document, at: place)
        }
        if let words = schema["enum"]?.elements, !words.contains(json) { return ["\(place) is \(json)"] }
        switch (schema["type"]?.string, json) {
        case ("object", .object(let members)):
            guard case .object(let known) = schema["properties"] ?? .null else { return ["\(place): no properties"] }
            let required = (schema["required"]?.elements ?? []).compactMap(\.string)
            let missing = required.filter { members[$0] == nil }
            return missing.map { "\(place).\($0) is missing" }
                + members.flatMap { name, value -> [String] in
                    guard let shape = known[name] else { return ["\(place).\(name) is not described"] }
                    // What is absent may be null.
                    if value == .null, !required.contains(name) { return [] }
                    return Self.faults(value, shape, document, at: "\(place).\(name)")
                }
        case ("array", .list(let values)):
            return values.flatMap { Self.faults($0, schema["items"] ?? .null, document, at: "\(place)[]") }
        case ("string", .text), ("integer", .number), ("boolean", .bool), (nil, _): return []
        default: return ["\(place) has another type"]
        }
    }
}
