import Exchange
import Foundation
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
        let (role, today) = (person.role, office.today)
        let list = SideList(
            person: person, current: current,
            numbers: try SideNumbers.read(for: person, on: today, in: connection))
        var groups = list.work(
            incoming: try IncomingStore.counts(IncomingView.work(of: role), for: person, on: today, in: connection),
            timers: try Timers.counts(TimerView.views(of: role), for: person, office: office, in: connection))
        groups += list.drafting + list.steering
        groups += try list.caseFiles(on: today, in: connection)
        groups.append(list.all(on: today))
        let saved = role == .admin ? [] : try SavedSearch.all(of: person, in: connection)
        if role != .admin {
            groups.append(
                try SavedSearch.side(
                    saved.filter { $0.kind == .search }, for: person, office: office, current: current, in: connection))
        }
        groups.append(list.personal)
        return Side(
            groups: self.open(groups, to: person), untrustedSince: list.numbers.untrustedSince,
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
