import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// What the sender of a linked copy does with it later: asks it back, corrects it, replaces it.
extension LinkingTests {
    @Test(arguments: [true, false])
    func `a recall of a linked copy waits for the clerk and leaves the registered document`(agrees: Bool) async throws {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            try await test.addFile(to: package)
            _ = try await Self.link(package, to: paper, test)
            try await Self.work(paper, until: .inProgress, test)
            try await test.recall(package)
            // Nothing is said before the clerk answers.
            #expect(try await test.queued() == ["01", "03", "04", "05"])
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains("/incoming/\(package)"))
            let form = try await test.text("/incoming/\(package)/recall", as: "clerk-A")
            #expect(form.contains("Đồng ý chỉ trả lại bản này"))
            let before = try await test.state(paper)
            let answer = try await test.post(
                "/incoming/\(package)/recall", as: "clerk-A", version: try await test.state(package).version,
                ["answer": agrees ? "agree" : "decline", "reason": "Đã trao đổi với nơi gửi."])
            #expect(answer.status == .seeOther)
            #expect(try await Self.closure(package, test) == (agrees ? .withdrawn : .linked))
            let waiting = try await test.text("/incoming?view=to-register", as: "clerk-A")
            #expect(!waiting.contains("/incoming/\(package)\""))
            let after = try await test.state(paper)
            #expect(after.state == before.state && after.version == before.version)
            #expect(try await Self.closure(paper, test) == nil)
            let page = try await test.text("/incoming/\(paper)", as: "officer-A")
            #expect(page.contains("/files/file-\(package)/") == !agrees)
            #expect(page.contains("đã trả lại theo yêu cầu thu hồi") == agrees)
            let file = try await test.get("/files/file-\(package)/x.pdf", as: "officer-A")
            #expect(file.status == (agrees ? .notFound : .ok))
            // Who has it back is told nothing more.
            try await Self.work(paper, until: .finished, test)
            #expect(
                try await test.queued() == ["01", "03", "04", "05"] + (agrees ? ["15"] : ["16", "06"]))
            #expect(try await TestOffice.damages(test) == [])
        }
    }

    /// Its sender replaces it; gives the new document's id.
    private static func replacement(of package: String, _ test: TestOffice) async throws -> String {
        let row = try await test.office.database.read { try IncomingStore.any(package, in: $0) }
        let sender = Organ(code: try #require(OrganCode("G22")), name: "Văn phòng Chính phủ")
        let code = DocumentCode(number: "900", notation: "VPCP-KSTT")
        let header = DocumentHeader(
            id: try #require(DocumentID(organ: sender.code, date: test.office.today, code: code)), code: code,
            promulgationDate: test.office.today, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"),
            subject: "V/v thay thế")
        let replaces = Business.Replacement(
            documentID: try #require(row?.documentID), organs: [test.office.identity.organ])
        try await test.receive(
            Packet(
                kind: .replacement, from: sender, to: [test.office.identity.organBlock], document: header,
                business: Business(kind: .replacement, reason: "Thay thế", replaces: [replaces])))
        return try await test.office.database.read { connection -> String in
            try connection.row("SELECT id FROM incoming WHERE number = '900'")?["id"] ?? ""
        }
    }

    @Test func `what replaces a linked copy replaces the document in the register`() async throws {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            _ = try await Self.link(package, to: paper, test)
            let new = try await Self.replacement(of: package, test)
            #expect(try await Self.closure(paper, test) == nil)
            try await test.handle(new, until: .registered)
            #expect(try await Self.closure(paper, test) == .replaced)
            #expect(try await Self.closure(package, test) == .linked)
        }
    }

    @Test func `what came to replace a copy before it was linked replaces the document in the register`() async throws {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            let new = try await Self.replacement(of: package, test)
            #expect(try await Self.link(package, to: paper, test).status == .seeOther)
            try await test.handle(new, until: .registered)
            #expect(try await Self.closure(paper, test) == .replaced)
            #expect(try await Self.closure(package, test) == .linked)
        }
    }

    @Test func `a recall is about what is in the register, not about what came again and waits`() async throws {
        try await TestOffice.with { test in
            let first = try await test.arrival()
            try await test.handle(first, until: .registered)
            let again = try await test.arrival()
            try await test.recall(again)
            let asking = try await test.office.database.read { connection in
                try [first, again].map { try IncomingStore.any($0, in: connection)?.asking }
            }
            #expect(asking == [.requested, nil])
        }
    }

    @Test func `what its sender asks back or corrects is linked after the answer`() async throws {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            func answer(_ act: String) async throws {
                #expect(try await Self.link(package, to: paper, test).status == .forbidden)
                let page = try await test.text("/incoming/\(package)", as: "clerk-A")
                #expect(!page.contains("/incoming/\(package)/link"))
                let answer = try await test.post(
                    "/incoming/\(package)/\(act)", as: "clerk-A", version: try await test.state(package).version,
                    ["answer": "decline", "reason": "Đã trao đổi với nơi gửi."])
                #expect(answer.status == .seeOther)
            }
            try await test.recall(package)
            try await answer("recall")
            try await test.update(package, subject: "V/v đã sửa")
            try await answer("update")
            #expect(try await test.queued() == ["01", "16", "16"])
            #expect(try await Self.link(package, to: paper, test).status == .seeOther)
        }
    }

    @Test func `a correction of a linked copy waits for the clerk, and the registered document tells of it`()
        async throws
    {
        try await TestOffice.with { test in
            let paper = try await Self.registered(test)
            let package = try await test.arrival()
            _ = try await Self.link(package, to: paper, test)
            try await Self.work(paper, until: .inProgress, test)
            try await test.update(package, subject: "V/v đã sửa theo bản gốc")
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains("/incoming/\(package)"))
            let page = try await test.text("/incoming/\(package)", as: "clerk-A")
            #expect(page.contains("Nơi gửi cập nhật văn bản") && page.contains("/incoming/\(package)/update"))
            let answer = try await test.post(
                "/incoming/\(package)/update", as: "clerk-A", version: try await test.state(package).version,
                ["answer": "agree"])
            #expect(answer.status == .seeOther)
            #expect(try await test.queued().last == "15")
            #expect(try await Self.closure(package, test) == .linked)
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains("/incoming/\(package)"))
            // Who works on the document reads what the copy says now; the document itself stays as it is.
            let registered = try await test.text("/incoming/\(paper)", as: "officer-A")
            #expect(registered.contains("Nhận cập nhật của bản gắn thêm"))
            #expect(registered.contains("V/v đã sửa theo bản gốc") && registered.contains("V/v thử nghiệm bản giấy"))
            #expect(try await TestOffice.damages(test) == [])
        }
    }
}
