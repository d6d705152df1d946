import Exchange
import Foundation
import Gateway
import Pages

/// What could not be sent and what did not arrive (gửi lỗi): the cause and what to do.
struct FailuresPage: Sendable {
    let shell: Shell
    /// With a form token each.
    let entries: [(line: Line, once: String)]
    let refusals: [Refusal]

    /// One package that waits for a person.
    struct Line: Sendable {
        let id: String
        let title: String
        let link: String
        /// Trích yếu; nil when the document is gone.
        let subject: String?
        let receivers: String
        let attempts: Int
        let at: Date
        let cause: String
        /// Whether sending it again as it is meets the same refusal: a code that is over or unknown.
        let isHopeless: Bool

        /// `document`: the office's. `request`: what the entry asks of those who have it already. `receivers`: names of the agencies.
        init(
            _ entry: OutboxEntry, of document: String, request: RequestPackage.Kind?, subject: String?,
            receivers: [String]
        ) {
            self.id = entry.id
            self.subject = subject
            let isStatus = entry.kind == .status
            self.title =
                isStatus
                ? "Trạng thái \(entry.status.map { "\($0.rawValue) \(StatusWords.label($0))" } ?? "") của \(entry.summary)"
                : Self.title(request, entry.summary)
            self.link = isStatus ? "/incoming/\(document)" : "/outgoing/\(document)"
            self.receivers = receivers.joined(separator: "; ")
            self.attempts = entry.attempts
            self.at = entry.queuedAt
            self.cause = entry.faultSentence ?? "Không gửi được."
            let hopeless: [Fault.Code] = [.organClosed, .unknownReceiver]
            self.isHopeless = hopeless.contains { $0.rawValue == entry.faultCode }
        }

        private static func title(_ request: RequestPackage.Kind?, _ code: String) -> String {
            switch request {
            case .recall: "Yêu cầu thu hồi \(code)"
            case .update: "Bản cập nhật \(code)"
            case nil: code
            }
        }
    }

    var html: HTML {
        let count = self.entries.count + self.refusals.count
        let lead =
            "Gói tin mà hệ thống đã thôi tự gửi lại, và gói tin mà hệ thống nơi nhận không nhận được. Xem nguyên nhân, xử lý rồi gửi lại."
        let content: HTML =
            count == 0
            ? empty(
                "Không có gói tin nào gửi lỗi",
                "Gói tin bị trục từ chối, không gửi được lâu ngày hoặc không đến được hệ thống nơi nhận sẽ hiện ở đây.")
            : "\(self.unsent)\(self.undelivered)"
        return self.shell.page(
            "Gửi lỗi (\(count))", regions: ["#danh-sach", "#danh-muc"],
            "<div id=\"danh-sach\">\(pageHead("Gửi lỗi", count: count, lead: lead))\(content)</div>")
    }

    /// What the hub did not get.
    private var unsent: HTML {
        guard !self.entries.isEmpty else { return "" }
        let rows = self.entries.enumerated().map { index, line in
            let (entry, once) = line
            return ListTable.Row(
                [
                    ListTable.subject(
                        entry.title, href: entry.link,
                        under: [entry.subject.html { "\($0)" }, "Gửi đến: \(entry.receivers)"]),
                    "\(entry.attempts)", Shown.moment(entry.at),
                ],
                note: rowNote(
                    Mark(.late, entry.cause, big: true, wrap: true).html,
                    acts: self.acts(entry, once, isFirst: index == 0)))
        }
        let table = ListTable(
            caption: "Gói tin gửi lỗi",
            columns: [.init("Văn bản, nơi nhận", .subject), .init("Lần gửi", .count), .init("Lúc", .when)], rows: rows)
        return table.html
    }

    private func acts(_ entry: Line, _ once: String, isFirst: Bool) -> HTML {
        let again = self.shell.form("/failures/\(entry.id)/retry", once: once, version: 0)
            .button("Gửi lại", main: isFirst && !entry.isHopeless)
        let stop = button("Thôi gửi…", href: "/failures/\(entry.id)/stop", main: isFirst && entry.isHopeless)
        return entry.isHopeless ? "\(stop)\(again)" : "\(again)\(stop)"
    }

    /// What the hub has and a recipient's system could not take.
    private var undelivered: HTML {
        guard !self.refusals.isEmpty else { return "" }
        let rows = self.refusals.map { refusal in
            let recipient = refusal.recipient
            return ListTable.Row(
                [
                    ListTable.subject(
                        refusal.code, href: "/outgoing/\(recipient.outgoingID)",
                        under: ["\(refusal.subject)", "Nơi nhận: \(recipient.name) (\(recipient.organ.text))"]),
                    recipient.transportAt.map(Shown.moment) ?? "",
                ],
                note: rowNote(
                    "\(Mark(.late, TransportWords.cause(recipient) ?? "", big: true, wrap: true).html) \(TransportWords.nextStep(recipient) ?? "")",
                    acts: button("Đã xử lý ngoài hệ thống…", href: "/failures/\(recipient.id)/settle")))
        }
        let table = ListTable(
            caption: "Hệ thống nơi nhận không nhận được",
            columns: [.init("Văn bản, nơi nhận", .subject), .init("Lúc", .when)], rows: rows)
        return """
            <section class="section" aria-labelledby="khong-den"><div class="section__head">\
            <h2 id="khong-den">Hệ thống nơi nhận không nhận được</h2></div>\(table.html)</section>
            """
    }
}
