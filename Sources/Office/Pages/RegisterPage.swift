import Exchange
import Pages
import Web

/// A register on the screen and on paper: the ten columns of NĐ 30/2020/NĐ-CP, Phụ lục IV.
struct RegisterPage: Sendable {
    let shell: Shell
    let isIncoming: Bool
    let year: Int
    let lines: [RegisterLine]

    var html: HTML {
        let title = self.isIncoming ? "Sổ đăng ký văn bản đến" : "Sổ đăng ký văn bản đi"
        let body: HTML =
            self.lines.isEmpty
            ? empty(
                "Sổ năm \(self.year) chưa có văn bản nào", "Văn bản vào sổ hoặc được cấp số trong năm sẽ hiện ở đây.")
            : PrintedRegister(
                title: title, superior: self.shell.letterhead.first ?? "", body: self.shell.letterhead.last ?? "",
                year: self.year, columns: self.isIncoming ? Self.incoming : Self.outgoing,
                rows: self.lines.map(self.row)
            ).html
        return self.shell.page(
            "\(title) năm \(self.year)",
            """
            \(pageHead(
                "\(title) năm \(self.year)", count: self.lines.count,
                lead: "500 số cuối của năm. Mười cột theo Nghị định 30/2020/NĐ-CP, Phụ lục IV."))\(body)
            """
        )
    }

    private static let incoming: [PrintedRegister.Column] = [
        .init("Ngày đến", centred: true), .init("Số đến", centred: true), .init("Tác giả"),
        .init("Số, ký hiệu văn bản"), .init("Ngày tháng văn bản", centred: true),
        .init("Tên loại và trích yếu nội dung văn bản"), .init("Đơn vị hoặc người nhận"),
        .init("Ngày chuyển", centred: true), .init("Ký nhận"), .init("Ghi chú"),
    ]

    private static let outgoing: [PrintedRegister.Column] = [
        .init("Số, ký hiệu văn bản"), .init("Ngày tháng văn bản", centred: true),
        .init("Tên loại và trích yếu nội dung văn bản"), .init("Người ký"), .init("Nơi nhận văn bản"),
        .init("Đơn vị, người nhận bản lưu"), .init("Số lượng bản", centred: true),
        .init("Ngày chuyển", centred: true), .init("Ký nhận"), .init("Ghi chú"),
    ]

    private func row(_ line: RegisterLine) -> [HTML] {
        let document = line.documentDate.map(Shown.date) ?? ""
        let passed = line.passedOn.map(Shown.date) ?? ""
        let subject: HTML = "<a href=\"\(url: line.link)\">\(line.typeName): \(line.subject)</a>"
        return self.isIncoming
            ? [
                Shown.date(line.enteredOn), "\(line.number)", "\(line.parties)", "\(line.code)", document, subject,
                "\(line.unit)", passed,
            ]
            : [
                "\(line.code)", document, subject, "\(line.signer)", "\(line.parties)", "\(line.unit)", "", passed,
            ]
    }
}
