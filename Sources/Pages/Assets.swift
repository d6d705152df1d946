// API: Asset.style, .script, .icon, .all (path, contentType, bytes, version); ContentSecurity.policy.

/// The style sheet, the script and the icon, built into the executable.
package struct Asset: Sendable {
    /// `/assets/style.css`; pages add `?v=` with the version, so that browsers may keep it for ever.
    package let path: String
    package let contentType: String
    package let bytes: [UInt8]
    /// Changes with the content: 1 to 13 letters and digits.
    package let version: String

    package static let style = Asset("style.css", "text/css; charset=utf-8", PackageResources.style_css)
    package static let script = Asset("script.js", "text/javascript; charset=utf-8", PackageResources.script_js)
    package static let icon = Asset("icon.svg", "image/svg+xml", PackageResources.icon_svg)
    package static let all = [style, script, icon]

    private init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        self.path = "/assets/\(name)"
        self.contentType = contentType
        self.bytes = bytes
        // FNV-1a: told apart, not proved.
        let sum = bytes.reduce(into: UInt64(0xcbf2_9ce4_8422_2325)) { $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        self.version = String(sum, radix: 36)
    }

    var address: String { "\(self.path)?v=\(self.version)" }
}

package enum ContentSecurity {
    /// The policy of every page (office.md §12.2): nothing inline, nothing from elsewhere.
    package static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-src 'self'", "object-src 'none'", "base-uri 'none'",
        "frame-ancestors 'self'", "require-trusted-types-for 'script'", "trusted-types lienthong",
    ].joined(separator: "; ")
}
