import Exchange
import Foundation
import Spreadsheet
import Storage
import Testing

@testable import Office

/// What travels of tasks: the spreadsheet beside a directive, and the sentence in a status package.
@Suite struct TaskFormatTests {
    // The sentence

    @Test(arguments: [
        ("Nhiệm vụ 1, tiếp nhận", TaskReport.Kind.accepted), ("Nhiệm vụ 12, đang xử lý", .inProgress),
        ("Nhiệm vụ 3, trả lại: không thuộc thẩm quyền", .returned),
        ("Nhiệm vụ 50, hoàn thành: Báo cáo số 12/BC-UBND: đã gửi.\nKèm số liệu.", .finished),
        ("Nhiệm vụ 3, xin gia hạn đến 31/12/2026: chờ số liệu của các xã", .extension),
    ])
    func `a sentence says a report and is read back`(sentence: String, kind: TaskReport.Kind) throws {
        let report = try #require(TaskReport(description: sentence))
        #expect(report.kind == kind && report.description == sentence)
        #expect((report.due == nil) == (kind != .extension))
        let decomposed = "  " + sentence.decomposedStringWithCanonicalMapping
        #expect(TaskReport(description: decomposed) == report)
        #expect(TaskReport(description: sentence.replacing(" vụ ", with: "\u{A0} vụ  ")) == report)
    }

    @Test(arguments: [
        "", "Đã đến", "Nhiệm vụ", "Nhiệm vụ 0, tiếp nhận", "Nhiệm vụ 03, tiếp nhận", "Nhiệm vụ 51, tiếp nhận",
        "Nhiệm vụ 100, tiếp nhận", "Nhiệm vụ ٣, tiếp nhận", "nhiệm vụ 3, tiếp nhận", "Nhiem vu 3, tiep nhan",
        "Nhiệm vụ 3 tiếp nhận", "Nhiệm vụ 3, nhận", "Nhiệm vụ 3, tiếp nhận rồi", "Nhiệm vụ 3, trả lại",
        "Nhiệm vụ 3, trả lại: ", "Nhiệm vụ 3, xin gia hạn đến: chờ số liệu", "Nhiệm vụ 3, xin gia hạn đến 31/12/2026",
        "Nhiệm vụ 3, xin gia hạn đến 31/02/2026: chờ", "Nhiệm vụ 3, xin gia hạn đến 1/2/2026: chờ",
        "Nhiệm vụ 3, hoàn thành 31/12/2026", "Ghi chú: Nhiệm vụ 3, hoàn thành", "Nhiệm vụ 3, hoàn thành. Hết",
        "Nhiệm vụ 3, hoàn thành: " + String(repeating: "x", count: 901),
    ])
    func `any other sentence is no report`(sentence: String) {
        #expect(TaskReport(description: sentence) == nil)
    }

    @Test func `the longest report fits into a description, and what cannot be said is none`() throws {
        let text = String(repeating: "ợ", count: TaskReport.maximumCharacters)
        let day = try #require(CalendarDate("2026-12-31"))
        let longest = try #require(TaskReport(ordinal: 50, kind: .extension, text: text, due: day))
        #expect(longest.description.count <= 1_000)
        #expect(TaskReport(description: longest.description) == longest)
        #expect(TaskReport(ordinal: 1, kind: .finished, text: text + "x") == nil)
        #expect(TaskReport(ordinal: 0, kind: .finished) == nil)
        #expect(TaskReport(ordinal: 1, kind: .returned, text: "  ") == nil)
        #expect(TaskReport(ordinal: 1, kind: .extension, text: "Chờ") == nil)
        #expect(TaskReport(ordinal: 1, kind: .finished, due: day) == nil)
    }

    // The spreadsheet

