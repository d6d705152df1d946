import Exchange
import Foundation
import Pages
import Storage

/// The list at the side of every page (cột bên), one group after the other.
struct SideList: Sendable {
    typealias Group = Layout.SideGroup
    typealias Item = Layout.SideGroup.Item

    let person: Person
    let current: Shell.Current
    let numbers: SideNumbers

    private var role: Role { self.person.role }

    private func item(_ title: String, _ href: String, count: Int? = nil, opens: Shell.Current) -> Item {
        Item(title: title, href: href, count: count, isCurrent: self.current == opens)
    }

    /// What has come: the person's own work and that of the desk, first the one that they begin with.
    func work(incoming: [IncomingView: Int], timers: [TimerView: Int]) -> [Group] {
        guard self.role != .admin else { return [] }
        func items(_ views: [IncomingView]) -> [Item] {
            views.map { view in
                self.item(
                    IncomingWords.view(view), "/incoming?view=\(view.rawValue)", count: incoming[view],
                    opens: .incoming(view))
            }
        }
        var desk = items(IncomingView.desk(of: self.role))
        desk += TimerView.views(of: self.role).map { view in
            self.item(
                TimerPage.title(view), "/incoming/\(view.rawValue)", count: timers[view], opens: .timers(view))
        }
        if self.role == .clerk { desk.append(self.item("Nhập văn bản đến", "/incoming/new", opens: .entry)) }
        if self.role == .head || self.role == .officer { desk.append(self.given) }
        let own = Group(
            title: "Việc của tôi",
            items: items(IncomingView.own(of: self.role)) + [
                self.item("Chờ tôi cho ý kiến", "/opinions", count: self.numbers.opinions, opens: .opinions),
                self.item("Thông báo", "/notices", count: self.numbers.notices, opens: .notices),
            ])
        let unit = Group(title: IncomingWords.desk(self.role), items: desk)
        return IncomingView.desk(of: self.role).contains(.first(of: self.role)) ? [unit, own] : [own, unit]
    }

    /// Tasks that others gave us.
    private var given: Item {
        self.item(ReceivedTaskWords.title, "/received-tasks", count: self.numbers.tasks, opens: .receivedTasks)
    }

    /// What goes out; none for those who have nothing to do with it.
    var drafting: [Group] {
        var items = OutgoingView.work(of: self.role).map { view in
            self.item(
                OutgoingWords.view(view), "/outgoing?view=\(view.rawValue)", count: self.numbers.outgoing[view],
                opens: .outgoing(view))
        }
        if self.role == .clerk {
            items.append(
                Item(
                    title: "Gửi lỗi", href: "/failures", count: self.numbers.failures,
                    isCurrent: self.current == .failures, isAlarm: true))
        }
        if items.isEmpty { return [] }
        return [Group(title: self.role == .clerk ? "Phát hành" : "Soạn thảo, ký", items: items)]
    }

    /// The board and what belongs to it, for clerks and leaders.
    var steering: [Group] {
        guard self.role == .leader || self.role == .clerk else { return [] }
        let board = self.role == .leader ? [self.item("Theo dõi chỉ đạo", "/board", opens: .board)] : []
        let items = [
            self.item(TaskWords.title, "/tasks", opens: .tasks),
            self.item(UrgingWords.title, "/urging", opens: .urging), self.given,
        ]
        return [Group(title: "Điều hành", items: board + items)]
    }

    /// Hồ sơ công việc; none for those who keep no files.
    func caseFiles(on today: CalendarDate, in connection: Connection) throws -> [Group] {
        let views = CaseFileView.views(of: self.role)
        guard !views.isEmpty else { return [] }
        let counts = try CaseFileStore.counts(
            views.filter { $0 == .mine || $0 == .due }, for: self.person, on: today, in: connection)
        let lists = views.map { view in
            self.item(
                CaseFileWords.view(view), "/case-files?view=\(view.rawValue)", count: counts[view],
                opens: .caseFiles(view))
        }
        // Who decides opens what waits, and its number is that of the list.
        let decides = CaseTransfer.isDecided(by: self.role)
        return [
            Group(
                title: "Hồ sơ công việc",
                items: lists + [
                    self.item("Danh mục hồ sơ", "/case-plan", opens: .casePlan),
                    self.item(
                        "Nộp lưu, hủy hồ sơ", decides ? "/transfers?waiting=1" : "/transfers",
                        count: self.numbers.transfers, opens: .transfers),
                    self.item("Hồ sơ lưu trữ", "/archive", count: self.numbers.archive, opens: .archive),
                ])
        ]
    }

    /// Whole lists and registers; of the administrator everything.
    func all(on today: CalendarDate) -> Group {
        if self.role == .admin { return Group(title: "Quản trị", items: self.administration) }
        var items = [
            self.item("Văn bản đến", "/incoming?view=all", opens: .incoming(.all)),
            self.item("Văn bản đi", "/outgoing?view=all", opens: .outgoing(.all)),
        ]
        if self.role == .clerk || self.role == .leader {
            items.append(self.item("Sổ văn bản đến", "/registers/in", opens: .register("in")))
            items.append(self.item("Sổ văn bản đi", "/registers/out", opens: .register("out")))
        }
        // The list of files of a year is made in the year before.
        if self.role == .clerk, let restored = self.numbers.restored,
            VietnamTime.date(restored).year >= today.year - 1
        {
            items.append(self.item(RestoredPage.title, "/restored", opens: .restored))
        }
        if [.clerk, .leader, .head].contains(self.role) {
            items.append(self.item("Thống kê", "/statistics", opens: .statistics))
        }
        if self.numbers.hasSecrets { items.append(self.item(SecrecyWords.list, "/secrets", opens: .secrets)) }
        // Only while there is one.
        if self.numbers.endingSecrets > 0 {
            items.append(
                self.item(
                    SecrecyWords.ending, "/secrets?view=ending", count: self.numbers.endingSecrets,
                    opens: .endingSecrets))
        }
        return Group(title: "Tất cả", items: items)
    }

    private var administration: [Item] {
        [
            self.item("Người dùng, đơn vị", "/people", opens: .people),
            self.item("Mã truy cập", "/tokens", opens: .tokens),
            self.item("Sổ văn bản", "/books", opens: .books),
            self.item("Nhật ký truy cập", "/access", opens: .access),
            self.item("Lịch làm việc", "/calendar", opens: .calendar),
            self.item("Hạn theo loại văn bản", "/type-deadlines", opens: .typeDeadlines),
            self.item("Báo cáo tuần, tháng", PeriodReportRoutes.path, opens: .statistics),
            self.item("Con dấu số", "/seal-key", opens: .sealKey),
        ]
    }

    var personal: Group {
        Group(
            title: "Cá nhân",
            items: [
                self.item("Ý kiến mẫu", "/phrases", opens: .phrases),
                self.item("Ủy quyền", "/delegations", opens: .delegations),
                self.item("Tài khoản của tôi", "/account", opens: .account),
            ])
    }
}
