import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Documents and case files that stay as they are.
@Suite struct FreezeTests {
    private static let reason = ["reason": "Chờ kết luận thanh tra."]

    @Test func `nothing on a frozen document is changed until a leader lifts the freeze`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            for person in ["clerk-A", "head-A", "officer-A", "admin-A"] {
                let status = try await test.post("/incoming/\(id)/freeze", as: person, version: 0, Self.reason).status
                #expect([403, 404].contains(status.code), "\(person)")
            }
            let short = try await test.post("/incoming/\(id)/freeze", as: "leader-A", version: 0, ["reason": "x"])
            #expect(short.status == .unprocessableContent)
            #expect(
                try await test.post("/incoming/\(id)/freeze", as: "leader-A", version: 0, Self.reason).status
                    == .seeOther)
            let before = try await test.state(id)
            #expect(
                try await test.post("/incoming/\(id)/begin", as: "officer-A", version: before.version).status
                    == .forbidden)
            let remind = ["kind": "remind", "text": "Đề nghị xử lý trong tuần này."]
            #expect(
                try await test.post("/incoming/\(id)/remind", as: "leader-A", version: before.version, remind).status
                    == .forbidden)
            #expect(try await test.state(id).version == before.version)
            let page = try await test.text("/incoming/\(id)", as: "officer-A")
            #expect(page.contains("Chờ kết luận thanh tra.") && !page.contains("Bắt đầu xử lý"))
            // Twice is not possible; lifted, the work goes on.
            #expect(
                try await test.post("/incoming/\(id)/freeze", as: "leader-B", version: 0, Self.reason).status
                    == .conflict)
            #expect(
                try await test.post("/incoming/\(id)/unfreeze", as: "leader-B", version: 0, Self.reason).status
                    == .seeOther)
            #expect(
                try await test.post("/incoming/\(id)/begin", as: "officer-A", version: before.version).status
                    == .seeOther)
        }
    }

    @Test func `a frozen case file freezes its documents, and neither is handed over`() async throws {
        try await TestOffice.with { test in
            let file = try await test.openFile()
            let document = try await test.filedDocument(number: "1", into: file)
            #expect(
                try await test.post("/case-files/\(file)/freeze", as: "leader-A", version: 0, Self.reason).status
                    == .seeOther)
            let ended = ["ended": test.office.today.shown]
            #expect(try await test.act("close", on: file, ended).status == .forbidden)
            let version = try await test.state(document).version
            #expect(
                try await test.post("/incoming/\(document)/begin", as: "officer-A", version: version).status
                    == .forbidden)
            #expect(
                try await test.post("/case-files/\(file)/unfreeze", as: "leader-A", version: 0, Self.reason).status
                    == .seeOther)
            #expect(try await test.act("close", on: file, ended).status == .seeOther)
            #expect(
                try await test.post("/incoming/\(document)/freeze", as: "leader-A", version: 0, Self.reason).status
                    == .seeOther)
            let fields = [("purpose", "archive"), ("note", ""), ("files", file)]
            let offered = try await test.send("/transfers/new", as: "officer-A", version: 0, fields)
            #expect(offered.status == .forbidden)
        }
    }
}
