/// The administrative document types that an office issues most (NĐ 30/2020/NĐ-CP, Điều 7), with their ordinal in list B of
/// QCVN 102 (edXML §2.5).
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
    ]

    static func ordinal(of name: String) -> Int? { self.all.first { $0.name == name }?.ordinal }
}
