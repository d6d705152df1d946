/// The 29 types of administrative documents (loại văn bản hành chính; NĐ 30/2020/NĐ-CP, Điều 7) with their abbreviations (Phụ lục III), those that an
/// office issues most first. What packages call them is the exchange's own list (`DocumentType`), which has all but "Phiếu báo".
enum DocumentTypes {
    struct Entry: Sendable {
        /// Its place in Phụ lục III, from 1 to 29.
        let number: Int
        let name: String
        /// Chữ viết tắt tên loại, in front of a notation; nil for the two that have none.
        let abbreviation: String?
    }

    static let all = [
        Entry(number: 18, name: "Công văn", abbreviation: nil),
        Entry(number: 19, name: "Công điện", abbreviation: "CĐ"),
        Entry(number: 3, name: "Chỉ thị", abbreviation: "CT"),
        Entry(number: 2, name: "Quyết định", abbreviation: "QĐ"),
        Entry(number: 7, name: "Thông báo", abbreviation: "TB"),
        Entry(number: 10, name: "Kế hoạch", abbreviation: "KH"),
        Entry(number: 14, name: "Báo cáo", abbreviation: "BC"),
        Entry(number: 16, name: "Tờ trình", abbreviation: "TTr"),
        Entry(number: 23, name: "Giấy mời", abbreviation: "GM"),
        Entry(number: 1, name: "Nghị quyết", abbreviation: "NQ"),
        Entry(number: 4, name: "Quy chế", abbreviation: "QC"),
        Entry(number: 5, name: "Quy định", abbreviation: "QyĐ"),
        Entry(number: 6, name: "Thông cáo", abbreviation: "TC"),
        Entry(number: 8, name: "Hướng dẫn", abbreviation: "HD"),
        Entry(number: 9, name: "Chương trình", abbreviation: "CTr"),
        Entry(number: 11, name: "Phương án", abbreviation: "PA"),
        Entry(number: 12, name: "Đề án", abbreviation: "ĐA"),
        Entry(number: 13, name: "Dự án", abbreviation: "DA"),
        Entry(number: 15, name: "Biên bản", abbreviation: "BB"),
        Entry(number: 17, name: "Hợp đồng", abbreviation: "HĐ"),
        Entry(number: 20, name: "Bản ghi nhớ", abbreviation: "BGN"),
        Entry(number: 21, name: "Bản thỏa thuận", abbreviation: "BTT"),
        Entry(number: 22, name: "Giấy ủy quyền", abbreviation: "GUQ"),
        Entry(number: 24, name: "Giấy giới thiệu", abbreviation: "GGT"),
        Entry(number: 25, name: "Giấy nghỉ phép", abbreviation: "GNP"),
        Entry(number: 26, name: "Phiếu gửi", abbreviation: "PG"),
        Entry(number: 27, name: "Phiếu chuyển", abbreviation: "PC"),
        Entry(number: 28, name: "Phiếu báo", abbreviation: "PB"),
        Entry(number: 29, name: "Thư công", abbreviation: nil),
    ]

    /// The type with exactly this name.
    static func named(_ name: String) -> Entry? { self.all.first { $0.name == name } }
}
