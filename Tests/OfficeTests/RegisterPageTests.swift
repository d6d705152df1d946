import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Storage
import Testing

@testable import Office

/// Both legal registers on the screen, on paper and as spreadsheets.
@Suite struct RegisterPageTests {
    private static let incoming: [Cell] = [
        "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ].map { .text($0) }
    private static let outgoing: [Cell] = [
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
        "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ].map { .text($0) }

    /// Papers that were registered on `day`, as many as `count`, behind those that are there.
    private static func enter(_ count: Int, on day: CalendarDate, _ test: TestOffice) async throws {
        try await test.office.database.write { connection in
            let clerk = try #require(try PersonStore.person("clerk-A", in: connection))
            for index in 0..<count {
                let id = "paper-\(day.iso)-\(index)"
                try connection.execute(
                    """
                    INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject, urgency,
                        steering, state, arrived_at, warnings)
                    VALUES ($1, 'paper', 'Công ty Ví Dụ', $2, 'CV', $3, 'Công văn', $4, 0, 1, 'registered', $5, '')
                    """, id, String(index + 1), day, "V/v việc số \(index + 1) ngày \(day.shown)", Date())
                _ = try Register.enter(.incoming, document: id, on: day, by: clerk, in: connection)
            }
        }
    }

    private static func rows(
        _ path: String, _ test: TestOffice, name: String = "so-van-ban-"
    ) async throws -> [[Cell]] {
        let answer = try await test.get(path, as: "clerk-A")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"\(name)") == true)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(answer.body.readableBytesView).write(to: file)
        return try SheetReader.read(file)
    }

