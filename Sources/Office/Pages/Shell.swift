import Exchange
import Foundation
import Gateway
import Pages
import Storage

/// What surrounds every page: who is signed in, the counted lists of their work, what the page follows live.
struct Shell: Sendable {
    /// The item of the side list that is open.
    enum Current: Equatable, Sendable {
        case incoming(IncomingView)
        case notices, phrases, timers(TimerView)
        case outgoing(OutgoingView)
        case access, account, board, calendar, delegations, entry, failures, opinions, people, receivedTasks,
            statistics, tasks
        case caseFiles(CaseFileView)
        case casePlan
        case transfers
        /// A page that no item of the list opens.
        case none
        /// The question that is open, as `SearchFilter.query()` writes it.
        case search(String)
        case register(String)
        case tokens
        case books
        case restored
        case sealKey
        case typeDeadlines
        case archive
        case urging
        case secrets, endingSecrets
    }

    let visit: Visit
    /// When the page was made.
    let now: Date
    let letterhead: [String]
    let side: [Layout.SideGroup]
    /// The document whose changes the page follows; nil follows all.
    let liveDocument: String?
    /// What was changed in the person's rights and is not confirmed yet.
    let rights: RightsNotice
    /// Since when packages wait because the hub's certificate is not to be trusted; for those who have to do with it.
    let untrustedSince: Date?
    /// What the person has saved of the leaders' board.
    let views: [SavedSearch]

    /// The counted lists of somebody's work, and what was read with them.
    struct Side: Sendable {
        let groups: [Layout.SideGroup]
        let untrustedSince: Date?
        let views: [SavedSearch]
    }

    static func read(_ visit: Visit, office: Office, current: Current, live: String?, in connection: Connection) throws
        -> Shell
    {
        let side = try self.side(for: visit.person, office: office, current: current, in: connection)
        return Shell(
            visit: visit, now: office.now(), letterhead: office.identity.letterhead, side: side.groups,
            liveDocument: live,
            rights: RightsNotice(entries: try AdministrativeLog.unconfirmed(by: visit.account.id, in: connection)),
            untrustedSince: side.untrustedSince, views: side.views)
    }

