import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Types of documents and the notation that goes with them.
@Suite struct NotationTests {
    /// Phụ lục III, and where the exchange has the type in its list.
    private static let types: [(number: Int, name: String, abbreviation: String?, ordinal: Int?)] = [
        (1, "Nghị quyết", "NQ", 1), (2, "Quyết định", "QĐ", 2), (3, "Chỉ thị", "CT", 3), (4, "Quy chế", "QC", 4),
        (5, "Quy định", "QyĐ", 5), (6, "Thông cáo", "TC", 6), (7, "Thông báo", "TB", 7), (8, "Hướng dẫn", "HD", 8),
        (9, "Chương trình", "CTr", 9), (10, "Kế hoạch", "KH", 10), (11, "Phương án", "PA", 11),
        (12, "Đề án", "ĐA", 12), (13, "Dự án", "DA", 13), (14, "Báo cáo", "BC", 14), (15, "Biên bản", "BB", 15),
        (16, "Tờ trình", "TTr", 16), (17, "Hợp đồng", "HĐ", 17), (18, "Công văn", nil, 18), (19, "Công điện", "CĐ", 19),
        (20, "Bản ghi nhớ", "BGN", 20), (21, "Bản thỏa thuận", "BTT", 22), (22, "Giấy ủy quyền", "GUQ", 24),
        (23, "Giấy mời", "GM", 25), (24, "Giấy giới thiệu", "GGT", 26), (25, "Giấy nghỉ phép", "GNP", 27),
        (26, "Phiếu gửi", "PG", 30), (27, "Phiếu chuyển", "PC", 31), (28, "Phiếu báo", "PB", nil),
        (29, "Thư công", nil, 32),
    ]

    private static func draft(_ others: [String: String], _ test: TestOffice) async throws -> TestResponse {
        try await test.send(
            "/outgoing", as: "officer-A", version: 0, TestOffice.draftFields.merging(others) { $1 },
            [TestOffice.draftFile])
    }

