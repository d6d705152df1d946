import Synchronization

/// The pages of the console that wait for news at once (`/live`).
final class LiveLines: Sendable {
    /// Each asks the database once a second.
    static let limit = 200

    private let open = Mutex(0)

    /// Taken as long as somebody holds it.
    final class Place: Sendable {
        private let lines: LiveLines

        fileprivate init(in lines: LiveLines) { self.lines = lines }

        deinit { self.lines.open.withLock { $0 -= 1 } }
    }

    /// Nil when all places are taken.
    func take() -> Place? {
        let isFree = self.open.withLock { open in
            guard open < Self.limit else { return false }
            open += 1
            return true
        }
        return isFree ? Place(in: self) : nil
    }
}
