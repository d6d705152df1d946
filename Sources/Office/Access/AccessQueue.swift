import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import Trust
import Web

/// Accesses that wait to be written: nobody who opens a page waits for the disk. What was opened again by the same person within a few minutes
/// counts once.
final class AccessQueue: Sendable {
    private struct State {
        /// Those whose writing failed, before everything that waits.
        var failed: [Piece] = []
        var waiting: [AccessEntry] = []
        var lost = 0
        var seen: [Sight: Date] = [:]
    }

    private struct Sight: Hashable {
        var kind: AccessEntry.Kind
        var person: String?
        var subject: String
    }

    /// What one transaction writes.
    private struct Piece {
        var entries: [AccessEntry]
        /// So many accesses were counted only.
        var lost: Int
        /// The last of its lines as it was written when nobody knew whether it was committed.
        var doubted: AccessLog.Place?
    }

    private let state = Mutex(State())
    fileprivate let wakes = WakeSignal()

    /// Lines of one transaction.
    private static let piece = 500
    /// Beyond so many, lines are counted only.
    private static let limit = 10_000
    private static let onceInSeconds: TimeInterval = 300

    func record(_ entry: AccessEntry) {
        let isMany = self.state.withLock { state in
            if [.opened, .downloaded].contains(entry.kind) {
                let sight = Sight(
                    kind: entry.kind, person: entry.personID, subject: "\(entry.documentID) \(entry.fileID)")
                // A clock that was set back has seen nothing yet.
                func isRecent(_ before: Date) -> Bool {
                    (0..<Self.onceInSeconds).contains(entry.at.timeIntervalSince(before))
                }
                if let before = state.seen[sight], isRecent(before) { return false }
                if state.seen.count >= Self.limit {
                    state.seen.makeRoom(below: Self.limit, keeping: isRecent, by: { $0 })
                }
                state.seen[sight] = entry.at
            }
            guard state.waiting.count < Self.limit else {
                state.lost += 1
                return false
            }
            state.waiting.append(entry)
            return state.waiting.count >= Self.piece
        }
        if isMany { self.wakes.wake() }
    }

    /// Writes what waits. When it fails, everything waits on. What may have been written all the same (`outcome-unknown`) is looked for first, in the
    /// next transaction: writers come one after the other, so by then it is there or never will be.
    func flush(to database: Database, at now: Date) async throws {
        while let piece = self.take() {
            let written = Mutex<AccessLog.Place?>(nil)
            do {
                try await database.write { connection in
                    if let place = piece.doubted, try AccessLog.has(place, in: connection) { return }
                    for entry in piece.entries {
                        try AccessLog.append(try Self.found(entry, in: connection), in: connection)
                    }
                    if piece.lost > 0 {
                        var line = AccessEntry(.lost, by: nil, at: now)
                        line.detail = "\(piece.lost)"
                        try AccessLog.append(line, in: connection)
                    }
                    let end = try AccessLog.head(in: connection)
                    written.withLock { $0 = end }
                }
            } catch {
                var piece = piece
                if (error as? Fault)?.code == .outcomeUnknown, let end = written.withLock({ $0 }) {
                    piece.doubted = end
                }
                self.state.withLock { [piece] in $0.failed.append(piece) }
                throw error
            }
        }
    }

    private func take() -> Piece? {
        self.state.withLock { state in
            if !state.failed.isEmpty { return state.failed.removeFirst() }
            let entries = Array(state.waiting.prefix(Self.piece))
            guard !entries.isEmpty || state.lost > 0 else { return nil }
            state.waiting.removeFirst(entries.count)
            defer { state.lost = 0 }
            return Piece(entries: entries, lost: state.lost, doubted: nil)
        }
    }

    /// With the document of the file.
    private static func found(_ entry: AccessEntry, in connection: Connection) throws -> AccessEntry {
        guard !entry.fileID.isEmpty, entry.documentID.isEmpty else { return entry }
        var entry = entry
        let file = try connection.row(
            """
            SELECT document_id, name FROM attachment WHERE id = $1
            UNION ALL SELECT document_copy.document_id, copy_file.name FROM copy_file
            JOIN document_copy ON document_copy.id = copy_file.copy_id WHERE copy_file.id = $1
            """, entry.fileID)
        entry.documentID = try file?["document_id"] ?? ""
        entry.detail = try file?["name"] ?? ""
        return entry
    }
}

/// Writes the waiting accesses every few seconds and at the end, and signs how far the log has come, outside of the database.
struct AccessWriting: Service {
    let office: Office
    let key: SigningKey
    let file: CheckpointFile
    let logger: Logger

    private static let pause = Duration.seconds(2)

    func run() async throws {
        let last = await cancelWhenGracefulShutdown {
            var signed = 0
            while !Task.isCancelled {
                signed = await self.round(after: signed)
                await self.office.access.wakes.wait(until: .now + Self.pause)
            }
            return signed
        }
        // What the last pages left.
        _ = await self.round(after: last)
    }

    /// Answers the line that was signed last.
    private func round(after signed: Int) async -> Int {
        do {
            try await self.office.access.flush(to: self.office.database, at: self.office.now())
            guard let head = try await self.office.database.read({ try AccessLog.head(in: $0) }), head.seq > signed,
                let root = AccessLog.root(head.hash)
            else { return signed }
            let checkpoint = try Checkpoint(
                hub: self.office.identity.organ.text, size: head.seq, root: root,
                at: Timestamp.text(self.office.now()), key: self.key)
            // Another node may have come further; when it is just writing, the next round looks again.
            return self.file.keep(newer: checkpoint, by: self.key.verifyingKey) ? head.seq : signed
        } catch {
            self.logger.error("accesses not written", metadata: ["error": "\(error)"])
            return signed
        }
    }
}
