import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Wakes those who wait at this node for what another node took in (tin từ nút khác). Each transaction of the evidence log rings on one channel
/// of the database; one look at two numbers then serves all who wait here, however many they are. Who hears nothing looks all the same.
struct NodeNews: Service {
    let database: Database
    let inbox: InboxSignal
    let senders: InboxSignal
    let logger: Logger

    /// Without a ring.
    private static let patience = Duration.seconds(1)
    /// However often it rings.
    private static let pause = Duration.milliseconds(20)
    /// Of the database.
    static let channel = "lienthong_hub"
    /// Rows of one look; the next goes on behind them.
    private static let limit = 5000

    /// What was seen so far.
    struct Place: Sendable, Equatable {
        var cursor: Int
        /// Entries of the evidence log.
        var entries: Int
    }

    func run() async throws {
        let bell = WakeSignal()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in self.database.notifications(Self.channel) { bell.wake() } }
                group.addTask { await self.rounds(bell) }
                await group.waitForAll()
            }
        }
    }

    /// Until the task is cancelled.
    private func rounds(_ bell: WakeSignal) async {
        var (place, isDown): (Place?, Bool) = (nil, false)
        while !Task.isCancelled {
            do {
                place = try await self.look(after: place)
                isDown = false
            } catch is CancellationError {
                return
            } catch {
                if !isDown { self.logger.error("news of other nodes cannot be read", metadata: ["error": "\(error)"]) }
                isDown = true
            }
            do { try await Task.sleep(for: Self.pause) } catch { return }
            await bell.wait(until: .now + Self.patience)
        }
    }

    /// Wakes for everything behind `place`; nil: for nothing yet.
    func look(after place: Place?) async throws -> Place {
        let news = try await self.database.lookUp { connection in try Self.news(after: place, in: connection) }
        if !news.organs.isEmpty { self.inbox.wake(news.organs) }
        if !news.senders.isEmpty { self.senders.wake(news.senders) }
        return news.place
    }

    private struct News: Sendable {
        var place: Place
        var organs: [OrganCode] = []
        var senders: [OrganCode] = []
    }

    private static func news(after place: Place?, in connection: Connection) throws -> News {
        let row = try connection.row("SELECT last_cursor FROM inbox_position WHERE id = 1")
        guard let cursor: Int = try row?["last_cursor"] else { throw MissingRow(table: "inbox_position") }
        var news = News(place: Place(cursor: cursor, entries: try EvidenceLog.size(in: connection)))
        guard let place else { return news }
        if news.place.cursor > place.cursor {
            let rows = try connection.rows(
                "SELECT cursor, organ FROM delivery WHERE cursor > $1 ORDER BY cursor LIMIT $2", place.cursor,
                Self.limit)
            news.organs = Array(Set(try rows.map { try $0["organ"] as OrganCode }))
            if rows.count == Self.limit, let last = rows.last { news.place.cursor = try last["cursor"] }
        }
        if news.place.entries > place.entries {
            let rows = try connection.rows(
                "SELECT idx, sender FROM evidence_event WHERE idx >= $1 ORDER BY idx LIMIT $2", place.entries,
                Self.limit)
            let senders: [OrganCode?] = try rows.map { try $0["sender"] }
            news.senders = Array(Set(senders.compactMap { $0 }))
            if rows.count == Self.limit, let last = rows.last { news.place.entries = try last["idx"] + 1 }
        }
        return news
    }
}
