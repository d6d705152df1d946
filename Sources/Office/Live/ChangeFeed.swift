import Foundation
import Storage
import Synchronization

/// Tells open pages that something changed. It says only which document, never what: the page asks again with its own rights.
///
/// At most 2,000 pages listen at once; each keeps only the latest change, so a slow page never holds anybody up.
final class ChangeFeed: Sendable {
    private struct Listener {
        let document: String?
        let continuation: AsyncStream<Void>.Continuation
    }

    /// Of all nodes of an office.
    static let channel = "lienthong_office"

    /// What no other feed is called.
    private let id = UUID().uuidString
    private let listeners = Mutex<[UUID: Listener]>([:])
    private let limit = 2_000

    /// Changes of one document, or of any when `document` is nil; nil when too many pages listen already.
    func listen(to document: String?) -> AsyncStream<Void>? {
        let id = UUID()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let accepted = self.listeners.withLock { listeners in
            guard listeners.count < self.limit else { return false }
            listeners[id] = Listener(document: document, continuation: continuation)
            return true
        }
        guard accepted else { return nil }
        continuation.onTermination = { [weak self] _ in
            _ = self?.listeners.withLock { $0.removeValue(forKey: id) }
        }
        return stream
    }

    /// Tells pages at every node, once the transaction is committed.
    ///
    /// - Parameter document: empty for a change of lists alone, `OfficeCalendar.subject` for one of working days.
    func tell(_ document: String, in connection: Connection) throws {
        try connection.notify(Self.channel, "\(self.id) \(document)")
        connection.afterCommit { self.publish(document) }
    }

    /// The document of what `tell` said at another node, empty for an empty payload; nil for what was said here, which has been published.
    func document(toldElsewhere payload: String) -> String? {
        if payload.isEmpty { return "" }
        let parts = payload.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] != self.id ? String(parts[1]) : nil
    }

    /// Tells every page of this node.
    func publishAll() {
        for continuation in self.listeners.withLock({ $0.values.map(\.continuation) }) { continuation.yield() }
    }

    /// Tells the pages of this node.
    func publish(_ document: String) {
        let waiting = self.listeners.withLock { listeners in
            listeners.values.filter { $0.document == nil || $0.document == document }.map(\.continuation)
        }
        for continuation in waiting { continuation.yield() }
    }

    /// Ends every stream: the server stops.
    func close() {
        let all = self.listeners.withLock { listeners in
            defer { listeners.removeAll() }
            return listeners.values.map(\.continuation)
        }
        for continuation in all { continuation.finish() }
    }
}
