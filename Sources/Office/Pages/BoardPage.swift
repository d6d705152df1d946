import Exchange
import Foundation
import Pages
import Web

/// The leader's page: every directive and how far each recipient has come, in four steps with times and persons.
struct BoardPage: Sendable {
    let shell: Shell
    let board: Board
    let now: Date
    let calendar: WorkingCalendar

    private var today: CalendarDate { VietnamTime.date(self.now) }

    var html: HTML {
        let head = pageHead(
            "Theo dõi chỉ đạo", count: self.board.lines.count,
            lead: "Văn bản chỉ đạo, điều hành đã ban hành; trạng thái từ từng nơi nhận tự về trang này."
        )
        guard !self.board.lines.isEmpty else {
            return self.shell.page(
                "Theo dõi chỉ đạo", regions: ["#bang"],
                """
                <div id="bang">\(head)\(empty("Chưa có văn bản chỉ đạo nào", "Văn bản ban hành với tính chất “chỉ đạo, điều hành” sẽ hiện ở đây cùng trạng thái của từng nơi nhận."))</div>
                """
            )
        }
        return self.shell.page(
            "Theo dõi chỉ đạo (\(self.board.lines.count))", regions: ["#bang", "#danh-muc"],
            "<div id=\"bang\">\(head)\(self.tally)\(self.board.lines.map(self.line))</div>"
        )
    }

    /// Six parts that add up to the whole (office.md §16.1).
    private var tally: HTML {
        let buckets = Dictionary(grouping: self.board.lines) {
            Board.bucket($0, today: self.today, calendar: self.calendar)
        }
        let names: [(Board.Bucket, String)] = [
            (.late, "Quá hạn"), (.near, "Sắp đến hạn"), (.inTime, "Trong hạn"), (.notReceived, "Chưa tiếp nhận"),
            (.finishedInTime, "Xong đúng hạn"), (.finishedLate, "Xong quá hạn"),
        ]
        let items = names.map { bucket, name -> HTML in
            let count = buckets[bucket]?.count ?? 0
            return
                "<div\(" class=\"is-bad\"", if: bucket == .late && count > 0)><dt>\(name)</dt><dd>\(count)</dd></div>"
        }
        return "<dl class=\"tally sheet\">\(items)</dl>"
    }

    private func line(_ line: Board.Line) -> HTML {
        let outgoing = line.outgoing
        let recipient = line.progress.recipient
        let marks = Progress.Step.allCases.map { step -> StepMark in
            let attributes: (Bool, Progress.Report?) -> HTML = { isDone, report in
                let at = report.map { VietnamTime.shown($0.at) } ?? ""
                let staff = [report?.staff, report?.department].compactMap { $0 }.joined(separator: ", ")
                return """
                     data-step="\(Self.name(step))" data-document="\(outgoing.documentID?.text ?? "")" \
                    data-organ="\(recipient.organ.text)" data-done="\(isDone ? "true" : "false")" data-at="\(at)" data-staff="\(staff)"
                    """
            }
            switch line.progress.standing(of: step) {
            case .done(let report):
                return StepMark(step.name, .done, note: self.note(report), attributes: " \(attributes(true, report))")
            case .current:
                return StepMark(
                    step.name, .current, note: self.waiting(line, step), attributes: " \(attributes(false, nil))")
            case .later: return StepMark(step.name, .later, attributes: " \(attributes(false, nil))")
            }
        }
        let undelivered: HTML = TransportWords.cause(recipient).html { cause in
            notice(.bad, "<b>\(recipient.name).</b> \(cause) \(TransportWords.nextStep(recipient) ?? "")")
        }
        let refused: HTML = line.progress.refused.html {
            notice(.bad, "<b>\(recipient.name) trả lại.</b> Lý do: “\($0.description ?? "không ghi")”")
        }
        let due: HTML =
            outgoing.due == nil
            ? ""
            : "<span class=\"nowrap\">Hạn \(Shown.due(outgoing.due, finished: line.progress.finished?.at, today: self.today, calendar: self.calendar))</span>"
        return """
            <article class="sheet sheet--pad section directive" aria-label="\(outgoing.code?.text ?? ""), \(recipient.name)" \
            data-transport="\(recipient.transport.rawValue)" data-announce="\(recipient.name): \(self.spoken(line))">
            <div class="section__head"><h2><a href="/outgoing/\(outgoing.id)">\(outgoing.code?.text ?? "") \(outgoing.subject)</a></h2></div>
            <div class="under"><span><b>\(recipient.name)</b> (\(recipient.organ.text))</span><span>Ban hành \(outgoing.publishedAt.map(Shown.moment) ?? "")</span>\(due)</div>
            \(undelivered)\(refused)\(steps(marks, label: "Các bước xử lý tại \(recipient.name)"))
            </article>
            """
    }

    /// Time, person and unit of a report.
    private func note(_ report: Progress.Report?) -> HTML {
        guard let report else { return "bên nhận không báo riêng bước này" }
        let who = [report.staff, report.department].compactMap { $0 }.joined(separator: ", ")
        return "\(Shown.moment(report.at)) \(who)"
    }

    private func waiting(_ line: Board.Line, _ step: Progress.Step) -> HTML {
        guard step == .received else { return "đang chờ" }
        if let arrived = line.progress.arrived { return "đã đến \(Shown.moment(arrived.at)), chờ vào sổ" }
        let recipient = line.progress.recipient
        switch recipient.transport {
        case .failed: return "gửi lỗi"
        case .refused: return "hệ thống nơi nhận không nhận được"
        case .delivered:
            return "đã đến hệ thống nơi nhận\(recipient.transportAt.html { " \(Shown.moment($0))" }), chờ vào sổ"
        case .none, .queued, .sent: return "chưa đến nơi nhận"
        }
    }

    private func spoken(_ line: Board.Line) -> String {
        let recipient = line.progress.recipient
        return recipient.status.map { StatusWords.label($0) } ?? TransportWords.state(recipient.transport)
    }

    static func name(_ step: Progress.Step) -> String {
        switch step {
        case .received: "received"
        case .assigned: "assigned"
        case .inProgress: "in-progress"
        case .finished: "finished"
        }
    }
}
