package import Exchange
package import Foundation

/// Where a webhook may be.
package enum WebhookAddress {
    /// `https`, or `http` to this machine itself: what is told names agencies and documents. No user, no fragment. Throws
    /// `invalid-request`.
    package static func url(_ text: String) throws -> URL {
        guard text.utf8.count <= 1000, let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil, let url = parts.url,
            parts.scheme == "https" || (parts.scheme == "http" && ThisMachine.isHost(host))
        else { throw self.fault }
        return url
    }

    /// `https` only: for whoever sets it on a page and is not to ask around on the machine that calls. Throws `invalid-request`.
    package static func remote(_ text: String) throws -> URL {
        let url = try self.url(text)
        guard url.scheme == "https" else { throw self.fault }
        return url
    }

    package static let fault = Fault(
        .invalidRequest, vi: "Địa chỉ gọi báo phải là https://… (http:// chỉ với 127.0.0.1).",
        en: "A webhook needs an https address; http is for 127.0.0.1 only.", place: "url")
}
