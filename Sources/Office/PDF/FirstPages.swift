import Exchange
import Foundation
import Gateway
import Storage
import Synchronization
import Trust
import Web

/// Pictures of the first pages of PDFs (ảnh trang đầu): a browser shows one until its own viewer is there, a phone instead of the viewer. Each is drawn
/// when it is asked for and kept by browsers alone.
///
/// Few are drawn at once; who comes meanwhile waits in a line with an end and a deadline.
final class FirstPages: Sendable {
    private struct State {
        var free: Int
        var waiting: [WakeSignal] = []
        /// What was too much to draw, and when: it is not tried again with each page that is opened.
        var heavy: [ContentHash: Date] = [:]
    }

    private let tools: PDFTools
    private let patience: Duration
    private let state: Mutex<State>

    /// Beyond so many, nobody joins the line.
    private static let longestLine = 100
    private static let heavySeconds: TimeInterval = 3_600
    private static let maximumHeavy = 1_000

    /// - Parameters:
    ///   - tools: their deadline is that of one picture.
    ///   - patience: how long somebody waits for a turn.
    init(
        tools: PDFTools = PDFTools(deadline: .seconds(10)), atOnce: Int = 2, patience: Duration = .seconds(10)
    ) {
        self.tools = tools
        self.patience = patience
        self.state = Mutex(State(free: atOnce))
    }

    /// The JPEG of page 1 of a file of `store`. Throws what `PDFTools.firstPage` throws, and `too-many-requests` when no turn comes.
    func picture(of hash: ContentHash, in store: KeptContent, at now: Date) async throws -> [UInt8] {
        if self.isHeavy(hash, at: now) { throw PDFTools.tooHeavy }
        try await self.takeTurn()
        defer { self.endTurn() }
        let tools = self.tools
        do {
            return try await store.withFile(of: hash) { file in
                try await store.inStagingFolder { try await tools.firstPage(of: file, scratch: $0) }
            }
        } catch let fault as Fault where fault.code == .tooLarge {
            // Who went away says nothing about the file.
            try Task.checkCancellation()
            self.note(hash, at: now)
            throw fault
        }
    }

    private func takeTurn() async throws {
        let signal = WakeSignal()
        let isFree = try self.state.withLock { state in
            guard state.free == 0 else {
                state.free -= 1
                return true
            }
            guard state.waiting.count < Self.longestLine else { throw Self.busy }
            state.waiting.append(signal)
            return false
        }
        if isFree { return }
        await signal.wait(until: .now + self.patience)
        // Who was given a turn stands in the line no more.
        let isGivenUp = self.state.withLock { state in
            guard let place = state.waiting.firstIndex(where: { $0 === signal }) else { return false }
            state.waiting.remove(at: place)
            return true
        }
        guard isGivenUp else { return }
        try Task.checkCancellation()
        throw Self.busy
    }

    /// Hands the turn to who waits longest.
    private func endTurn() {
        let next = self.state.withLock { state -> WakeSignal? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.wake()
    }

    private func isHeavy(_ hash: ContentHash, at now: Date) -> Bool {
        self.state.withLock { state in
            state.heavy[hash].map { now.timeIntervalSince($0) < Self.heavySeconds } ?? false
        }
    }

    private func note(_ hash: ContentHash, at now: Date) {
        self.state.withLock { state in
            state.heavy.makeRoom(
                below: Self.maximumHeavy, keeping: { now.timeIntervalSince($0) < Self.heavySeconds }, by: { $0 })
            state.heavy[hash] = now
        }
    }

    private static let busy = Fault(
        .tooManyRequests, vi: "Đang có quá nhiều người xem trước tệp. Thử lại sau ít phút.",
        en: "Too many first pages are asked for at this moment.")
}
