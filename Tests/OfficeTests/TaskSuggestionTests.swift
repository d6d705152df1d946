import Exchange
import Testing

@testable import Office

/// What plain rules read from a paragraph of a directive, and what they leave open.
@Suite struct TaskSuggestionTests {
    private static func agency(_ code: String, _ name: String) throws -> TaskAgencies.Agency {
        TaskAgencies.Agency(organ: try #require(OrganCode(code)), name: name)
    }

    /// Two receivers of the document, and others of the directory.
    private static func agencies() throws -> TaskAgencies {
        TaskAgencies(
            recipients: [try self.agency("G10", "Bộ Y tế"), try self.agency("H29", "UBND TP. Hồ Chí Minh")],
            directory: [
                try self.agency("G10", "Bộ Y tế"), try self.agency("G11", "Bộ Tài chính"),
                try self.agency("G12", "Bộ Công an"), try self.agency("G13", "Bộ Tài chính và Đầu tư"),
                try self.agency("H01", "Sở Thử nghiệm"), try self.agency("H02", "Sở Thử nghiệm"),
                try self.agency("G22", "Văn phòng Chính phủ"), try self.agency("G23", "Thanh"),
            ])
    }

    private static func read(_ paragraph: String) throws -> (lead: String?, supporting: [String]) {
        let found = try self.agencies().read(paragraph)
        return (found.lead?.organ.text, found.supporting.map(\.organ.text))
    }

    @Test(
        arguments: [
            ("gửi báo cáo trước ngày 30/11/2026.", "2026-11-30"), ("xong TRƯỚC NGÀY 5/1/2027", "2027-01-05"),
            ("trước ngày 30 tháng 11 năm 2026", "2026-11-30"), ("trước 30-11-2026", "2026-11-30"),
            ("trước 17 giờ 00 ngày 30.11.2026", "2026-11-30"), ("trước 17h ngày 30/11/2026", "2026-11-30"),
            ("chậm nhất là ngày 30/11/2026", "2026-11-30"), ("muộn nhất đến ngày 30/11/2026", "2026-11-30"),
            ("chậm nhất vào ngày 30/11/2026, báo cáo trước ngày 30/11/2026", "2026-11-30"),
            ("hoàn thành trong tháng 2/2028", "2028-02-29"), ("hết tháng 12 năm 2026", "2026-12-31"),
            ("trong quý I năm 2027", "2027-03-31"), ("trong Quý IV/2026", "2026-12-31"),
            ("hết quý 2 năm 2027", "2027-06-30"), ("trong năm 2027", "2027-12-31"),
            ("thường xuyên rà soát, xong trước ngày 30/11/2026", "2026-11-30"),
        ])
    func `a day of a deadline is known by the words before it`(text: String, day: String) throws {
        #expect(TaskDeadline.read(text) == .day(try #require(CalendarDate(day))))
    }

    @Test(arguments: ["Thường xuyên kiểm tra", "báo cáo hằng tháng", "công khai hàng quý", "cập nhật hằng tuần"])
    func `what is done all the time has no deadline`(text: String) {
        #expect(TaskDeadline.read(text) == .standing)
    }

    @Test(
        arguments: [
            "theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020", "từ ngày 01/01/2026 đến ngày 30/06/2026",
            "trước ngày 31/02/2027", "trước ngày 30/11", "trước ngày 30/11/2026 và trước ngày 15/12/2026",
            "trong tháng 13/2026", "trong quý V năm 2027", "số liệu năm 2026", "khẩn trương thực hiện", "",
        ])
    func `other days, days that do not exist and two deadlines say nothing`(text: String) {
        #expect(TaskDeadline.read(text) == nil)
    }

    @Test(
        arguments: [
            ("Bộ Y tế rà soát danh mục.", "G10"), ("Giao Bộ Y tế báo cáo Văn phòng Chính phủ.", "G10"),
            ("BỘ Y TẾ chủ trì rà soát.", "G10"), ("Bộ Tài chính cân đối ngân sách.", "G11"),
            ("Ủy ban nhân dân Thành phố Hồ Chí Minh công khai.", "H29"),
            ("Uỷ ban nhân dân TP. Hồ Chí Minh công khai.", "H29"),
            ("Bộ Y tế, Bộ Công an chủ trì rà soát.", "G12"),
            ("Bộ Y tế xây dựng chương trình, Bộ Y tế ban hành.", "G10"),
        ])
    func `one agency before what it does leads`(text: String, code: String) throws {
        #expect(try Self.read(text).lead == code)
    }

    @Test(
        arguments: [
            "Các bộ, ngành khẩn trương rà soát.", "Bộ Y tế, Bộ Công an rà soát.",
            "Báo cáo Văn phòng Chính phủ trước ngày 30/11/2026.",
            "Sở Thử nghiệm rà soát.", "Phối hợp với Bộ Y tế rà soát.", "Thanh tra việc này.",
            "Các cơ quan thực hiện. Bộ Y tế theo dõi.",
        ])
    func `several, none, two of one name, or one elsewhere in the sentence lead nothing`(text: String) throws {
        #expect(try Self.read(text).lead == nil)
    }

    @Test func `who stands behind the word for it supports, up to whom is reported to`() throws {
        let text =
            "Bộ Y tế chủ trì, phối hợp với Bộ Tài chính, Bộ Công an và Bộ Y tế rà soát, báo cáo Văn phòng Chính phủ."
        let found = try Self.read(text)
        #expect(found.lead == "G10" && found.supporting == ["G11", "G12"])
        let ended = try Self.read("Bộ Y tế phối hợp với Bộ Tài chính; Bộ Công an theo dõi.")
        #expect(ended.lead == "G10" && ended.supporting == ["G11"])
        // The longest name that stands there is meant.
        #expect(try Self.read("Bộ Y tế phối hợp Bộ Tài chính và Đầu tư.").supporting == ["G13"])
        #expect(try Self.read("Bộ Y tế phối hợp").supporting.isEmpty)
    }

    @Test func `a paragraph fills a task: its text without its number, and what must come back`() throws {
        let agencies = try Self.agencies()
        let day = try #require(CalendarDate("2026-11-01"))
        func suggest(_ text: String) -> TaskSuggestion { TaskSuggestion(text, agencies: agencies, from: day) }
        let whole = suggest("1. Bộ Y tế gửi báo cáo trước ngày 30/11/2026.")
        #expect(whole.text == "Bộ Y tế gửi báo cáo trước ngày 30/11/2026.")
        #expect(whole.agencies.lead?.organ.text == "G10" && whole.comesBack == .report)
        #expect(whole.deadline == .day(try #require(CalendarDate("2026-11-30"))))
        // A day before the document is no deadline of it.
        #expect(suggest("xong trước ngày 31/10/2026").deadline == nil)
        for (text, comesBack) in [
            ("cung cấp số liệu, báo cáo kết quả", DirectiveTask.ComesBack.report), ("Cung cấp số liệu", .figure),
            ("trình Thủ tướng dự thảo Nghị định", .document), ("ban hành kế hoạch", .document),
        ] { #expect(suggest(text).comesBack == comesBack, "\(text)") }
        for text in ["căn cứ Nghị định số 30", "kiểm tra thực tế"] {
            #expect(suggest(text).comesBack == nil, "\(text)")
        }
        for text in ["1. Rà soát", "2.1 Rà soát", "a) Rà soát", "(IV) Rà soát", "- Rà soát", "đ) Rà soát", "Rà soát"] {
            #expect(suggest(text).text == "Rà soát", "\(text)")
        }
        #expect(suggest("Khoản 3. Rà soát").text == "Khoản 3. Rà soát")
    }

    @Test func `a paragraph that no task can hold is offered by its sentences`() {
        let sentence = String(repeating: "x", count: 600)
        let parts = TaskText.parts("Bộ Y tế \(sentence). Bộ Công an \(sentence); bộ khác.")
        #expect(parts == ["Bộ Y tế \(sentence).", "Bộ Công an \(sentence); bộ khác."])
        #expect(TaskText.parts("Câu một. Câu hai.") == ["Câu một. Câu hai."])
    }
}
