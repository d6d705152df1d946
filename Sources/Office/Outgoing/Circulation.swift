import Storage
import Web

/// How far a document may go round (phạm vi lưu hành; NĐ 30/2020/NĐ-CP, PL I, ô 11). Most documents say nothing.
enum Circulation: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Xem xong trả lại: whoever has read it gives it back.
    case giveBack = "give-back"
    /// Lưu hành nội bộ: it stays in the agency.
    case internalOnly = "internal"

    static let migration = Migration(
        "office 0551 how far documents go round",
        sql: ["outgoing", "draft_version"].map { table in
            "ALTER TABLE \(table) ADD COLUMN circulation TEXT CHECK (circulation IN ('give-back', 'internal'));"
        }.joined(separator: "\n")
    )

    /// As on pages and in packages; the stamp has it in capitals.
    var words: String {
        switch self {
        case .giveBack: "Xem xong trả lại"
        case .internalOnly: "Lưu hành nội bộ"
        }
    }

    /// What was chosen in the field `circulation`; nothing: no limit.
    static func read(_ fields: FormFields) throws(FormFault) -> Circulation? {
        guard let text = fields.optional("circulation") else { return nil }
        guard let circulation = Circulation(rawValue: text) else {
            throw FormFault("circulation", "Chọn phạm vi lưu hành trong danh sách")
        }
        return circulation
    }

    /// The exchange leads out of the agency: what is for the inside alone is never sent there.
    static func check(_ circulation: Circulation?, _ way: IssueWay) throws(FormFault) {
        guard circulation == .internalOnly, way != .paper else { return }
        throw FormFault(
            "circulation",
            "Văn bản lưu hành nội bộ không gửi ra ngoài cơ quan: chọn chỉ phát hành bản giấy, hoặc bỏ chỉ dẫn này")
    }
}
