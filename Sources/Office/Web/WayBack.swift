import Exchange
import Hummingbird
import Web

/// Where the page of a refusal leads (đường quay lại): to what the act was about, else to where somebody came from.
struct WayBack: Sendable, Equatable {
    let text: String
    let href: String

    /// Nil where only the start page is left: nobody is signed in, or the way back would be the page itself.
    init?(from request: Request, after fault: Fault) {
        guard fault.code != .unauthenticated else { return nil }
        let isThere = fault.code != .notFound && fault.code != .unknownDocument
        let parts = request.uri.path.split(separator: "/", maxSplits: 3)
        if isThere, parts.count > 2, let text = Self.text(of: parts[0]),
            parts[1].wholeMatch(of: /[0-9a-f\-]{36}/) != nil
        {
            self.text = text
            self.href = "/\(parts[0])/\(parts[1])"
            return
        }
        guard !request.isFromOtherSite, let href = request.headers[.referer].flatMap(LocalPath.inAddress),
            href.split(separator: "?").first.map(String.init) != request.uri.path
        else { return nil }
        self.text = "Quay lại trang trước"
        self.href = href
    }

    private static func text(of kind: Substring) -> String? {
        switch kind {
        case "incoming", "outgoing": "Xem lại văn bản"
        case "case-files": "Xem lại hồ sơ"
        default: nil
        }
    }
}
