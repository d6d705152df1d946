/// The words of what people save under a name.
enum SavedSearchWords {
    static let views = "Bộ lọc đã lưu"
    static let edit = "Đổi tên hoặc xóa"

    /// What it is called, and the page that it opens.
    static func titles(_ kind: SavedSearch.Kind) -> (what: String, page: String) {
        switch kind {
        case .search: ("Tra cứu đã lưu", "Kết quả tra cứu")
        case .board: (Self.views, BoardWords.title)
        case .lines: (Self.views, "Việc chỉ đạo")
        case .pictures: (Self.views, "Biểu đồ")
        case .steps: (Self.views, "Từng bước")
        }
    }

    static func nothing(_ kind: SavedSearch.Kind) -> String {
        kind == .search
            ? "Chọn điều kiện hoặc nhập từ khóa trước khi lưu" : "Lọc theo ít nhất một điều kiện trước khi lưu"
    }

    static func tooMany(_ kind: SavedSearch.Kind) -> String {
        let what = kind == .search ? "tra cứu" : "bộ lọc"
        return "Đã lưu đủ \(SavedSearch.maximum) \(what). Mở một \(what) đã lưu rồi xóa nó, sau đó lưu lại"
    }
}
