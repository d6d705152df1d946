import Exchange

/// The type of a document (loại văn bản, edXML 1.5): what was written, and what it means after edXML §2.5.
package struct DocumentType: Sendable, Equatable {
    /// `Type` as written. 1 or 2 is the group; .NET senders write the ordinal in group 2 here.
    package var group: Int?
    /// `TypeDetail` as written: the ordinal in the group. 0 says nothing.
    package var ordinal: Int?
    /// `TypeName` as written; empty when it is missing.
    package var name: String

    /// A type that reads as it is written; use `init(_:)` with a kind for documents of our own.
    package init(group: Int?, ordinal: Int?, name: String) {
        self.group = group
        self.ordinal = ordinal
        self.name = name
    }

    package init(_ kind: Kind) {
        self.init(group: kind.group.rawValue, ordinal: kind.ordinal, name: kind.name)
    }

    /// An entry of the printed list.
    package struct Kind: Sendable, Hashable {
        package let group: Group
        /// From 1.
        package let ordinal: Int
        /// In Vietnamese, as printed: `Công văn`.
        package let name: String
    }

    package enum Group: Int, Sendable {
        /// Văn bản quy phạm pháp luật.
        case normative = 1
        /// Văn bản hành chính.
        case administrative = 2
    }

    /// What is meant: the name wins, whatever its marks and capitals; then group and ordinal; then the ordinal written
    /// in place of the group. Nil for a type that is on no list; such a document is read all the same.
    package var resolved: Kind? {
        if let kind = Self.kind(named: self.name, preferring: self.group.flatMap(Group.init(rawValue:))) { return kind }
        guard let group = self.group else { return nil }
        if let known = Group(rawValue: group) {
            return self.ordinal.flatMap { Self.kind(known, ordinal: $0) }
        }
        return (self.ordinal ?? 0) == 0 ? Self.kind(.administrative, ordinal: group) : nil
    }

    /// Whether group and ordinal say something else than the name.
    var contradictsItself: Bool {
        guard let resolved = self.resolved else { return self.group != nil || self.ordinal != nil }
        if self.name.isEmpty || self.group != resolved.group.rawValue { return true }
        guard let ordinal = self.ordinal, ordinal != 0 else { return false }
        return ordinal != resolved.ordinal
    }

    /// The entry with this name in the preferred group (administrative when nil), else in the other.
    package static func kind(named name: String, preferring group: Group? = nil) -> Kind? {
        let key = name.folded
        guard !key.isEmpty, let candidates = Self.byName[key] else { return nil }
        return candidates.first { $0.group == group ?? .administrative } ?? candidates.first
    }

    package static func kind(_ group: Group, ordinal: Int) -> Kind? {
        Self.kinds.first { $0.group == group && $0.ordinal == ordinal }
    }

    /// The list printed in QCVN 102:2016 as amended in 2022, both groups (edXML §2.5).
    package static let kinds: [Kind] =
        Self.list(.normative, Self.normativeNames) + Self.list(.administrative, Self.administrativeNames)

    private static let byName = Dictionary(grouping: Self.kinds, by: \.name.folded)

    private static func list(_ group: Group, _ names: [String]) -> [Kind] {
        names.enumerated().map { Kind(group: group, ordinal: $0.offset + 1, name: $0.element) }
    }

    private static let normativeNames = [
        "Hiến pháp", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết", "Nghị quyết liên tịch", "Nghị định", "Quyết định",
        "Thông tư",
        "Thông tư liên tịch", "Chỉ thị", "Bộ luật",
        "Văn bản quy phạm pháp luật của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt",
    ]

    private static let administrativeNames = [
        "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
        "Chương trình",
        "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng", "Công văn",
        "Công điện",
        "Bản ghi nhớ", "Bản cam kết", "Bản thỏa thuận", "Giấy chứng nhận", "Giấy ủy quyền", "Giấy mời",
        "Giấy giới thiệu",
        "Giấy nghỉ phép", "Giấy đi đường", "Giấy biên nhận hồ sơ", "Phiếu gửi", "Phiếu chuyển", "Thư công",
    ]
}
