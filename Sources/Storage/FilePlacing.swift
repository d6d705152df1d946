import Exchange
import Foundation
import Synchronization

/// Gives finished files their names and brings them to disk, many with one sync (group commit of files): what comes while a sync is under way
/// goes together into the next. A caller who is alone does not wait for others.
///
/// A few files are synced each by itself. Many are renamed first and then share one `syncfs`: it flushes whatever the file system holds, so it
/// pays only where it stands for many. A crash in between leaves a name whose content may be incomplete and that nobody was promised: who
/// finds a file under a name without having placed it himself must check its hash.
final class FilePlacing: Sendable {
    /// Any descriptor on the file system.
    private let folder: FileDescriptor
    private let alarm: DiskAlarm?
    private let state = Mutex(State())

    /// Files from which on one sync of the whole file system is cheaper than two for each file.
    private static let many = 4
    /// Larger files are synced before they join the others, which must not wait for their bytes.
    private static let largeBytes = 1 << 20

    private struct State {
        var waiting: [Part] = []
        var isSyncing = false
    }

    private struct Part {
        let file: StagedContent
        let finish: @Sendable (Result<Void, any Error>) -> Void
    }

    /// `folder` lies on the file system of all files.
    init(folder: URL, alarm: DiskAlarm?) throws {
        self.alarm = alarm
        self.folder = try FileDescriptor.open(folder.path, flags: O_RDONLY | O_DIRECTORY)
    }

    deinit { self.folder.close() }

    /// When this returns, `file` is on disk under its name. Throws `disk-full`; then it may have either name.
    func place(_ file: StagedContent) async throws {
        if file.sizeBytes > Self.largeBytes { try await blocking { try file.descriptor.sync(file.alarm) } }
        try await withCheckedThrowingContinuation { continuation in
            let part = Part(file: file) { continuation.resume(with: $0) }
            let mustStart = self.state.withLock { state in
                state.waiting.append(part)
                defer { state.isSyncing = true }
                return !state.isSyncing
            }
            if mustStart { DispatchQueue.global(qos: .userInitiated).async { self.placeAll() } }
        }
    }

    /// Until nobody waits.
    private func placeAll() {
        while true {
            let parts = self.state.withLock { state in
                let parts = state.waiting
                state.waiting = []
                if parts.isEmpty { state.isSyncing = false }
                return parts
            }
            if parts.isEmpty { return }
            if parts.count < Self.many {
                for part in parts { part.finish(Result { try part.file.placeAlone() }) }
            } else {
                let renamed = parts.map { part in Result { try part.file.rename() } }
                let synced = Result { try self.folder.syncFileSystem(self.alarm) }
                for (part, renamed) in zip(parts, renamed) { part.finish(renamed.flatMap { synced }) }
            }
        }
    }
}

/// A file that is complete but for its name.
struct StagedContent: Sendable {
    let descriptor: FileDescriptor
    let source: URL
    /// In an existing folder.
    let target: URL
    let sizeBytes: Int
    let alarm: DiskAlarm?

    /// Of giving a name and of taking the file of an old one away: what has just got its name again is not removed as old.
    static let naming = Mutex(())

    fileprivate func rename() throws {
        try Self.naming.withLock { _ in
            guard Foundation.rename(self.source.path, self.target.path) == 0 else { throw Fault.file("rename", errno) }
        }
    }

    /// Waits for the disk.
    func placeAlone() throws {
        try self.descriptor.sync(self.alarm)
        try self.rename()
        try FileDescriptor.syncFolder(self.target.deletingLastPathComponent().path, self.alarm)
    }
}