    static func side(
        for person: Person, office: Office, current: Current, in connection: Connection
    ) throws -> Side {
        var groups: [Layout.SideGroup] = []
        let role = person.role
        let counts = try IncomingStore.counts(
            IncomingView.work(of: role), for: person, on: office.today, in: connection)
        func items(_ views: [IncomingView]) -> [Layout.SideGroup.Item] {
            views.map { view in
                .init(
                    title: IncomingWords.view(view), href: "/incoming?view=\(view.rawValue)", count: counts[view],
                    isCurrent: current == .incoming(view))
            }
        }
        var desk = items(IncomingView.desk(of: role))
        let timers = try Timers.counts(TimerView.views(of: role), for: person, office: office, in: connection)
        desk += TimerView.views(of: role).map { view in
            .init(
                title: TimerPage.title(view), href: "/incoming/\(view.rawValue)",
                count: timers[view],
                isCurrent: current == .timers(view))
        }
        if role == .clerk {
            desk.append(
                .init(title: "Nhập văn bản đến", href: "/incoming/new", count: nil, isCurrent: current == .entry))
        }
        var archiveWaiting: Int?
        var failures: Int?
        var transfersWaiting: Int?
        var restored: Date?
        var untrustedSince: Date?
        var given = Layout.SideGroup.Item(
            title: ReceivedTaskWords.title, href: "/received-tasks", count: nil, isCurrent: current == .receivedTasks)
        var hasSecrets = false
        var endingSecrets = 0
        var outgoing: [OutgoingView: Int] = [:]
        if role != .admin {
            let views = OutgoingView.work(of: role)
            let columns = OutgoingStore.countColumns(views, for: person).map { ", \($0)" }.joined()
            let waiting = try connection.row(
                """
                SELECT (\(OpinionRequest.waiting)) AS opinions, (\(Notice.unread)) AS notices,
                    (\(ArchiveAccess.waiting(for: role))) AS archive, (\(RestoredBook.restoration)) AS restored,
                    (\(Outbox.untrustedSince)) AS untrusted, (\(ReceivedTaskList.open(for: person))) AS tasks,
                    (\(SecretDocument.concerns)) AS secrets, (\(SecretDocument.endingCount)) AS ending_secrets,
                    (\(CaseTransfer.isDecided(by: role) ? CaseTransfer.waitingCount(for: role) : "NULL")) AS transfers,
                    (\(role == .clerk ? Refusal.failures : "SELECT 0")) AS failures\(columns)
                """, person.id, person.unit.id, SecretDocument.ending(on: office.today))
            outgoing = try OutgoingStore.counts(views, in: waiting)
            hasSecrets = try person.deputy == nil && waiting?["secrets"] ?? false
            if hasSecrets, role == .clerk { endingSecrets = try waiting?["ending_secrets"] ?? 0 }
            restored = try waiting?["restored"]
            if role == .clerk {
                untrustedSince = try waiting?["untrusted"]
                failures = try waiting?["failures"]
            }
            given = .init(
                title: given.title, href: given.href, count: try waiting?["tasks"], isCurrent: given.isCurrent)
            if role == .head || role == .officer { desk.append(given) }
            if role == .clerk || role == .leader { archiveWaiting = try waiting?["archive"] }
            transfersWaiting = try waiting?["transfers"]
            let opinions = Layout.SideGroup.Item(
                title: "Chờ tôi cho ý kiến", href: "/opinions",
                count: try waiting?["opinions"], isCurrent: current == .opinions)
            let notices = Layout.SideGroup.Item(
                title: "Thông báo", href: "/notices", count: try waiting?["notices"],
                isCurrent: current == .notices)
            let own = Layout.SideGroup(
                title: "Việc của tôi", items: items(IncomingView.own(of: role)) + [opinions, notices])
            let unit = Layout.SideGroup(title: IncomingWords.desk(role), items: desk)
            groups += IncomingView.desk(of: role).contains(.first(of: role)) ? [unit, own] : [own, unit]
        }
        if role == .admin {
            untrustedSince = try connection.row("SELECT (\(Outbox.untrustedSince)) AS untrusted")?["untrusted"]
        }
        var drafting = OutgoingView.work(of: role).map { view in
            Layout.SideGroup.Item(
                title: OutgoingWords.view(view), href: "/outgoing?view=\(view.rawValue)", count: outgoing[view],
                isCurrent: current == .outgoing(view))
        }
        if person.role == .clerk {
            drafting.append(
                .init(
                    title: "Gửi lỗi", href: "/failures", count: failures, isCurrent: current == .failures,
                    isAlarm: true
                )
            )
        }
        if !drafting.isEmpty {
            groups.append(.init(title: person.role == .clerk ? "Phát hành" : "Soạn thảo, ký", items: drafting))
        }
        if person.role == .leader || person.role == .clerk {
            let board = Layout.SideGroup.Item(
                title: "Theo dõi chỉ đạo", href: "/board", count: nil, isCurrent: current == .board)
            let tasks = Layout.SideGroup.Item(
                title: TaskWords.title, href: "/tasks", count: nil, isCurrent: current == .tasks)
            let urging = Layout.SideGroup.Item(
                title: UrgingWords.title, href: "/urging", count: nil, isCurrent: current == .urging)
            groups.append(
                .init(title: "Điều hành", items: (person.role == .leader ? [board] : []) + [tasks, urging, given]))
        }
        if let files = try Self.caseFiles(
            person, current, waiting: archiveWaiting, transfers: transfersWaiting, on: office.today, in: connection)
        {
            groups.append(files)
        }
        var all = Self.all(person.role, current)
        // The list of files of a year is made in the year before.
        if role == .clerk, let restored, VietnamTime.date(restored).year >= office.today.year - 1 {
            all.append(.init(title: RestoredPage.title, href: "/restored", count: nil, isCurrent: current == .restored))
        }
        if [.clerk, .leader, .head].contains(person.role) {
            all.append(.init(title: "Thống kê", href: "/statistics", count: nil, isCurrent: current == .statistics))
        }
        if hasSecrets {
            all.append(.init(title: SecrecyWords.list, href: "/secrets", count: nil, isCurrent: current == .secrets))
        }
        // Only while there is one.
        if endingSecrets > 0 {
            all.append(
                .init(
                    title: SecrecyWords.ending, href: "/secrets?view=ending", count: endingSecrets,
                    isCurrent: current == .endingSecrets))
        }
        groups.append(.init(title: role == .admin ? "Quản trị" : "Tất cả", items: all))
        let saved = role == .admin ? [] : try SavedSearch.all(of: person, in: connection)
        if person.role != .admin {
            groups.append(
                try SavedSearch.side(
                    saved.filter { $0.kind == .search }, for: person, office: office, current: current, in: connection))
        }
        groups.append(
            .init(
                title: "Cá nhân",
                items: [
                    .init(title: "Ý kiến mẫu", href: "/phrases", count: nil, isCurrent: current == .phrases),
                    .init(title: "Ủy quyền", href: "/delegations", count: nil, isCurrent: current == .delegations),
                    .init(title: "Tài khoản của tôi", href: "/account", count: nil, isCurrent: current == .account),
                ]))
        return Side(
            groups: self.open(groups, to: person), untrustedSince: untrustedSince,
            views: saved.filter { $0.kind != .search })
    }

    /// What a delegation does not cover is not offered.
    private static func open(_ groups: [Layout.SideGroup], to person: Person) -> [Layout.SideGroup] {
        guard let scope = person.deputy?.scope, scope != .all else { return groups }
        return groups.compactMap { group in
            let items = group.items.filter { item in
                scope.covers(path: item.href.split(separator: "?").first.map(String.init) ?? item.href)
            }
            return items.isEmpty ? nil : Layout.SideGroup(title: group.title, items: items)
        }
    }

