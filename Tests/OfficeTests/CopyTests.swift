import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Copies of documents: certified, recopied, extracts (NĐ 30/2020/NĐ-CP, Điều 25–27).
@Suite struct CopyTests {
    private static let good = [
        "kind": "SY", "signer": "leader-A", "receivers": "Phòng A\nCông ty Ví Dụ", "copies": "3", "part": "",
        "number": "",
    ]

    private static func issued(_ test: TestOffice) async throws -> String {
        let id = try await test.draft()
        try await test.bring(id, to: .published)
        return "/outgoing/\(id)"
    }

    private static func registered(_ test: TestOffice) async throws -> String {
        let id = try await test.arrival()
        try await test.handle(id, until: .registered)
        return "/incoming/\(id)"
    }

    private static func copy(
        _ path: String, _ test: TestOffice, _ others: [String: String] = [:], as person: String = "clerk-A",
        once: String = RandomText.secret()
    ) async throws -> TestResponse {
        try await test.post(
            "\(path)/make-copy", as: person, version: 0, once: once, Self.good.merging(others) { $1 })
    }

    private static func copies(_ test: TestOffice) async throws -> [DocumentCopy] {
        let year = test.office.today.year
        return try await test.office.database.read {
            try DocumentCopy.list(year, page: .init(limit: 500, offset: 0), in: $0)
        }
    }

    @Test func `a copy has its number, its block to be printed and its line in the register`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.registered(test)
            let answer = try await Self.copy(path, test)
            #expect(answer.status == .seeOther)
            let page = try #require(answer.headers[.location])
            let block = try await test.text(page, as: "clerk-A")
            for text in [
                "SAO Y", "Số: 01/SY-UBND", CopyWords.dateLine("TP. HCM", test.office.today), "LÃNH ĐẠO",
                "Người leader-A",
                "- Công ty Ví Dụ;", "- Lưu: VT.",
            ] { #expect(block.contains(text), "\(text)") }
            let register = try await test.text("/copies", as: "leader-A")
            for text in [
                "Số, ký hiệu bản sao", "Hình thức sao", "Nơi nhận bản sao", "(9)", "01/SY-UBND", "123/VPCP-KSTT",
                "Văn phòng Chính phủ", "Phòng A; Công ty Ví Dụ",
            ] { #expect(register.contains(text), "\(text)") }
            #expect(try await test.text(path, as: "clerk-A").contains("Sao y số 01/SY-UBND, 3 bản"))
            let sheet = try await test.get("/copies/xlsx", as: "clerk-A")
            #expect(sheet.status == .ok && [UInt8](buffer: sheet.body).starts(with: Array("PK".utf8)))
            for address in ["/copies", "/copies/xlsx", page] {
                #expect(try await test.get(address, as: "officer-A").status == .forbidden, "\(address)")
            }
            #expect(try await test.get("/copies/x", as: "clerk-A").status == .notFound)
        }
    }

    @Test func `all kinds share one series, also of what was issued`() async throws {
        try await TestOffice.with { test in
            let (incoming, outgoing) = (try await Self.registered(test), try await Self.issued(test))
            for (path, fields) in [
                (incoming, ["kind": "SL"]), (outgoing, [:]), (outgoing, ["kind": "TrS", "part": "Điều 3"]),
                (incoming, ["number": "10"]), (incoming, [:]),
            ] { #expect(try await Self.copy(path, test, fields).status == .seeOther, "\(fields)") }
            let copies = try await Self.copies(test)
            #expect(
                copies.map(\.code) == ["01/SL-UBND", "02/SY-UBND", "03/TrS-UBND", "10/SY-UBND", "11/SY-UBND"])
            #expect(copies[2].part == "Điều 3" && copies[2].source.code == "01/UBND-A")
            #expect(copies[2].source.issuer == "UBND TP. Hồ Chí Minh")
        }
    }

    @Test(arguments: [
        (["kind": "XX"], "kind"), (["kind": "SL"], "kind"), (["signer": "officer-A"], "signer"),
        (["signer": ""], "signer"),
        (["receivers": " \n"], "receivers"), (["kind": "TrS"], "part"), (["part": "Điều 3"], "part"),
        (["copies": "0"], "copies"), (["copies": "1000"], "copies"), (["number": "0"], "number"),
        (["number": "x"], "number"),
        (["number": "1002"], "number"),
    ])
    func `what cannot be is refused at its field and takes no number`(others: [String: String], field: String)
        async throws
    {
        try await TestOffice.with { test in
            let answer = try await Self.copy(try await Self.issued(test), test, others)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#\(field)"), "\(field)")
            #expect(try await Self.copies(test).isEmpty)
        }
    }

    @Test func `only the clerk copies, and only what is registered or issued and stands`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.issued(test)
            for person in ["leader-A", "head-A", "officer-A"] {
                #expect(try await Self.copy(path, test, as: person).status == .forbidden, "\(person)")
                #expect(try await test.get("\(path)/make-copy", as: person).status == .forbidden, "\(person)")
            }
            let draft = try await test.draft()
            #expect(try await Self.copy("/outgoing/\(draft)", test).status == .forbidden)
            let arrived = try await test.arrival(number: "124")
            #expect(try await Self.copy("/incoming/\(arrived)", test).status == .forbidden)
            try await test.handle(arrived, until: .registered)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", arrived)
            }
            #expect(try await Self.copy("/incoming/\(arrived)", test).status == .forbidden)
            #expect(try await Self.copies(test).isEmpty)
        }
    }

    @Test func `many clerks at once get numbers of their own, and a form that comes twice makes one copy`() async throws
    {
        try await TestOffice.with { test in
            let path = try await Self.registered(test)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<12 { group.addTask { try await Self.copy(path, test).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == .seeOther })
            #expect(try await Self.copies(test).map(\.number) == Array(1...12))
            let once = RandomText.secret()
            let first = try await Self.copy(path, test, once: once)
            let second = try await Self.copy(path, test, once: once)
            #expect(first.headers[.location] == second.headers[.location])
            #expect(try await Self.copies(test).count == 13)
        }
    }

    @Test func `the register of copies is never changed`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.registered(test)
            #expect(try await Self.copy(path, test).status == .seeOther)
            for statement in ["UPDATE document_copy SET copies = 9", "DELETE FROM document_copy"] {
                await #expect(throws: (any Error).self) {
                    try await test.office.database.write { _ = try $0.execute(statement) }
                }
            }
            #expect(try await Self.copies(test).map(\.copies) == [3])
        }
    }
}