    private static func notations(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT notation FROM outgoing ORDER BY id LIMIT 100").map { try $0["notation"] }
        }
    }

    @Test func `the office knows the 29 types with their abbreviations, and packages name them as the exchange does`()
        async throws
    {
        #expect(DocumentTypes.all.count == 29)
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .numbered)
            for wanted in Self.types {
                let type = DocumentTypes.named(wanted.name)
                #expect(type?.number == wanted.number && type?.abbreviation == wanted.abbreviation, "\(wanted.name)")
                let header = try await test.office.database.write { connection in
                    try connection.execute("UPDATE outgoing SET type_name = $1 WHERE id = $2", wanted.name, id)
                    return try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", id).map(Outgoing.init)?
                        .header(places: [], from: test.office.identity, in: connection)
                }
                #expect(header?.type.name == wanted.name)
                #expect(header?.type.group == 2 && header?.type.ordinal == wanted.ordinal, "\(wanted.name)")
            }
        }
    }

    @Test func `a phiếu báo is issued through the exchange, under its own name`() async throws {
        try await TestOffice.with { test in
            let answer = try await Self.draft(["type": "Phiếu báo", "notation": ""], test)
            #expect(answer.status == .seeOther)
            let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
            try await test.bring(id, to: .published)
            let packet = try await test.package(try #require(try await test.outbox(of: id).first))
            #expect(packet.document?.type.name == "Phiếu báo")
            #expect(packet.document?.type.group == 2 && packet.document?.type.ordinal == nil)
            #expect(packet.document?.code.text == "01/PB-UBND")
        }
    }

    @Test(arguments: [
        ("Công văn", "UBND-A"), ("Thư công", "UBND-A"), ("Quyết định", "QĐ-UBND"), ("Quy định", "QyĐ-UBND"),
        ("Tờ trình", "TTr-UBND"), ("Phiếu báo", "PB-UBND"),
    ])
    func `who writes no notation gets that of the type`(type: String, notation: String) async throws {
        try await TestOffice.with { test in
            let answer = try await Self.draft(["type": type, "notation": " "], test)
            #expect(answer.status == .seeOther)
            let kept = try await Self.notations(test)
            #expect(kept == [notation])
        }
    }

    @Test(arguments: [
        ("UBND", "Kt 1", "UBND-KT-1"), ("Bộ – Mẫu", "p.ttr", "BỘ-MẪU-P-TTr"), ("UBND", "", "UBND"),
        ("UBND", "Phòng Hành chính – Tổ chức cơ quan", "UBND-PHÒNG-HÀNH-CHÍNH-TỔ-CHỨC"), ("TTg", "VP", "TTg-VP"),
    ])
    func `what is suggested is right, whatever the agency and the unit are called`(
        agency: String, unit: String, notation: String
    ) throws {
        #expect(Notation.suggested(for: "Công văn", agency: agency, unit: unit) == notation)
        try Notation.check(notation)
    }

    @Test func `the form names what is usual, and a draft shows what it has`() async throws {
        try await TestOffice.with { test in
            #expect(
                try await test.text("/outgoing/new", as: "officer-A").contains("Công văn UBND-A, Quyết định QĐ-UBND"))
            let id = try await test.draft()
            #expect(try await test.text("/outgoing/\(id)/edit", as: "officer-A").contains("value=\"UBND-A\""))
            let answer = try await test.send(
                "/outgoing/\(id)/edit", as: "officer-A", version: try await test.outgoingState(id).version,
                TestOffice.draftFields.merging(["type": "Kế hoạch", "notation": ""]) { $1 }, [])
            #expect(answer.status == .seeOther)
            #expect(try await Self.notations(test) == ["KH-UBND"])
        }
    }

    @Test(arguments: [
        "QĐ-UBND", "UBND-KGVX2", "TTr-UBND", "CTr-UBND", "QyĐ-UBND", "QĐ-TTg", "2018/QĐ-TTg", "TTR", "VP",
        String(repeating: "X", count: 30),
    ])
    func `a notation of capitals and hyphens is taken`(notation: String) throws {
        try Notation.check(notation)
    }

    @Test(arguments: [
        ("Qđ-UBND", "ghi QĐ-UBND"), ("qyđ-ubnd", "ghi QyĐ-UBND"), ("ubnd-vp", "ghi UBND-VP"),
        ("UBND - VP", "ghi UBND-VP"), ("UBND VP", "ghi UBND-VP"), ("UBND–VP", "ghi UBND-VP"),
        ("QĐ/UBND", "ghi QĐ-UBND"), ("UBND.VP", "ghi UBND-VP"), ("-UBND", "ghi UBND"), ("UBND--VP", "ghi UBND-VP"),
        ("2018/qđ-TTG", "ghi 2018/QĐ-TTG"), ("2018/QĐ-ttg", "ghi 2018/QĐ-TTg"), ("?!", "ví dụ QĐ-UBND"),
        ("18/QĐ-UBND", "ghi QĐ-UBND"), (String(repeating: "X", count: 31), "tối đa 30 ký tự"),
    ])
    func `another one is refused at its field with what is right`(notation: String, right: String) async throws {
        let fault = #expect(throws: FormFault.self) { try Notation.check(notation) }
        #expect(fault?.field == "notation")
        #expect(fault?.sentence.contains(right) == true, "\(fault?.sentence ?? "")")
        try await TestOffice.with { test in
            let answer = try await Self.draft(["notation": notation], test)
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("href=\"#notation\"") && page.contains(right))
            #expect(try await Self.notations(test).isEmpty)
        }
    }

    @Test func `a new line of a secret register is held to it too`() throws {
        let today = try #require(CalendarDate("2026-03-02"))
        func entry(_ notation: String) throws -> SecretEntry {
            var fields = FormFields()
            for (name, value) in [
                ("level", "secret"), ("urgency", "0"), ("date", today.shown), ("parties", "Công an tỉnh Ví Dụ"),
                ("notation", notation), ("type", "Công văn"), ("subject", "Việc"),
            ] { fields.add(name, value) }
            return try SecretEntry(fields, .outgoing)
        }
        try entry("UBND-NC").check(.outgoing, today: today)
        let fault = #expect(throws: FormFault.self) { try entry("ubnd-nc").check(.outgoing, today: today) }
        #expect(fault?.field == "notation")
    }
}
