import Exchange
import Foundation
import Pages
import Storage

/// What one person reads in the morning (thư tổng hợp): how much waits in their counted lists, what is late, and what they were told and have not
/// looked at.
struct Digest: Sendable, Equatable {
    /// The lists of one post with something in them.
    struct Work: Sendable, Equatable {
        /// `Trưởng phòng, Phòng A`.
        let post: String
        let lists: [List]
    }

    struct List: Sendable, Equatable {
        let title: String
        let count: Int
    }

    struct Late: Sendable, Equatable {
        let path: String
        let title: String
        let due: CalendarDate?
    }

    /// Unread notices of one document.
    struct Told: Sendable, Equatable {
        /// As the newest says it: of what was taken back the number only.
        let title: String
        /// Newest first, each once.
        var kinds: [Notice.Kind]
    }

    let work: [Work]
    let late: [Late]
    let lateTotal: Int
    let told: [Told]
    /// Documents with unread notices beyond `told`.
    let toldBeyond: Int

    var isEmpty: Bool { self.work.isEmpty && self.lateTotal == 0 && self.told.isEmpty }

    /// Of each of them a mail names so many; it tells how many more there are.
    static let mostLate = 10
    static let mostTold = 20

    static func read(for person: Person, office: Office, in connection: Connection) throws -> Digest {
        let posts = [person] + (try Post.active(of: person.id, on: office.today, in: connection)).map(person.holding)
        var (work, late, lateTotal): ([Work], [Late], Int) = ([], [], 0)
        for post in posts {
            let lists = try Shell.side(for: post, office: office, current: .none, in: connection).groups.flatMap(
                \.items)
            // Both have a part of their own.
            let waiting = lists.filter { $0.href != "/notices" && $0.href != "/incoming?view=overdue" }
                .compactMap { item in item.count.flatMap { $0 > 0 ? List(title: item.title, count: $0) : nil } }
            if !waiting.isEmpty { work.append(Work(post: "\(post.title), \(post.unit.name)", lists: waiting)) }
            lateTotal +=
                try IncomingStore.counts([.overdue], for: post, on: office.today, in: connection)[.overdue] ?? 0
            late += try IncomingStore.list(
                .overdue, for: post, on: office.today, page: .init(limit: Self.mostLate, offset: 0), in: connection
            ).map {
                Late(path: "/incoming/\($0.id)", title: "\($0.name): \($0.subject)", due: $0.due)
            }
        }
        let kinds = try NoticeRules.read(in: connection).kinds(.digest, for: Set(posts.map(\.role)))
        let (told, beyond) = try self.told(to: person, kinds, in: connection)
        return Digest(
            work: work, late: Array(late.prefix(Self.mostLate)), lateTotal: lateTotal, told: told, toldBeyond: beyond)
    }

    private static func told(
        to person: Person, _ kinds: Set<Notice.Kind>, in connection: Connection
    ) throws -> ([Told], beyond: Int) {
        var (order, groups): ([String], [String: Told]) = ([], [:])
        for notice in try Notice.allUnread(of: person.id, in: connection) where kinds.contains(notice.kind) {
            let document = notice.documentID
            if groups[document] == nil {
                order.append(document)
                groups[document] = Told(title: notice.title, kinds: [])
            }
            if groups[document]?.kinds.contains(notice.kind) == false { groups[document]?.kinds.append(notice.kind) }
        }
        let told = order.compactMap { groups[$0] }
        return (Array(told.prefix(Self.mostTold)), max(0, told.count - Self.mostTold))
    }
}
