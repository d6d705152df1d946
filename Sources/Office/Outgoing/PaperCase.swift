import Exchange
import Storage
import Web

/// Why paper follows a document that went through the exchange (có bản giấy gửi sau).
///
/// Whoever was sent the e-document gets no paper (QĐ 28/2018/QĐ-TTg, Điều 4), but in the cases of Điều 7.2, which these are. The clerk names the case
/// when issuing; whether a document is on the list, and to whom it goes, the clerk knows.
enum PaperCase: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Văn bản gửi Chính phủ, Thủ tướng Chính phủ.
    case government
    /// On the list that the head of the ministry, sector or locality has decided.
    case listed

    /// Of the form and the API.
    static let field = "paper"

    /// Types that always go without paper, whatever the case: the administrative ones among the 26 that Văn phòng Chính phủ named in 2020 (after
    /// 11796/VPCP-KSTT of 26/12/2019). The other four are legal normative documents (văn bản quy phạm pháp luật).
    static let typesWithoutPaper: Set = [
        "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
        "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Tờ trình", "Công văn", "Công điện",
        "Giấy ủy quyền", "Giấy mời", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo",
    ]

    static let migration = Migration(
        "office 0552 paper that follows",
        sql: """
            -- Of a document that was issued: why paper follows; null: none does.
            ALTER TABLE outgoing ADD COLUMN paper_case TEXT CHECK (paper_case IN ('government', 'listed'));
            -- Its sender says that paper follows.
            ALTER TABLE incoming ADD COLUMN paper_follows INTEGER NOT NULL DEFAULT 0 CHECK (paper_follows IN (0, 1));
            """
    )

    static func isOffered(for type: String) -> Bool { !self.typesWithoutPaper.contains(type) }

    /// What the form says of a document of `type`; nil: no paper follows. Throws `FormFault` at `field`.
    static func read(_ text: String?, for type: String) throws(FormFault) -> PaperCase? {
        guard let text else { return nil }
        guard let paper = PaperCase(rawValue: text) else {
            throw FormFault(self.field, "Chọn trường hợp gửi bản giấy trong danh sách")
        }
        guard self.isOffered(for: type) else {
            throw FormFault(self.field, "\(type) gửi qua trục thì không gửi bản giấy")
        }
        return paper
    }
}