    /// Hồ sơ công việc.
    private static func caseFiles(
        _ person: Person, _ current: Current, waiting: Int?, transfers count: Int?, on today: CalendarDate,
        in connection: Connection
    ) throws -> Layout.SideGroup? {
        let views = CaseFileView.views(of: person.role)
        guard !views.isEmpty else { return nil }
        let counts = try CaseFileStore.counts(
            views.filter { $0 == .mine || $0 == .due }, for: person, on: today, in: connection)
        let lists = views.map { view in
            Layout.SideGroup.Item(
                title: CaseFileWords.view(view), href: "/case-files?view=\(view.rawValue)",
                count: counts[view],
                isCurrent: current == .caseFiles(view))
        }
        let plan = Layout.SideGroup.Item(
            title: "Danh mục hồ sơ", href: "/case-plan", count: nil, isCurrent: current == .casePlan)
        // Who decides opens what waits, and its number is that of the list.
        let decides = CaseTransfer.isDecided(by: person.role)
        let transfers = Layout.SideGroup.Item(
            title: "Nộp lưu, hủy hồ sơ", href: decides ? "/transfers?waiting=1" : "/transfers",
            count: count,
            isCurrent: current == .transfers)
        let archive = Layout.SideGroup.Item(
            title: "Hồ sơ lưu trữ", href: "/archive", count: waiting, isCurrent: current == .archive)
        return .init(title: "Hồ sơ công việc", items: lists + [plan, transfers, archive])
    }

    private static func all(_ role: Role, _ current: Current) -> [Layout.SideGroup.Item] {
        if role == .admin {
            return [
                .init(title: "Người dùng, đơn vị", href: "/people", count: nil, isCurrent: current == .people),
                .init(title: "Mã truy cập", href: "/tokens", count: nil, isCurrent: current == .tokens),
                .init(title: "Sổ văn bản", href: "/books", count: nil, isCurrent: current == .books),
                .init(title: "Nhật ký truy cập", href: "/access", count: nil, isCurrent: current == .access),
                .init(title: "Lịch làm việc", href: "/calendar", count: nil, isCurrent: current == .calendar),
                .init(
                    title: "Hạn theo loại văn bản", href: "/type-deadlines", count: nil,
                    isCurrent: current == .typeDeadlines),
                .init(
                    title: "Báo cáo tuần, tháng", href: PeriodReportRoutes.path, count: nil,
                    isCurrent: current == .statistics),
                .init(title: "Con dấu số", href: "/seal-key", count: nil, isCurrent: current == .sealKey),
            ]
        }
        var items: [Layout.SideGroup.Item] = [
            .init(title: "Văn bản đến", href: "/incoming?view=all", count: nil, isCurrent: current == .incoming(.all)),
            .init(title: "Văn bản đi", href: "/outgoing?view=all", count: nil, isCurrent: current == .outgoing(.all)),
        ]
        if role == .clerk || role == .leader {
            items.append(
                .init(title: "Sổ văn bản đến", href: "/registers/in", count: nil, isCurrent: current == .register("in"))
            )
            items.append(
                .init(
                    title: "Sổ văn bản đi", href: "/registers/out", count: nil, isCurrent: current == .register("out")))
        }
        return items
    }

    /// To which one may change in the head of the page.
    private var otherPosts: [(value: String, name: String)] {
        let current = self.visit.account.postID
        let main = current == nil ? [] : [("", "chức vụ chính")]
        return main + self.visit.posts.filter { $0.id != current }.map { ($0.id, $0.name) }
    }

    /// The whole page. `regions` are the parts that follow changes by themselves; the side list always does.
    func page(
        _ title: String, regions: [String] = [], keys: [(key: String, meaning: String)] = [], sought: String = "",
        _ main: HTML
    ) -> HTML {
        let url = self.liveDocument.map { "/live?document=\($0)" } ?? "/live"
        return Layout(
            title: title,
            letterhead: self.letterhead,
            user: .init(
                name: self.visit.account.fullName,
                role: self.visit.person.deputy == nil
                    ? "\(self.visit.person.title), \(self.visit.person.unit.shortName)"
                    : "thay \(self.visit.person.fullName)",
                csrf: self.visit.csrf, posts: self.otherPosts
            ),
            side: self.side,
            live: regions.isEmpty ? nil : .init(url: url, regions: regions),
            keys: keys,
            sought: sought
        ).page(
            DeputyBanner.html(self.visit) + HubBanner.html(self.untrustedSince)
                + self.rights.html(csrf: self.visit.csrf)
                + main)
    }

    /// On every sheet of a register, so that a copy tells where it comes from (đánh dấu bản in; NĐ 30/2020/NĐ-CP, PL VI, III.6.h–l).
    var printMark: String { "Bản in của \(self.visit.person.signature), \(VietnamTime.shown(self.now))" }

    func form(_ action: String, once: String, version: Int) -> Form {
        Form(action: action, csrf: self.visit.csrf, once: once, version: version)
    }
}
