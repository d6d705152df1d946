import Exchange
import Spreadsheet

/// A column of a register that is made of the entries of a book.
typealias RegisterColumn = LegalColumn<RegisterLine>

extension LegalColumn where Line == RegisterLine {
    /// The columns of a register, in their order. Ký nhận is for the pen.
    static func all(_ form: RegisterForm) -> [RegisterColumn] {
        switch form {
        case .secretIncoming: Self.withSecrecy(Self.all(.incoming))
        case .secretOutgoing: Self.withSecrecy(Self.all(.outgoing))
        case .handling:
            [
                .init("Số đến", 8, centred: true, Self.number),
                .init(Self.described, 48) { .text($0.described) },
                .init("Đơn vị hoặc người nhận", 22) { .text($0.unit) },
                .init("Thời hạn giải quyết", 12, centred: true) { $0.handling?.due.map { .date($0) } ?? .empty },
                .init("Tiến độ giải quyết", 22) { .text($0.handling?.progress ?? "") },
                .init("Số, ký hiệu văn bản trả lời", 22) { .text($0.handling?.replies.joined(separator: "; ") ?? "") },
                .init("Ghi chú", 18) { .text($0.note) },
            ]
        case .incoming:
            [
                .init("Ngày đến", 11, centred: true) { .date($0.enteredOn) },
                .init("Số đến", 8, centred: true, Self.number),
                .init("Tác giả", 26) { .text($0.parties) },
                .init("Số, ký hiệu văn bản", 18) { .text($0.code) },
                .init("Ngày tháng văn bản", 11, centred: true) { $0.documentDate.map { .date($0) } ?? .empty },
                .init(Self.subject, 52) { .text($0.title) },
                .init("Đơn vị hoặc người nhận", 22) { .text($0.unit) },
                .init("Ngày chuyển", 11, centred: true) { $0.passedOn.map { .date($0) } ?? .empty },
                .init("Ký nhận", 12) { _ in .empty },
                .init("Ghi chú", 18) { .text($0.note) },
            ]
        case .outgoing:
            [
                .init("Số, ký hiệu văn bản", 18) { .text($0.code.isEmpty ? $0.number.printed : $0.code) },
                .init("Ngày tháng văn bản", 11, centred: true) { $0.documentDate.map { .date($0) } ?? .empty },
                .init(Self.subject, 52) { .text($0.title) },
                .init("Người ký", 20) { .text($0.signer) },
                .init("Nơi nhận văn bản", 30) { .text($0.parties) },
                .init("Đơn vị, người nhận bản lưu", 20) { .text($0.unit) },
                .init("Số lượng bản", 8, centred: true) { $0.copies.map { .number($0) } ?? .empty },
                .init("Ngày chuyển", 11, centred: true) { $0.passedOn.map { .date($0) } ?? .empty },
                .init("Ký nhận", 12) { _ in .empty },
                .init("Ghi chú", 18) { .text($0.note) },
            ]
        }
    }

    /// Độ mật and thời hạn bảo vệ stand behind the subject; the other columns are those of the open registers.
    private static func withSecrecy(_ columns: [RegisterColumn]) -> [RegisterColumn] {
        columns.flatMap { column in
            column.title == Self.subject
                ? [
                    column, .init("Độ mật", 11, centred: true) { .text($0.secrecy) },
                    .init("Thời hạn bảo vệ", 12, centred: true) { $0.protectedUntil.map { .date($0) } ?? .empty },
                ]
                : [column]
        }
    }

    /// The columns that lead to the document.
    static var links: [String] { [Self.subject, Self.described] }
    private static var described: String { "Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành" }
    private static var subject: String { "Tên loại và trích yếu nội dung văn bản" }
}

extension LegalColumn where Line == RegisterLine {
    private static func number(_ line: RegisterLine) -> Cell {
        line.number.suffix.isEmpty ? .number(line.number.number) : .text(line.number.description)
    }
}

extension RegisterLine {
    /// Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành.
    var described: String {
        let date = self.documentDate.map { "ngày \($0.shown)" } ?? ""
        let issuer = self.parties.isEmpty ? "" : "của \(self.parties)"
        return [self.typeName, self.code, date, issuer].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Tên loại và trích yếu.
    var title: String { self.typeName.isEmpty ? self.subject : "\(self.typeName): \(self.subject)" }
}

/// A register of NĐ 30/2020/NĐ-CP, Phụ lục IV, that is made of the entries of a book.
enum RegisterForm: Sendable {
    /// Sổ đăng ký văn bản đến, văn bản đi: ten columns.
    case incoming, outgoing
    /// Sổ theo dõi giải quyết văn bản đến: seven columns.
    case handling
    /// Sổ đăng ký văn bản mật đến, văn bản mật đi: with the level of secrecy.
    case secretIncoming, secretOutgoing

    init(_ book: Book, isHandling: Bool) {
        self =
            switch book.direction {
            case .incoming: book.isSecret ? .secretIncoming : isHandling ? .handling : .incoming
            case .outgoing: book.isSecret ? .secretOutgoing : .outgoing
            }
    }

    /// The name that the law gives the register.
    var legalName: String {
        switch self {
        case .incoming: "Sổ đăng ký văn bản đến"
        case .outgoing: "Sổ đăng ký văn bản đi"
        case .handling: "Sổ theo dõi giải quyết văn bản đến"
        case .secretIncoming: "Sổ đăng ký văn bản mật đến"
        case .secretOutgoing: "Sổ đăng ký văn bản mật đi"
        }
    }

    /// The name of the file.
    var fileName: String {
        switch self {
        case .incoming: "so-van-ban-den"
        case .outgoing: "so-van-ban-di"
        case .handling: "so-theo-doi-giai-quyet-van-ban-den"
        case .secretIncoming: "so-van-ban-mat-den"
        case .secretOutgoing: "so-van-ban-mat-di"
        }
    }
}