    private static func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "annex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private static let titles = [
        "STT", "Nội dung nhiệm vụ", "Mã cơ quan chủ trì", "Cơ quan chủ trì", "Mã cơ quan phối hợp", "Cơ quan phối hợp",
        "Thời hạn", "Sản phẩm gửi về", "Mã nhiệm vụ",
    ]

    /// What others make: `rows` below `titles`.
    private static func sheet(
        _ rows: [[Cell]], titles: [String] = Self.titles, in folder: URL
    ) throws -> URL {
        let file = folder.appending(path: UUID().uuidString)
        let layout = SheetLayout(name: "x", columns: titles.map { .init($0, width: 10) })
        let writer = try SheetWriter(layout, into: file)
        for row in rows { try writer.append(row) }
        try writer.finish()
        return file
    }

    private static func line(_ ordinal: Int = 1, _ changed: [Int: Cell] = [:]) -> [Cell] {
        let cells: [Cell] = [
            .number(ordinal), .text("Rà soát thủ tục"), .text("G22"), .text("Văn phòng Chính phủ"),
            .text("G90; H29.15"),
            .text("Bộ Thử nghiệm; Sở Mẫu"), .text("thường xuyên"), .text("Báo cáo"), .text("task-\(ordinal)"),
        ]
        return cells.enumerated().map { changed[$0] ?? $1 }
    }

    private static func fault(_ rows: [[Cell]], in folder: URL) throws -> Fault? {
        let file = try self.sheet(rows, in: folder)
        do {
            _ = try TaskAnnex.read(file)
            return nil
        } catch let fault as Fault { return fault }
    }

    @Test func `tasks are written, read back the same, and the same tasks give the same bytes`() throws {
        let (lead, helper, other) = (
            try #require(OrganCode("000.00.15.H29")), try #require(OrganCode("G22")), try #require(OrganCode("H29.1"))
        )
        let rows = [
            TaskAnnex.Row(
                ordinal: 1, text: "=1+1 là chữ\nhai dòng", lead: lead, leadName: "Sở Mẫu", supporting: [],
                supportingNames: "",
                due: nil, comesBack: .nothing, id: "a1"),
            TaskAnnex.Row(
                ordinal: 3, text: "Báo cáo \"số\" <liệu>", lead: helper, leadName: "Văn phòng",
                supporting: [lead, other],
                supportingNames: "Sở Mẫu; Xã Ví dụ", due: CalendarDate("2026-12-31"), comesBack: .figure, id: "b2"),
        ]
        try Self.withFolder { folder in
            let files = [folder.appending(path: "1.xlsx"), folder.appending(path: "2.xlsx")]
            for file in files { try TaskAnnex(rows).write(into: file) }
            #expect(try TaskAnnex.read(files[0]) == rows)
            #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
            // For people: a day is a day, the words are those of the pages.
            let cells = try SheetReader.read(files[0])
            #expect(cells[0].map(\.shown) == Self.titles)
            #expect(cells[1].map(\.shown)[6...7] == ["thường xuyên", "Không phải gửi"])
            #expect(cells[2][6] == .date(try #require(CalendarDate("2026-12-31"))))
        }
    }

    @Test func `what people saved again is read: texts for numbers and days, blank rows, more columns`() throws {
        try Self.withFolder { folder in
            let file = try Self.sheet(
                [
                    Self.line(2, [0: .text(" 2 "), 6: .text("5/1/2027"), 7: .text("báo cáo")]), [.text(" ")],
                    Self.line(7, [4: .empty, 5: .empty]) + [.text("ghi chú")],
                ], titles: Self.titles.map(\.decomposedStringWithCanonicalMapping) + ["Ghi chú"], in: folder)
            let rows = try #require(try TaskAnnex.read(file))
            #expect(rows.map(\.ordinal) == [2, 7] && rows[0].due == CalendarDate("2027-01-05"))
            #expect(rows[0].supporting.map(\.text) == ["G90", "H29.15"] && rows[1].supporting.isEmpty)
            #expect(rows[1].due == nil && rows[1].comesBack == .report)
            #expect(try TaskAnnex.read(Self.sheet([], in: folder)) == [])
        }
    }

    @Test func `a file with other titles is a file like others`() throws {
        try Self.withFolder { folder in
            for titles in [["STT", "Họ tên"], Array(Self.titles.dropLast()), Array(Self.titles.reversed())] {
                #expect(try TaskAnnex.read(Self.sheet([Self.line()], titles: titles, in: folder)) == nil)
            }
            let text = folder.appending(path: "a.csv")
            try Data("Tên;Số\nA;1\n".utf8).write(to: text)
            #expect(try TaskAnnex.read(text) == nil)
        }
    }

    @Test(arguments: [
        ([0: Cell.empty], Fault.Code.missingField), ([0: .number(0)], .outOfRange), ([0: .number(51)], .outOfRange),
        ([0: .text("một")], .outOfRange), ([1: .text(" ")], .missingField),
        ([1: .text(String(repeating: "x", count: 1_001))], .tooLong), ([2: .empty], .missingField),
        ([2: .text("G 22")], .badFormat), ([3: .empty], .missingField), ([4: .text("G 90")], .badFormat),
        ([4: .text("G90; g90")], .badFormat), ([4: .text("G22")], .badFormat), ([6: .text("31/02/2027")], .badFormat),
        ([6: .empty], .missingField), ([6: .number(5)], .badFormat), ([7: .text("Tiền")], .badFormat),
        ([8: .empty], .missingField), ([8: .text("a b")], .badFormat),
        ([8: .text(String(repeating: "x", count: 101))], .tooLong),
    ])
    func `what a row cannot say is refused with its row`(changed: [Int: Cell], code: Fault.Code) throws {
        try Self.withFolder { folder in
            let fault = try #require(try Self.fault([Self.line(1), Self.line(2, changed)], in: folder))
            #expect(fault.code == code && fault.place == "row 3" && fault.vietnamese.contains("dòng 3"))
        }
    }

    @Test func `the same task twice, too many tasks and files that are no table are refused`() throws {
        try Self.withFolder { folder in
            for twice in [[0: Cell.number(1)], [8: .text("task-1")]] {
                #expect(try Self.fault([Self.line(1), Self.line(2, twice)], in: folder)?.code == .badFormat)
            }
            let most = (1...DirectiveTask.maximum).map { Self.line($0) }
            #expect(try Self.fault(most, in: folder) == nil)
            #expect(try Self.fault(most + [Self.line(51)], in: folder)?.code == .tooMany)
            let far = Array(repeating: [Cell.text("x")], count: 1_001)
            #expect(try Self.fault(far, in: folder)?.code == .tooMany)
            let broken = folder.appending(path: "broken.xlsx")
            try Data([0x50, 0x4B, 0x03, 0x04] + Array(repeating: 0, count: 100)).write(to: broken)
            #expect(throws: Fault.self) { try TaskAnnex.read(broken) }
            let large = folder.appending(path: "large.xlsx")
            try Data(repeating: 0x20, count: (256 << 10) + 1).write(to: large)
            let tooLarge = #expect(throws: Fault.self) { try TaskAnnex.read(large) }
            #expect(tooLarge?.code == .tooLarge && tooLarge?.vietnamese == "Tệp lớn quá 256 KB.")
            // Small as a file, large inside, although it is packed no tighter than sheets are.
            let wide = (1...200).map { row in
                let digits = (1...100).map { String($0 * $0 * row * 7_919 % 1_000_003) }.joined()
                return [Cell.text(String(repeating: digits, count: 20_000 / digits.count))]
            }
            #expect(try Self.fault(wide, in: folder)?.code == .zipBomb)
        }
    }
}
