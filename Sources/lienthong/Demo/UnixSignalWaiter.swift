import UnixSignals

/// Waits for Ctrl-C or a request to end.
enum UnixSignalWaiter {
    static func first() async {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
    }
}
