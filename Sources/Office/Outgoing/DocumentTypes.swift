/// The administrative document types (NĐ 30/2020/NĐ-CP, Điều 7), those that an office issues most first, with their ordinal in list B of
/// QCVN 102 (edXML §2.5). "Phiếu báo" has no known place in that list and is not issued through the exchange.
enum DocumentTypes {
    struct Entry: Sendable {
        let name: String
        let ordinal: Int
    }

    static let all = [
        Entry(name: "Công văn", ordinal: 18),
        Entry(name: "Công điện", ordinal: 19),
        Entry(name: "Chỉ thị", ordinal: 3),
        Entry(name: "Quyết định", ordinal: 2),
        Entry(name: "Thông báo", ordinal: 7),
        Entry(name: "Kế hoạch", ordinal: 10),
        Entry(name: "Báo cáo", ordinal: 14),
        Entry(name: "Tờ trình", ordinal: 16),
        Entry(name: "Giấy mời", ordinal: 25),
        Entry(name: "Nghị quyết", ordinal: 1),
        Entry(name: "Quy chế", ordinal: 4),
        Entry(name: "Quy định", ordinal: 5),
        Entry(name: "Thông cáo", ordinal: 6),
        Entry(name: "Hướng dẫn", ordinal: 8),
        Entry(name: "Chương trình", ordinal: 9),
        Entry(name: "Phương án", ordinal: 11),
        Entry(name: "Đề án", ordinal: 12),
        Entry(name: "Dự án", ordinal: 13),
        Entry(name: "Biên bản", ordinal: 15),
        Entry(name: "Hợp đồng", ordinal: 17),
        Entry(name: "Bản ghi nhớ", ordinal: 20),
        Entry(name: "Bản thỏa thuận", ordinal: 22),
        Entry(name: "Giấy ủy quyền", ordinal: 24),
        Entry(name: "Giấy giới thiệu", ordinal: 26),
        Entry(name: "Giấy nghỉ phép", ordinal: 27),
        Entry(name: "Phiếu gửi", ordinal: 30),
        Entry(name: "Phiếu chuyển", ordinal: 31),
        Entry(name: "Thư công", ordinal: 32),
    ]

    static func ordinal(of name: String) -> Int? { self.all.first { $0.name == name }?.ordinal }
}
