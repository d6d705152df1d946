import Exchange
import Foundation
import Pages
import Web

/// The leaders' board step by step: each directive and how far each recipient has come, in four steps with times and persons.
struct BoardStepsPage: Sendable {
    let shell: Shell
    let board: BoardSteps
    let form: BoardForm
    let views: BoardViews
    let now: Date
    let calendar: WorkingCalendar

    private var today: CalendarDate { VietnamTime.date(self.now) }

    var html: HTML {
        let counted = self.board.counted
        let returned = self.board.lines.count - counted
        let head = pageHead(
            BoardWords.title, count: counted,
            lead:
                "100 văn bản chỉ đạo, điều hành mới nhất, theo từng nhiệm vụ hoặc từng nơi nhận; trạng thái từ nơi nhận tự về trang này."
        )
        let body: HTML =
            !self.board.lines.isEmpty
            ? "\(self.board.lines.map(self.line))"
            : self.form.question.pairs.isEmpty
                ? empty("Chưa có văn bản chỉ đạo nào", BoardWords.emptiness)
                : empty("Không có việc nào như vậy", "Bỏ bớt điều kiện rồi lọc lại.")
        return self.shell.page(
            "\(self.form.fault == nil && self.views.saving.fault == nil ? "" : "Lỗi: ")\(BoardWords.title) (\(counted))",
            regions: ["#dau", "#bang", "#danh-muc"],
            """
            <div id="dau">\(head)\
            \(notice(.plain, "\(BoardWords.returned(returned))"), if: returned > 0)\(self.views.links)</div>
            \(BoardTabs.html(.steps, self.form.question))\(self.form.errors)\(self.views.errors)\(self.form.html(isList: false))
            <div id="bang">\(body)</div>
            \(self.views.form(self.shell, fault: self.form.fault))
            """)
    }

    private func line(_ line: BoardSteps.Line) -> HTML {
        let outgoing = line.outgoing
        let recipient = line.progress.recipient
        let marks = Progress.Step.allCases.map { step -> StepMark in
            let attributes: (Bool, Progress.Report?) -> HTML = { isDone, report in
                let at = report.map { VietnamTime.shown($0.at) } ?? ""
                let staff = [report?.staff, report?.department].compactMap { $0 }.joined(separator: ", ")
                return """
                     data-step="\(step.code)" data-document="\(outgoing.documentID?.text ?? "")" \
                    data-organ="\(recipient.organ.text)" data-done="\(isDone ? "true" : "false")" data-at="\(at)" data-staff="\(staff)"
                    """
            }
            switch line.standing(of: step) {
            case .done(let report):
                return StepMark(
                    step.name, .done, note: self.note(line, step, report),
                    attributes: " \(attributes(true, report))")
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
        let code = outgoing.code?.text ?? ""
        let who = line.task.map { "nhiệm vụ \($0.ordinal), \(recipient.name)" } ?? recipient.name
        let path = line.task?.path ?? "/outgoing/\(outgoing.id)"
        let subject: HTML = line.task.html { _ in "<span>\(outgoing.subject)</span>" }
        return """
            <article class="sheet sheet--pad section directive" aria-label="\(code), \(who)" \
            data-transport="\(recipient.transport.rawValue)" data-announce="\(recipient.name): \(self.spoken(line))">
            <div class="section__head"><h2><a href="\(path)">\(code) \(line.task?.text ?? outgoing.subject)</a></h2></div>
            <div class="under"><span><b>\(recipient.name)</b> (\(recipient.organ.text))</span>\(subject)<span>Ban hành \(outgoing.publishedAt.map(Shown.moment) ?? "")</span>\(self.due(line))</div>
            \(undelivered)\(refused)\(steps(marks, label: "Các bước xử lý tại \(recipient.name)"))
            </article>
            """
    }

    private func due(_ line: BoardSteps.Line) -> HTML {
        if let task = line.task {
            return
                "<span class=\"nowrap\">Hạn \(TaskPanel.due(task, today: self.today, calendar: self.calendar))</span>"
        }
        guard let due = line.outgoing.due else { return "" }
        let shown = Shown.due(due, finished: line.progress.finished?.at, today: self.today, calendar: self.calendar)
        return "<span class=\"nowrap\">Hạn \(shown)</span>"
    }

    /// What the director and whoever leads said of this one task stands before a report of the document.
    private func note(_ line: BoardSteps.Line, _ step: Progress.Step, _ report: Progress.Report?) -> HTML {
        guard let task = line.task else { return self.note(report) }
        if step == .finished, task.state.isConfirmed { return "\(TaskWords.confirmed)" }
        guard let news = task.news, news.kind.status == step.status else { return self.note(report) }
        return "\(Shown.moment(news.at)) báo riêng nhiệm vụ này"
    }

    /// Time, person and unit of a report.
    private func note(_ report: Progress.Report?) -> HTML {
        guard let report else { return "bên nhận không báo riêng bước này" }
        let who = [report.staff, report.department].compactMap { $0 }.joined(separator: ", ")
        return "\(Shown.moment(report.at)) \(who)"
    }

    private func waiting(_ line: BoardSteps.Line, _ step: Progress.Step) -> HTML {
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

    private func spoken(_ line: BoardSteps.Line) -> String {
        if let task = line.task { return TaskWords.step(task.state) }
        let recipient = line.progress.recipient
        return recipient.status.map { StatusWords.label($0) } ?? TransportWords.state(recipient.transport)
    }
}
