import Hummingbird
import Pages
import Web

/// The list from which a page was opened (danh sách đã mở trang), with its conditions and its page: there the trail leads back. The browser says where
/// it comes from (`Referer`, which `Referrer-Policy` keeps to ourselves); what is no list of ours is not believed, so a trail leads nowhere else.
struct ListOrigin: Sendable, Equatable {
    let title: String
    /// `/incoming?view=all&page=2`
    let href: String

    static let incoming = ListOrigin(title: IncomingWords.view(.all), href: "/incoming?view=all")
    static let outgoing = ListOrigin(title: OutgoingWords.view(.all), href: "/outgoing?view=all")
    static let caseFiles = ListOrigin(title: "Hồ sơ", href: "/case-files")

    var trail: HTML { Pages.trail(self.title, href: self.href) }

    private init(title: String, href: String) {
        self.title = title
        self.href = href
    }

    /// - Parameter usual: where the trail leads when somebody comes from elsewhere.
    init(of request: Request, else usual: ListOrigin) {
        let referer = request.isFromOtherSite ? nil : request.headers[.referer]
        self = referer.flatMap(ListOrigin.init(referer:)) ?? usual
    }

    /// Nil for what is no list of ours. Of the address only path and query count: they are ours whichever name the browser knows us by.
    init?(referer: String) {
        guard let href = LocalPath.inAddress(referer), !href.contains("#") else { return nil }
        let halves = href.split(separator: "?", maxSplits: 1).map(String.init)
        guard let fields = try? FormFields(query: halves.count > 1 ? halves[1] : ""),
            let title = Self.title(halves[0], fields)
        else { return nil }
        let number = PageNumber.of(fields)
        self.init(title: number > 1 ? "\(title), trang \(number)" : title, href: href)
    }

    /// As the list itself is called; nil for what lists no documents and no case files.
    private static func title(_ path: String, _ fields: FormFields) -> String? {
        let view = fields.text("view")
        switch path {
        case "/incoming": return IncomingWords.view(IncomingView(rawValue: view) ?? .all)
        case "/outgoing": return OutgoingWords.view(OutgoingView(rawValue: view) ?? .all)
        case "/case-files": return CaseFileView(rawValue: view).map(CaseFileWords.view) ?? Self.caseFiles.title
        case "/search": return "Tra cứu"
        case "/tasks": return TaskWords.title
        case "/received-tasks": return ReceivedTaskWords.title
        case "/urging": return UrgingWords.title
        case "/board/lines": return BoardWords.title
        case "/case-plan": return "Danh mục hồ sơ"
        case "/copies": return CopyWords.register
        case "/opinions": return "Chờ tôi cho ý kiến"
        case "/notices": return "Thông báo"
        case "/failures": return "Gửi lỗi"
        case "/registers/in": return "Sổ văn bản đến"
        case "/registers/out": return "Sổ văn bản đi"
        default: break
        }
        if let view = TimerView.allCases.first(where: { path == "/incoming/\($0.rawValue)" }) {
            return TimerPage.title(view)
        }
        return path.wholeMatch(of: /\/case-files\/[0-9a-f\-]{36}/) == nil ? nil : Self.caseFiles.title
    }
}
