import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Gateway
@testable import Office

/// The sender of a document corrects it: the receiver's side.
@Suite struct UpdateArrivalTests {
    private static let subject = "V/v thử nghiệm liên thông, đã sửa"

    private static func answer(
        _ id: String, _ answer: String, as person: String = "clerk-A", reason: String = "", version: Int? = nil,
        _ test: TestOffice
    ) async throws -> TestResponse {
        let present = try await test.state(id).version
        return try await test.post(
            "/incoming/\(id)/update", as: person, version: version ?? present, ["answer": answer, "reason": reason])
    }

    private static func file(_ name: String, _ text: String, _ test: TestOffice) async throws -> ReceivedFile {
        let bytes = Array(text.utf8)
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        return ReceivedFile(name: name, contentType: "application/pdf", sizeBytes: bytes.count, hash: hash)
    }

    private static func shown(_ id: String, _ test: TestOffice) async throws -> (subject: String, files: [String]) {
        try await test.office.database.read { connection in
            (
                try IncomingStore.any(id, in: connection)?.subject ?? "",
                try Attachment.all(of: id, in: connection).map { "\($0.part.rawValue) \($0.name)" }
            )
        }
    }

    @Test func `the clerk sees what changes and takes it: 15 goes out, the old values and files are kept`() async throws
    {
        try await TestOffice.with { test in
            let old = try await Self.file("van-ban.pdf", "%PDF-1.7 cũ", test)
            let annex = try await Self.file("phu-luc.pdf", "%PDF-1.7 phụ lục", test)
            let id = try await test.arrival(files: [old, annex])
            try await test.handle(id, until: .inProgress)
            let new = try await Self.file("van-ban.pdf", "%PDF-1.7 mới", test)
            try await test.update(id, subject: Self.subject, files: [new, annex])
            // Until then it is as it was.
            #expect(try await Self.shown(id, test).subject == "V/v thử nghiệm liên thông")
            #expect(try await Self.shown(id, test).files == ["main van-ban.pdf", "annex phu-luc.pdf"])
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains(id))
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("Nơi gửi cập nhật văn bản"))
            let form = try await test.text("/incoming/\(id)/update", as: "clerk-A")
            #expect(form.contains(#"data-change="Trích yếu""#) && form.contains(#"data-change="Tệp""#))
            #expect(!form.contains(#"data-change="Ngày văn bản""#) && form.contains("Sửa trích yếu in sai."))
            #expect(try await Self.answer(id, "agree", test).status == .seeOther)
            #expect(try await test.queued().last == "15")
            #expect(try await test.state(id).state == .inProgress)
            let shown = try await Self.shown(id, test)
            #expect(shown.subject == Self.subject && shown.files == ["main van-ban.pdf", "annex phu-luc.pdf"])
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains(id))
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(page.contains("V/v thử nghiệm liên thông”") && page.contains("Tệp trước khi cập nhật"))
            let attachments = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT id, hash, removed_at IS NOT NULL AS former FROM attachment WHERE document_id = $1", id
                ).map { row -> (id: String, hash: ContentHash, former: Bool) in
                    (try row["id"], try row["hash"], try row["former"])
                }
            }
            #expect(attachments.filter(\.former).map(\.hash) == [old.hash])
            #expect(attachments.count == 3)
            // Who has it is told, and reads the new file; the former one is the clerk's.
            #expect(try await test.text("/notices", as: "head-A").contains("Nơi gửi đã cập nhật"))
            for file in attachments {
                let answer = try await test.get("/files/\(file.id)/van-ban.pdf", as: "officer-A")
                #expect(answer.status == (file.former ? .notFound : .ok))
                let picture = try await test.get("/files/\(file.id)/first-page", as: "officer-A").status
                #expect(picture == (file.former ? .notFound : .unprocessableContent))
                #expect(try await test.get("/files/\(file.id)/van-ban.pdf", as: "clerk-A").status == .ok)
            }
            // Sent once more as it is now, it is a yes by itself.
            try await test.update(id, files: [new, annex])
            #expect(try await test.queued().suffix(2) == ["15", "15"])
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
        }
    }

    @Test func `the clerk declines with a reason: 16 goes out and nothing changes`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.update(id, subject: Self.subject)
            #expect(try await Self.answer(id, "decline", reason: "không", test).status == .unprocessableContent)
            #expect(try await Self.answer(id, "", test).status == .unprocessableContent)
            let version = try await test.state(id).version
            #expect(try await Self.answer(id, "agree", version: version - 1, test).status == .conflict)
            let reason = "Đã trình lãnh đạo, đề nghị ban hành văn bản thay thế."
            #expect(try await Self.answer(id, "decline", reason: reason, test).status == .seeOther)
            #expect(try await test.queued().last == "16")
            #expect(try await Self.shown(id, test).subject == "V/v thử nghiệm liên thông")
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains(reason))
        }
    }

    @Test func `the register shows what the document says now`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .registered)
            try await test.update(id, subject: Self.subject)
            _ = try await Self.answer(id, "agree", test)
            #expect(try await test.text("/registers/in", as: "clerk-A").contains(Self.subject))
        }
    }

    @Test func `a second update before the answer takes the place of the first`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.update(id, subject: "V/v lần một")
            try await test.update(id, subject: "V/v lần hai")
            #expect(try await Self.answer(id, "agree", test).status == .seeOther)
            #expect(try await Self.shown(id, test).subject == "V/v lần hai")
            #expect(try await test.queued() == ["01", "15"])
        }
    }

    @Test func `an update that says what stands here is a yes, and the one before it is taken no more`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.update(id, subject: "V/v lần một")
            let version = try await test.state(id).version
            try await test.update(id)
            #expect(try await test.queued() == ["01", "15"])
            #expect(try await test.state(id).version == version + 1)
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            #expect(try await Self.shown(id, test).subject == "V/v thử nghiệm liên thông")
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains(id))
        }
    }

    @Test func `an update of what was given back waits for nobody`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.update(id, subject: Self.subject)
            try await test.recall(id)
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains(id))
            let agreed = try await test.post(
                "/incoming/\(id)/recall", as: "clerk-A", version: try await test.state(id).version,
                ["answer": "agree"])
            #expect(agreed.status == .seeOther)
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains(id))
            let count = try await test.office.database.read { connection -> Int? in
                guard let clerk = try PersonStore.person("clerk-A", in: connection) else { return nil }
                return try IncomingStore.counts([.asked], for: clerk, on: test.office.today, in: connection)[.asked]
            }
            #expect(count == 0)
        }
    }

    @Test func `only the clerk answers, not while a recall waits, and a frozen document stays as it is`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress)
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            try await test.update(id, subject: Self.subject)
            for role in TestOffice.roles where role != .clerk {
                let answer = try await Self.answer(id, "agree", as: "\(role.rawValue)-A", test)
                #expect([403, 404].contains(answer.status.code), "\(role)")
            }
            try await test.recall(id)
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            let kept = try await test.post(
                "/incoming/\(id)/recall", as: "clerk-A", version: try await test.state(id).version,
                ["answer": "decline", "reason": "Đã trình lãnh đạo, đang xử lý."])
            #expect(kept.status == .seeOther)
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at)
                    VALUES ('f', $1, 'Có khiếu nại', 'Người Mẫu', $2)
                    """, id, Date())
            }
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            _ = try await test.office.database.write { try $0.execute("UPDATE \"freeze\" SET lifted_at = frozen_at") }
            #expect(try await Self.answer(id, "agree", test).status == .seeOther)
        }
    }

    @Test func `what is not here, is another's, was given back, returned or is asked back takes no update`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            func refusal(_ code: Fault.Code, from organ: String = "G22", _ document: DocumentID? = nil) async throws {
                await #expect {
                    try await test.update(id, subject: Self.subject, from: organ, documentID: document)
                } throws: { error in
                    (error as? Fault)?.code == code
                }
            }
            try await refusal(.unknownDocument, from: "G90")
            try await refusal(.unknownDocument, DocumentID("G22,2024/01/15,999/VPCP"))
            try await test.recall(id)
            try await refusal(.notAllowed)
            for (column, value) in [("closure", "withdrawn"), ("closure", "replaced"), ("state", "returned")] {
                _ = try await test.office.database.write { connection in
                    try connection.execute("UPDATE incoming SET asking = NULL, closure = NULL WHERE id = $1", id)
                    try connection.execute("UPDATE incoming SET \(column) = $1 WHERE id = $2", value, id)
                }
                try await refusal(.notAllowed)
            }
        }
    }

    @Test func `an update that makes us a receiver of what is not here is an arrival`() async throws {
        try await TestOffice.with { test in
            let known = try await test.arrival()
            let document = try #require(DocumentID("G22,2024/01/15,321/VPCP"))
            try await test.update(known, subject: Self.subject, adding: ["H29"], documentID: document)
            let count = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS count FROM incoming WHERE document_id = $1", document)?["count"]
                    ?? 0
            }
            #expect(count == 1)
            #expect(try await test.queued() == ["01", "01"])
        }
    }
}
