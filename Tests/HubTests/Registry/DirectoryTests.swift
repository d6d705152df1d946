import Exchange
import Foundation
import Programs
@testable import Hub
import Storage
import Testing

@Suite struct DirectoryTests {
    static let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email\n"

    @Test func `the sample directory is taken over once`() async throws {
        let store = try await Self.store()
        let text = try String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8)
        #expect(try await store.preview(DirectoryFile(text)).added.count == 118)
        #expect(try await store.count() == 0)
        #expect(try await store.importCSV(text).added.count == 118)
        let again = try await store.importCSV(text)
        #expect(again.unchanged == 118 && again.added.isEmpty && again.changed.isEmpty)
        #expect(try await store.count() == 118)
        #expect(try await store.find("van hoa the thao").map(\.code.text) == ["G16"])
    }

    @Test func `old, new and unusual spellings name the same agency`() async throws {
        let store = try await Self.store()
        _ = try await store.importCSV(
            Self.header + "H29,000.00.00.H29,UBND Thành phố,,province,,,,,\nH53,,UBND tỉnh,,province,,,,,")
        let found = try await store.database.read { connection in
            try ["H29", "000.00.00.H29", "h29", "000.00.00.H53", "H54"].map { spelling in
                try OrganStore.entry(try #require(OrganCode(spelling)), in: connection)?.code.text
            }
        }
        #expect(found == ["H29", "H29", "H29", "H53", nil])
    }

    @Test(arguments: [
        ("code,name\n", Fault.Code.badFormat, 1),
        ("H29,,Tên,,province,,,,\n", .badFormat, 2),
        ("H29,,,,province,,,,,\n", .badFormat, 2),
        ("H29,,Tên,,province,,2024-02-30,,,\n", .badFormat, 2),
        ("H29,,Tên,,province,,2024-02-02,2024-02-01,,\n", .badFormat, 2),
        ("H29,,Tên,,province,,,,,không phải thư\n", .badFormat, 2),
        ("H29,,Tên,,province,,,,,\nH29,,Tên khác,,province,,,,,\n", .conflict, 3),
        ("H29,000.00.00.H30,Tên,,province,,,,,\nH30,000.00.00.H30,Tên,,province,,,,,\n", .conflict, 3),
        ("H29,,Tên,,province,,,,H99,\n", .unknownOrgan, 2),
        ("H29,,Tên,,province,H98,,,,\n", .unknownOrgan, 2),
        ("H29,,Tên,,province,,,,\(String(repeating: "H30 ", count: 21)),\nH30,,Tên,,province,,,,,\n", .badFormat, 2),
        ("H29,,Tên,,province,,,2024-01-01,H30,\nH30,,Tên,,province,,,2024-01-01,H29,\n", .conflict, 2),
    ])
    func `a wrong directory file is refused whole with its line`(text: String, code: Fault.Code, line: Int) async throws
    {
        let store = try await Self.store()
        let file = text.hasPrefix("code") ? text : Self.header + text
        let fault = await #expect(throws: Fault.self) { try await store.importCSV(file) }
        #expect(fault?.code == code)
        #expect(fault?.line == line)
        #expect(try await store.count() == 0)
    }

    @Test func `an entry is changed by its code and closed by its date`() async throws {
        let store = try await Self.store()
        _ = try await store.importCSV(Self.header + "H29,,Tên,,province,,,,,\nH30,,Tên khác,,province,,,,,\n")
        let difference = try await store.importCSV(Self.header + "H29,,Tên,,province,,,2024-06-30,H30,\n")
        #expect(difference.changed.map(\.after.code.text) == ["H29"] && difference.added.isEmpty)
        let entry = try #require(try await store.list().first)
        #expect(entry.successors == [OrganCode("H30")])
        let days = ["2024-06-30", "2024-07-01"].compactMap { CalendarDate($0) }
        #expect(days.map { entry.isOpen(on: $0) } == [true, false])
    }

    @Test func `each change is told as what it is to people`() async throws {
        let store = try await Self.store()
        _ = try await store.importCSV(
            Self.header + (1...8).map { "H1\($0),,Tên,,province,,,\($0 == 6 ? "2024-01-01" : ""),,\n" }.joined())
        let difference = try await store.preview(
            DirectoryFile(
                Self.header
                    + """
                    H11,,Tên khác,,province,,,,,
                    H12,,Tên,,province,H11,,,,
                    H13,,Tên,,province,,,2024-06-30,,
                    H14,,Tên,,province,,,2024-06-30,H11,
                    H15,,Tên,,province,,,2024-06-30,H11 H12,
                    H16,,Tên,,province,,,,,
                    H17,,Tên,Gọi tắt,province,,,,,
                    H20,,Tên khác,,province,H11,,,,
                    """))
        #expect(
            difference.changed.map(\.kinds) == [
                [.renamed], [.moved], [.closed], [.merged], [.split], [.reopened], [.other],
            ])
        #expect(difference.added.map(\.code.text) == ["H20"] && difference.unnamed == 1 && difference.unchanged == 0)
        #expect(difference.counts.count == 7)
    }

    @Test func `every wrong line is told; references are looked at when nothing else is wrong`() async throws {
        let store = try await Self.store()
        let lines = Self.header + "H11,,,,province,,,,,\nH12,,Tên,,province,H11,,,,\nH12,,Tên,,province,,,,,\n"
        let difference = try await store.preview(DirectoryFile(lines))
        #expect(difference.refused.kept.map(\.line) == [2, 4])
        let mended = try await store.preview(DirectoryFile(Self.header + "H12,,Tên,,province,H11,,,,\n"))
        #expect(mended.refused.kept.map(\.code) == [.unknownOrgan])
        let many = Self.header + String(repeating: "H11,,,,province,,,,,\n", count: 3000)
        let refused = try await store.preview(DirectoryFile(many)).refused
        #expect(refused.count == 3000 && refused.kept.count == 1000)
    }

    @Test func `finding takes no notice of marks, capitals and wildcards`() async throws {
        let store = try await Self.store()
        _ = try await store.importCSV(
            Self.header + "H29,000.00.00.H29,Ủy ban Đà Nẵng,,province,,,,,\nH30,,Khác,,province,,,,,\n")
        for text in ["da nang", "ĐÀ", "uy nang", "000.00.00.h29"] {
            #expect(try await store.find(text).map(\.code.text) == ["H29"], "\(text)")
        }
        for text in ["", "%", "_", "da nang khac"] { #expect(try await store.find(text).isEmpty, "\(text)") }
    }

    @Test func `the list goes on after a code and keeps its limit`() async throws {
        let store = try await Self.store()
        let lines = (10..<20).map { "H\($0),,Tên \($0),,province,,,,,\n" }.joined()
        _ = try await store.importCSV(Self.header + lines)
        #expect(try await store.list(after: "H12", limit: 3).map(\.code.text) == ["H13", "H14", "H15"])
        #expect(try await store.list(limit: 0).count == 1)
    }

    @Test func `what the directory said on a day is answerable`() async throws {
        let store = try await Self.store()
        let days = ["2025-06-01", "2025-07-01", "2025-09-01"].compactMap { CalendarDate($0) }
        let instants = days.map { VietnamTime.start(of: $0) }
        _ = try await store.importCSV(Self.header + "H29,,Tên cũ,,province,,,,,\n", now: instants[1])
        _ = try await store.importCSV(Self.header + "H29,000.00.00.H29,Tên mới,,province,,,,,\n", now: instants[2])
        let code = try #require(OrganCode("H29"))
        #expect(try await store.entry(code, on: days[0]) == nil)
        #expect(try await store.entry(code, on: days[1])?.name == "Tên cũ")
        #expect(try await store.entry(code, on: days[2])?.name == "Tên mới")
        #expect(try await store.entry(code)?.name == "Tên mới")
        #expect(try await store.versions(of: code).map(\.recordedAt) == [instants[2], instants[1]])
    }

    @Test func `a code passes from one agency to another in one file`() async throws {
        let store = try await Self.store()
        _ = try await store.importCSV(Self.header + "H29,000.00.00.H99,Một,,province,,,,,\nH30,,Hai,,province,,,,,\n")
        _ = try await store.importCSV(Self.header + "H29,,Một,,province,,,,,\nH30,000.00.00.H99,Hai,,province,,,,,\n")
        let old = try #require(OrganCode("000.00.00.H99"))
        #expect(try await store.entry(old)?.code.text == "H30")
    }

    @Test func `the exact code comes first, then the upper levels`() async throws {
        let store = try await Self.store()
        let units = (10..<80).map { "H29.\($0),,Sở \($0),,other,,,,,\n" }.joined()
        _ = try await store.importCSV(Self.header + units + "H29,,Thành phố,,province,,,,,\n")
        #expect(try await store.find("h29", limit: 3).map(\.code.text) == ["H29", "H29.10", "H29.11"])
        #expect(try await store.find("H29.55").first?.code.text == "H29.55")
        #expect(try await store.find("so 7").count == 10)
    }

    private static func store() async throws -> OrganStore {
        let database = try await TestEngine.newHubDatabase()
        return OrganStore(database: database)
    }
}
