import Exchange
import Foundation
import Gateway
import Storage

/// When and where people are told outside the page, as the administrator set it; and how the calls stand.
struct NoticeSettings: Sendable, Equatable {
    /// Counts the changes of the administrator: a form made from an older version is refused.
    let version: Int
    /// Minutes after midnight in Vietnam.
    var digestMinute: Int
    /// `https://vanphong.example.vn`, under which people reach the pages; nil: mails have no links.
    var publicAddress: String?
    /// Nil: nobody is called.
    var webhook: String?
    /// Counts the keys that were given out.
    var generation: Int
    var calls: CallsState

    /// How the calls of the webhook stand.
    struct CallsState: Sendable, Equatable {
        var failures = 0
        var failingSince: Date?
        var pauseUntil: Date?
        /// Given up after `WebhookPauses.giveUpAfter`: until the administrator saves, or the next start.
        var isSuspended = false
    }

    static func read(in connection: Connection) throws -> NoticeSettings {
        guard let row = try connection.row("SELECT * FROM notice_setting WHERE id = 1") else {
            throw Fault(.internalFault, vi: "Thiếu thiết lập thông báo.", en: "The settings of notices are missing.")
        }
        return NoticeSettings(
            version: try row["version"], digestMinute: try row["digest_minute"],
            publicAddress: try row["public_address"], webhook: try row["webhook"], generation: try row["generation"],
            calls: CallsState(
                failures: try row["failures"], failingSince: try row["failing_since"],
                pauseUntil: try row["pause_until"], isSuspended: try row["suspended"]))
    }

    /// What the administrator sets; the version goes up.
    func write(in connection: Connection) throws {
        try connection.execute(
            """
            UPDATE notice_setting SET version = version + 1, digest_minute = $1, public_address = $2, webhook = $3,
                generation = $4 WHERE id = 1
            """, self.digestMinute, self.publicAddress, self.webhook, self.generation)
        try self.calls.write(in: connection)
    }

    /// `07:30`.
    var digestTime: String {
        let (hour, minute) = (self.digestMinute / 60, self.digestMinute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    /// Minutes of what people write as `07:30`, `7:30` or `7h30`; nil when it is no time.
    static func minute(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /([0-9]{1,2})[:hH]([0-9]{2})/), let hour = Int(match.1),
            let minute = Int(match.2), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    /// The address without what stands behind host and port; nil when it is none that links may begin with.
    static func address(_ text: String) -> String? {
        guard text.utf8.count <= 200, let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), host.wholeMatch(of: /[a-z0-9.\-]+/) != nil, parts.user == nil,
            parts.password == nil, parts.query == nil, parts.fragment == nil, ["", "/"].contains(parts.path),
            scheme == "https" || (scheme == "http" && ThisMachine.isHost(host))
        else { return nil }
        return "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")"
    }
}

extension NoticeSettings.CallsState {
    func write(in connection: Connection) throws {
        try connection.execute(
            """
            UPDATE notice_setting SET failures = $1, failing_since = $2, pause_until = $3, suspended = $4 WHERE id = 1
            """, self.failures, self.failingSince, self.pauseUntil, self.isSuspended)
    }
}
