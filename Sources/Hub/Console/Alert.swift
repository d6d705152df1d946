import Exchange
import Foundation
import Pages
import Storage

/// Something that an operator should look at (cảnh báo).
struct Alert: Sendable {
    var isBad: Bool
    var title: String
    /// The page of the console where one acts.
    var href: String
    /// Since when, and what to do.
    var text: String

    /// What looks for alerts: answers at most a handful, the worst first. To add one, write it beside the others and name it here.
    static let sources: [@Sendable (Console, Date) async throws -> [Alert]] = [
        Self.lateAgencies, Self.scanner, Self.failures, Self.certificates, Self.webhooks, Self.room,
    ]

    /// So many of one source are told one by one; what follows is summed up where the source's page tells all.
    static let shownOfOne = 5

    static func all(_ console: Console, now: Date) async throws -> [Alert] {
        var alerts: [Alert] = []
        for source in self.sources { alerts += try await source(console, now) }
        return alerts.filter(\.isBad) + alerts.filter { !$0.isBad }
    }

    static func html(_ alerts: [Alert]) -> HTML {
        guard !alerts.isEmpty else {
            return "<ul class=\"alerts\"><li>\(Icon.done.html)<div>Không có cảnh báo.</div></li></ul>"
        }
        let items = alerts.map { alert -> HTML in
            """
            <li class="\(alert.isBad ? "is-bad" : "is-near")">\(alert.isBad ? Icon.late.html : Icon.near.html)\
            <div><a href="\(url: alert.href)">\(alert.title)</a><p>\(alert.text)</p></div></li>
            """
        }
        return "<ul class=\"alerts\">\(items)</ul>"
    }
}
