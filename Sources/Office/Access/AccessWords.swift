import Foundation

/// The words of the access log.
enum AccessWords {
    static func kind(_ kind: AccessEntry.Kind) -> String {
        switch kind {
        case .acted: "Thao tác"
        case .opened: "Mở xem"
        case .downloaded: "Mở, tải tệp"
        case .printed: "Mở bản in"
        case .exported: "Xuất dữ liệu"
        case .signedIn: "Đăng nhập"
        case .signInFailed: "Đăng nhập sai"
        case .signedOut: "Đăng xuất"
        case .refused: "Bị từ chối"
        case .administered: "Quản trị"
        case .lost: "Lượt chưa kịp ghi"
        }
    }

    /// What a line says beside its kind, as it was written where there are no words for that. Whom an act of the administrator is about stands in the
    /// administrative log by name.
    static func detail(_ line: AccessSearch.Line) -> String {
        let parts = line.detail.split(separator: " ", maxSplits: 1).map(String.init)
        guard let word = parts.first else { return "" }
        switch line.kind {
        case .acted:
            guard let kind = Event.Kind(rawValue: word) else { return line.detail }
            let rest = parts.count > 1 ? parts[1] : ""
            return EventWords.title(Event(at: line.at, kind: kind, actor: line.person, detail: rest, quote: nil))
        case .printed, .exported, .refused: return AccessPlaces.words(of: line.detail) ?? line.detail
        case .administered:
            return AdministrativeAct(rawValue: word).map(PeopleWords.act)
                ?? (word == AccessCut.word ? "Cắt dòng cũ của nhật ký truy cập" : line.detail)
        case .opened, .downloaded, .signedIn, .signInFailed, .signedOut, .lost: return line.detail
        }
    }

    /// For how long the log is kept; nil: for good.
    static func kept(_ years: Int?) -> String { years.map { "\($0) năm" } ?? "giữ mãi" }
}