    @Test func `the register of arrivals is a spreadsheet with exactly the columns of the law`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let today = test.office.today
            let rows = try await Self.rows("/registers/in/xlsx", test)
            let head = try #require(rows.firstIndex(of: Self.incoming))
            #expect(rows[head - 1] == [.text("Từ ngày \(today.shown) đến ngày \(today.shown); từ số 01 đến số 01")])
            let line: [Cell] = [
                .date(today), .number(1), .text("Văn phòng Chính phủ"), .text("123/VPCP-KSTT"), .date(today),
                .text("Công văn: V/v thử nghiệm liên thông"), .text("Phòng A"), .date(today),
            ]
            #expect(Array(rows[(head + 1)...]) == [line])
            // The screen and the print have the same.
            for path in ["/registers/in", "/registers/in/print?volume=3"] {
                let page = try await test.text(path, as: "leader-A")
                for case .text(let title) in Self.incoming { #expect(page.contains("<th scope=\"col\">\(title)</th>")) }
                #expect(page.contains("Công văn: V/v thử nghiệm liên thông") && page.contains("Văn phòng Chính phủ"))
            }
        }
    }

    @Test func `the register of issues names number, signer and every receiver`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            let today = test.office.today
            let rows = try await Self.rows("/registers/out/xlsx", test)
            let head = try #require(rows.firstIndex(of: Self.outgoing))
            let line: [Cell] = [
                .text("01/UBND-A"), .date(today), .text("Công văn: V/v trả lời thử nghiệm"), .text("Người leader-A"),
                .text("Văn phòng Chính phủ"), .text("Phòng A"), .number(1), .date(today),
            ]
            #expect(Array(rows[(head + 1)...]) == [line])
        }
    }

    @Test func `both registers say of what was recalled that it was`() async throws {
        try await TestOffice.with { test in
            /// Of the only line, what stands in the last column.
            func note(_ direction: String) async throws -> Cell? {
                let rows = try await Self.rows("/registers/\(direction)/xlsx", test)
                let last = try #require(rows.last)
                return last.count == Self.incoming.count ? last.last : nil
            }
            let arrived = try await test.arrival()
            try await test.handle(arrived, until: .registered)
            #expect(try await note("in") == nil)
            try await test.recall(arrived)
            #expect(try await note("in") == nil, "it is still here")
            let answer = try await test.post(
                "/incoming/\(arrived)/recall", as: "clerk-A", version: try await test.state(arrived).version,
                ["answer": "agree"])
            #expect(answer.status == .seeOther)
            #expect(try await note("in") == .text("Đã thu hồi"))
            #expect(try await test.text("/registers/in", as: "clerk-A").contains("Đã thu hồi"))

            let issued = try await TestOffice.delivered(test)
            let asked = try await test.post(
                "/outgoing/\(issued)/recall", as: "clerk-A", version: try await test.outgoingState(issued).version,
                ["reason": "Ban hành nhầm phụ lục, đề nghị trả lại.", "recipients": "G22"])
            #expect(asked.status == .seeOther)
            #expect(try await note("out") == nil, "nobody has agreed")
            try await test.report(.agreed, of: issued, "Đồng ý")
            #expect(try await note("out") == .text("Đã thu hồi ở 1 trong 1 nơi nhận"))
            #expect(try await test.text("/registers/out", as: "clerk-A").contains("Đã thu hồi ở 1 trong 1 nơi nhận"))
        }
    }

    @Test func `arrivals are followed in the seven columns of the law, with what answers them`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress)
            let fields = TestOffice.draftFields.merging(["answers": id]) { $1 }
            let draft = try await test.post("/outgoing", as: "officer-A", version: 0, fields)
            let reply = String(try #require(draft.headers[.location]?.split(separator: "/").last))
            try await test.bring(reply, to: .numbered)
            let today = test.office.today
            let rows = try await Self.rows("/registers/in/xlsx?form=handling", test, name: "so-theo-doi-giai-quyet-")
            let titles = [
                "Số đến", "Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành", "Đơn vị hoặc người nhận",
                "Thời hạn giải quyết", "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
            ]
            let head = try #require(rows.firstIndex(of: titles.map { .text($0) }))
            #expect(rows.contains([.text("SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN NĂM \(today.year)")]))
            let line = rows[head + 1]
            #expect(line.count == 6 && line[0] == .number(1) && line[2] == .text("Phòng A"))
            #expect(line[1] == .text("Công văn 123/VPCP-KSTT ngày \(today.shown) của Văn phòng Chính phủ"))
            #expect(line[4] == .text(IncomingWords.state(.inProgress)) && line[5] == .text("01/UBND-A"))
            let page = try await test.text("/registers/in?form=handling", as: "leader-A")
            #expect(page.contains("Sổ theo dõi giải quyết văn bản đến") && page.contains("01/UBND-A"))
        }
    }

    @Test func `the sheet of a document has what each wrote and room for the rest`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .assigned)
            let sheet = try await test.text("/incoming/\(id)/sheet", as: "officer-A")
            for text in ["Phiếu giải quyết văn bản đến", "123/VPCP-KSTT", "Chủ trì", "Phòng A", "Ngày … tháng … năm …"]
            {
                #expect(sheet.contains(text), "\(text)")
            }
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("/incoming/\(id)/sheet"))
            #expect(try await test.get("/incoming/\(id)/sheet", as: "officer-B").status == .notFound)
            #expect(try await test.get("/incoming/\(id)/sheet", as: "admin-A").status == .notFound)
        }
    }

    @Test func `the stamp of an arrival has what the law asks for, once it is registered`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await test.get("/incoming/\(id)/stamp", as: "clerk-A").status == .forbidden)
            try await test.handle(id, until: .assigned)
            let stamp = try await test.text("/incoming/\(id)/stamp", as: "clerk-A")
            for text in [
                "UBND TP. Hồ Chí Minh", "<b>ĐẾN</b>", "Số: 1<", "Ngày: \(test.office.today.shown)", "Chuyển: A",
                "Số và ký hiệu HS: …",
            ] { #expect(stamp.contains(text), "\(text)") }
            #expect(try await test.get("/incoming/\(id)/stamp", as: "officer-B").status == .notFound)
        }
    }

    @Test func `every register says on each sheet who printed it and when`() async throws {
        try await TestOffice.with { test in
            try await Self.enter(1, on: test.office.today, test)
            let clerk = try #require(
                try await test.office.database.read { try PersonStore.person("clerk-A", in: $0) })
            for path in ["/registers/in/print", "/registers/in", "/registers/in/print?form=handling"] {
                let page = try await test.text(path, as: "clerk-A")
                let mark = try #require(
                    page.firstMatch(of: /<tfoot><tr><td colspan="(\d+)">(.*), \d\d:\d\d \d\d\/\d\d\/\d{4}<\/td>/),
                    "\(path)")
                #expect(mark.2 == "Bản in của \(clerk.signature)")
                #expect(Int(mark.1) == page.matches(of: /<th scope="col">/).count, "\(path)")
            }
        }
    }

    @Test func `every number is reached, whatever there is of them`() async throws {
        try await TestOffice.with { test in
            let today = test.office.today
            try await Self.enter(2_001, on: today, test)
            let last = "V/v việc số 2001 ngày \(today.shown)"
            #expect(try await test.text("/registers/in?page=21", as: "clerk-A").contains(last))
            #expect(try await !test.text("/registers/in?page=20", as: "clerk-A").contains(last))
            let rows = try await Self.rows("/registers/in/xlsx", test)
            let head = try #require(rows.firstIndex(of: Self.incoming))
            #expect(rows[(head + 1)...].map { $0[1] } == (1...2_001).map { .number($0) })
            // A print says that it cannot take all of them; in two volumes it does.
            let whole = try await test.get("/registers/in/print", as: "clerk-A")
            #expect(whole.status == .unprocessableContent && String(buffer: whole.body).contains("2001 số"))
            let volume = try await test.text("/registers/in/print?first=1001&volume=02", as: "clerk-A")
            #expect(
                volume.contains("từ số 1001 đến số 2001") && volume.contains("Quyển số 02") && volume.contains(last))
            #expect(volume.contains("Năm \(today.year)") && volume.contains("NGƯỜI ĐỨNG ĐẦU CƠ QUAN"))
            #expect(volume.contains("Người clerk-A"))
        }
    }

    @Test func `a span of dates or numbers is exactly that`() async throws {
        try await TestOffice.with { test in
            let days = try ["2025-01-10", "2025-02-20"].map { try #require(CalendarDate($0)) }
            for day in days { try await Self.enter(3, on: day, test) }
            func numbers(_ span: String) async throws -> [Int] {
                let rows = try await Self.rows("/registers/in/xlsx?book=in-2025\(span)", test)
                return rows.compactMap { row in
                    if row.count > 2, case .number(let number) = row[1] { number } else { nil }
                }
            }
            #expect(try await numbers("") == [1, 2, 3, 4, 5, 6])
            #expect(try await numbers("&from=20/02/2025") == [4, 5, 6])
            #expect(try await numbers("&to=2025-02-19") == [1, 2, 3])
            #expect(try await numbers("&first=2&last=4") == [2, 3, 4])
            #expect(try await numbers("&first=2&from=11.2.2025") == [4, 5, 6])
            #expect(try await numbers("&first=7") == [])
            let page = try await test.text("/registers/in?book=in-2025&last=2", as: "clerk-A")
            #expect(page.contains("năm 2025") && page.contains("từ số 01 đến số 02"))
        }
    }

    @Test func `what is no span, no book or nobody's business is refused in every form`() async throws {
        try await TestOffice.with { test in
            try await Self.enter(1, on: test.office.today, test)
            let faults = [
                "from=31/02/2025", "to=x", "first=0", "last=-1", "first=9999999999999999999", "first=3&last=2",
                "from=02/01/2025&to=01/01/2025",
            ]
            for fault in faults {
                for form in ["", "/print", "/xlsx"] {
                    let answer = try await test.get("/registers/in\(form)?\(fault)", as: "clerk-A")
                    #expect(answer.status == .unprocessableContent, "\(form) \(fault)")
                }
            }
            for form in ["", "/print", "/xlsx"] {
                #expect(try await test.get("/registers/in\(form)?book=out-2025", as: "clerk-A").status == .notFound)
                #expect(try await test.get("/registers/x\(form)", as: "clerk-A").status == .notFound)
                for person in ["head-A", "officer-A", "admin-A"] {
                    #expect(try await test.get("/registers/in\(form)", as: person).status == .forbidden, "\(person)")
                }
            }
        }
    }

    @Test func `receivers beyond what a cell takes are counted`() {
        let names = (1...300).map { "Cơ quan số \($0) " + String(repeating: "x", count: 200) }
        let text = RegisterLine.joined(names)
        #expect(text.utf16.count < Cell.maximumLength && text.hasSuffix("nơi khác"))
        #expect(RegisterLine.joined(["A", "B"]) == "A; B" && RegisterLine.joined([]) == "")
    }
}
