import Foundation

/// Where a ClamAV daemon listens: `127.0.0.1:3310`, `[::1]:3310` or `unix:/run/clamav/clamd.ctl`. What is scanned travels there in the
/// clear.
package enum ScannerAddress: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case unix(path: String)

    /// The longest path of a socket that Linux takes, without its final zero.
    private static let maximumPathBytes = 107

    /// Nil when the text is neither.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= Self.maximumPathBytes else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty else { return nil }
        self = .tcp(host: host, port: port)
    }

    /// Without paths of ours.
    var told: String {
        switch self {
        case .tcp(let host, let port): "\(host):\(port)"
        case .unix: "unix"
        }
    }
}
