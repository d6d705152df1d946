import Exchange
import Pages

/// The tasks of a document on its page.
struct TaskPanel: Sendable {
    let outgoing: Outgoing
    let tasks: [DirectiveTask]
    let person: Person
    /// Nothing is done to a document that is frozen.
    let isFrozen: Bool
    let today: CalendarDate
    let calendar: WorkingCalendar
    /// Whether the receivers have an older list of the tasks.
    let isOutdated: Bool

    static let id = "nhiem-vu"

    private var mayOrder: Bool {
        !self.isFrozen && TaskRule.refusalToAdd(self.outgoing, by: self.person) == nil
    }

    private var mayAdd: Bool { self.mayOrder && self.tasks.count < DirectiveTask.maximum }

    var html: HTML {
        guard !self.tasks.isEmpty || self.mayAdd else { return "<div id=\"\(Self.id)\"></div>" }
        var nav = HTML()
        if self.mayAdd {
            nav += button("Thêm nhiệm vụ…", href: "/outgoing/\(self.outgoing.id)/tasks", small: true)
            nav += button(TaskMarkWords.act, href: "/outgoing/\(self.outgoing.id)/task-marks", small: true)
        }
        if self.mayOrder { nav += button("Lĩnh vực…", href: "/outgoing/\(self.outgoing.id)/field", small: true) }
        if !self.tasks.isEmpty, TaskRule.refusalToList(by: self.person) == nil {
            nav += button("Mọi nhiệm vụ đã giao", href: "/tasks", small: true, plain: true)
        }
        let body: HTML =
            self.tasks.isEmpty
            ? "<p class=\"sheet--pad quiet\">Chưa ghi nhiệm vụ nào của văn bản này.</p>" : "\(self.table)\(self.annex)"
        return panel("Nhiệm vụ", id: Self.id, nav: nav, body)
    }

    /// What goes with the document, and whether it still says what stands here.
    private var annex: HTML {
        let told =
            self.outgoing.state != .published
            ? "đi cùng văn bản khi ban hành."
            : self.isOutdated
                ? "đã đổi sau khi gửi: văn thư bấm “Gửi cập nhật…” để các nơi nhận có bản hiện nay."
                : "đã gửi cùng văn bản."
        return """
            <p class="sheet--pad small"><a href="/outgoing/\(self.outgoing.id)/task-annex">\(TaskWords.annex)</a>: \(told)</p>
            """
    }

    private var table: HTML {
        var table = ListTable(
            caption: "Nhiệm vụ của văn bản",
            columns: [
                .init("STT", .number), .init("Nhiệm vụ, cơ quan", .subject), .init("Trạng thái"),
                .init("Thời hạn", .when),
                .init("Tin mới nhất", .when), .init("Thao tác"),
            ],
            rows: self.tasks.map(self.row))
        table.isFlush = false
        table.announcement = "Nhiệm vụ đã đổi"
        return table.html
    }

    private func row(_ task: DirectiveTask) -> ListTable.Row {
        let isIssued = self.outgoing.state == .published
        return ListTable.Row(
            [
                ListTable.number("\(task.ordinal)"), "\(task.text)\(Self.under(task))",
                isIssued ? Self.state(task) : "<span class=\"quiet\">Chưa ban hành</span>",
                Self.due(task, today: self.today, calendar: self.calendar),
                isIssued ? Self.news(task, today: self.today) : "", self.acts(task),
            ], attributes: " id=\"task-\(task.id)\" data-task-part=\"\(task.state.part.rawValue)\"")
    }

    private func acts(_ task: DirectiveTask) -> HTML {
        guard !self.isFrozen else { return "" }
        let path = "/outgoing/\(self.outgoing.id)/tasks/\(task.id)"
        let buttons = TaskRule.allowed(on: task, of: self.outgoing, by: self.person).map { act -> HTML in
            """
            <a class="button button--small" href="\(url: "\(path)/\(act.rawValue)")">\(TaskWords.act(act, on: task.state))…\
            <span class="unseen"> nhiệm vụ \(task.ordinal)</span></a>
            """
        }
        return buttons.isEmpty ? "" : "<div class=\"acts\">\(buttons)</div>"
    }

    // Shared with the list

    static func under(_ task: DirectiveTask) -> HTML {
        var parts: [HTML] = ["Chủ trì: <b>\(task.lead.name)</b>"]
        if !task.supportingNames.isEmpty { parts.append("Phối hợp: \(task.supportingNames)") }
        parts.append("Gửi về: \(TaskWords.comesBack(task.comesBack))")
        if let published = task.publishedAt, task.addedAt > published {
            parts.append("thêm sau khi ban hành, \(Shown.moment(task.addedAt))")
        }
        if let stop = task.stop { parts.append("\(TaskWords.told(stop))") }
        if let news = task.news { parts.append(self.report(news)) }
        if !task.note.isEmpty { parts.append("“\(task.note)”") }
        return Pages.under(parts)
    }

    /// What whoever leads said of it last.
    private static func report(_ news: TaskNews) -> HTML {
        let text: HTML = news.text.isEmpty ? "" : " “\(news.text)”"
        return "Chủ trì báo <b>\(TaskWords.report(news.kind, news.due))</b>\(text) \(Shown.moment(news.at))"
    }

    static func state(_ task: DirectiveTask) -> HTML {
        let state = task.state
        guard state.part != .out else {
            return state.isWithdrawn || state.isReturned
                ? Mark(.late, TaskWords.state(state)).html : Shown.handling(task.lead).html
        }
        let step = Pages.under(["\(TaskWords.step(state))"])
        let mark = Mark(BoardPage.mark(state.part), TaskWords.state(state)).html
        return state.part == .notReceived ? "\(mark) \(Shown.transport(task.lead).html)" : "\(mark)\(step)"
    }

    static func due(_ task: DirectiveTask, today: CalendarDate, calendar: WorkingCalendar) -> HTML {
        var changes: HTML =
            task.dueChanges == 0 ? "" : " <small class=\"quiet\">đã đổi \(task.dueChanges) lần</small>"
        if task.state.isWaiting, let asked = task.state.askedDue {
            changes += " \(Mark(.near, "Xin đến \(asked.shown)").html)"
        }
        if task.stoppedDays > 0 {
            changes += " <small class=\"quiet\">đã dừng \(task.stoppedDays) ngày làm việc</small>"
        }
        guard task.stop == nil else { return "\(Mark(.none, TaskWords.stopped).html)\(changes)" }
        guard task.due != nil else { return "\(TaskWords.standing)\(changes)" }
        let due = Shown.due(
            task.due, finished: task.state.finishedOn.map(VietnamTime.start), isOver: task.state.part == .out,
            today: today, calendar: calendar)
        return "\(due)\(changes)"
    }

    static func news(_ task: DirectiveTask, today: CalendarDate) -> HTML {
        guard let news = task.lastNews else { return "" }
        let age = BoardWords.age(today.dayNumber - VietnamTime.date(news).dayNumber)
        return "\(Shown.moment(news)) <small class=\"quiet\">\(age)</small>"
    }
}
