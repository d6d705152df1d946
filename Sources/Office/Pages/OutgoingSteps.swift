import Exchange
import Foundation
import Gateway
import Pages

/// Where an outgoing document stands on its way: inside the office, at the hub, at its receivers.
struct OutgoingSteps: Sendable {
    let issue: Issue
    let now: Date

    private var outgoing: Outgoing { self.issue.outgoing }

    /// Ký duyệt → cấp số → ban hành → trục nhận → hệ thống nơi nhận → nơi nhận xử lý.
    var html: HTML {
        if self.outgoing.isPaperOnly { return self.paperChain }
        let accepted = self.issue.sendings.first { $0.state == .sent }
        let entry = self.issue.sendings.first
        var marks = self.marks(self.inside + [("Trục đã nhận", accepted?.sentAt, entry.html(Self.sending))])
        let all = self.issue.progress
        marks.append(self.arrival(all.map(\.recipient), isAccepted: accepted != nil))
        let refused = all.count { $0.refused != nil }
        let finished = all.count { $0.finished != nil }
        let taken = all.count { $0.refused == nil && $0.recipient.status.map { $0 != .arrived } ?? false }
        let refusals: HTML = refused == 0 ? "" : ", \(refused) nơi trả lại"
        marks.append(
            StepMark(
                "Nơi nhận xử lý", accepted == nil ? .later : finished == all.count ? .done : .current,
                note: finished == all.count
                    ? "\(finished) nơi đã hoàn thành" : "\(taken) trong \(all.count) nơi đã tiếp nhận\(refusals)"
            )
        )
        let receipt: HTML = (accepted?.packageID).html {
            "<p class=\"small quiet\" data-package-id=\"\($0)\">Biên nhận của trục: \($0)</p>"
        }
        return "\(steps(marks, label: "Các bước phát hành"))\(receipt)"
    }

    private typealias Step = (name: String, at: Date?, note: HTML)

    /// What is done before it leaves the office.
    private var inside: [Step] {
        let initials = self.issue.initials
        let given = initials.compactMap(\.at)
        let initialling: [Step] =
            initials.isEmpty
            ? []
            : [
                (
                    "Ký nháy", given.count == initials.count ? given.max() : nil,
                    "\(given.count) trong \(initials.count) người"
                )
            ]
        return initialling + [
            ("Ký duyệt", self.outgoing.approvedAt, ""),
            (self.outgoing.code.map { "Cấp số \($0.number)" } ?? "Cấp số", self.outgoing.numberedAt, ""),
            ("Ban hành", self.outgoing.publishedAt, ""),
        ]
    }

    private func marks(_ steps: [Step]) -> [StepMark] {
        var isCurrentSet = self.outgoing.state == .draft
        return steps.map { step in
            if let at = step.at {
                let late = step.name == "Ban hành" ? IssueDeadline.mark(self.outgoing, at: self.now) : nil
                return StepMark(step.name, .done, note: "\(Shown.moment(at)) \(late?.html)")
            }
            defer { isCurrentSet = true }
            return StepMark(step.name, isCurrentSet ? .later : .current, note: step.note)
        }
    }

    /// Ký duyệt → cấp số → ban hành → gửi giấy.
    private var paperChain: HTML {
        let all = self.issue.paper
        let sent = all.count { !$0.sendings.isEmpty }
        let last = StepMark(
            "Gửi giấy", self.outgoing.publishedAt == nil ? .later : sent == all.count ? .done : .current,
            note: "\(sent) trong \(all.count) nơi")
        return steps(self.marks(self.inside) + [last], label: "Các bước phát hành")
    }

    private static func sending(_ entry: OutboxEntry) -> HTML {
        switch entry.state {
        case .failed: "\(entry.faultSentence ?? "Gửi lỗi")"
        case .queued where entry.attempts > 0:
            "\(entry.faultSentence.html { "\($0) " })Đã thử \(entry.attempts) lần."
        default: "Đang gửi"
        }
    }

    /// Which systems have it; what people there do is the next step.
    private func arrival(_ recipients: [Recipient], isAccepted: Bool) -> StepMark {
        let arrived = recipients.count { $0.transport == .delivered }
        let refused = recipients.count { $0.transport == .refused }
        let name = "Đến hệ thống nơi nhận"
        guard isAccepted else { return StepMark(name, .later) }
        if arrived == recipients.count {
            let last = recipients.compactMap(\.transportAt).max()
            return StepMark(name, .done, note: last.map(Shown.moment) ?? "")
        }
        let refusals: HTML = refused == 0 ? "" : ", \(refused) nơi không nhận được"
        return StepMark(name, .current, note: "\(arrived) trong \(recipients.count) nơi\(refusals)")
    }
}
