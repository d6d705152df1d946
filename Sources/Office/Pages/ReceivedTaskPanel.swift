import Exchange
import Pages

/// The tasks that a directive gives to us, on its page.
struct ReceivedTaskPanel: Sendable {
    let dossier: Dossier
    let person: Person
    let today: CalendarDate
    let calendar: WorkingCalendar

    static let id = "nhiem-vu"

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        guard self.incoming.closure != .withdrawn else { return "<div id=\"\(Self.id)\"></div>" }
        let unread = self.dossier.unreadAnnex.html { sentence in
            notice(.near, "<b>Không đọc được danh mục nhiệm vụ kèm theo.</b> \(sentence) Mở tệp để xem nhiệm vụ.")
        }
        guard !self.dossier.tasks.isEmpty else { return "<div id=\"\(Self.id)\">\(unread)</div>" }
        let nav = button(
            "Mọi nhiệm vụ được giao", href: "/received-tasks", small: true, plain: true)
        return panel(
            ReceivedTaskWords.title, id: Self.id,
            nav: ReceivedTaskRule.refusalToList(by: self.person) == nil ? nav : "",
            "\(unread)\(self.elsewhere)\(self.table)")
    }

    private var elsewhere: HTML {
        self.incoming.closure == .linked ? "<p class=\"sheet--pad\">\(ReceivedTaskWords.elsewhere)</p>" : ""
    }

    /// Of a task that a copy brought: which one.
    private func copy(_ task: ReceivedTask) -> HTML {
        let copy = self.dossier.copies.first { $0.incoming.id == task.incomingID }?.incoming
        return copy.html { "<div class=\"under\"><span>Theo bản gắn thêm của \(IncomingWords.copy($0))</span></div>" }
    }

    private var table: HTML {
        var table = ListTable(
            caption: ReceivedTaskWords.title,
            columns: [
                .init("STT", .number), .init("Nhiệm vụ, vai trò", .subject), .init("Trạng thái"),
                .init("Thời hạn", .when), .init("Báo cáo gần nhất"), .init("Thao tác"),
            ], rows: self.dossier.tasks.map(self.row))
        table.isFlush = false
        table.announcement = "Nhiệm vụ đã đổi"
        return table.html
    }

    private func row(_ task: ReceivedTask) -> ListTable.Row {
        ListTable.Row(
            [
                ListTable.number("\(task.ordinal)"), "\(task.text)\(Self.under(task))\(self.copy(task))",
                Self.state(task),
                Self.due(task, task.due, today: self.today, calendar: self.calendar), Self.report(task),
                self.acts(task),
            ], attributes: " id=\"task-\(task.id)\" data-received-task=\"\(task.state.rawValue)\"")
    }

    private func acts(_ task: ReceivedTask) -> HTML {
        guard self.dossier.freeze == nil else { return "" }
        let path = "/incoming/\(self.incoming.id)/received-tasks/\(task.id)"
        let buttons = ReceivedTaskRule.allowed(
            on: task, of: self.incoming, receipts: self.dossier.receipts, by: self.person
        ).map { act -> HTML in
            """
            <a class="button button--small" href="\(url: "\(path)/\(act.rawValue)")">\(ReceivedTaskWords.act(act))…\
            <span class="unseen"> nhiệm vụ \(task.ordinal)</span></a>
            """
        }
        return buttons.isEmpty ? "" : "<div class=\"acts\">\(buttons)</div>"
    }

    // Shared with the list

    static func under(_ task: ReceivedTask) -> HTML {
        var parts: [HTML] = [
            task.part == .lead ? "<b>Cơ quan ta chủ trì</b>" : "<b>Cơ quan ta phối hợp</b> với \(task.leadName)"
        ]
        if task.part == .lead, !task.supportingNames.isEmpty { parts.append("Phối hợp: \(task.supportingNames)") }
        parts.append("Gửi về: \(TaskWords.comesBack(task.comesBack))")
        if let unit = task.unit {
            let until: HTML = task.unitDue.html { ", hạn \(Shown.date($0))" }
            parts.append("Giao <b>\(unit.name)</b>\(until)")
        }
        parts += task.supporting.map { part -> HTML in
            let said: HTML = part.text.isEmpty ? " chưa báo" : ": “\(part.text)”"
            return "\(part.unit.name) phối hợp\(said)\(part.finishedAt == nil ? "" : ", đã xong")"
        }
        if let answer = task.answer { parts.append("\(ReceivedTaskWords.answer(answer))") }
        if let asked = task.askedUntil { parts.append("Đã xin gia hạn đến \(Shown.date(asked))") }
        return Pages.under(parts)
    }

    static func state(_ task: ReceivedTask) -> HTML {
        let kind: Mark.Kind =
            switch task.state {
            case .waiting: .near
            case .accepted, .working: .go
            case .finished: .done
            case .returned, .withdrawn: .late
            }
        return Mark(kind, ReceivedTaskWords.state(task.state)).html
    }

    /// `due`: the deadline that counts for whoever looks.
    static func due(
        _ task: ReceivedTask, _ due: CalendarDate?, today: CalendarDate, calendar: WorkingCalendar
    ) -> HTML {
        guard due != nil else {
            return task.isStopped ? Mark(.none, TaskWords.stopped).html : "\(TaskWords.standing)"
        }
        return Shown.due(
            due, finished: task.finishedAt, isOver: task.state == .returned || task.state == .withdrawn, today: today,
            calendar: calendar)
    }

    static func report(_ task: ReceivedTask) -> HTML {
        guard let report = task.report else { return "<span class=\"quiet\">Chưa báo</span>" }
        let said: HTML = report.text.isEmpty ? "" : ": “\(report.text)”"
        let kind = ReceivedTaskWords.reported(report.kind)
        return "\(kind)\(said)\(Pages.under([Shown.moment(report.at), "\(report.by)"]))"
    }
}
