import Programs
import Testing

@testable import Gateway

/// The signal alone. Each wait would last an hour: only the time limit could end it otherwise.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct WakeSignalTests {
    @Test func `a wake-up while nobody waits is kept for the next wait`() async {
        let signal = WakeSignal()
        signal.wake()
        await signal.wait(until: .now + .seconds(3_600))
    }

    @Test func `a wake-up ends the wait`() async {
        let signal = WakeSignal()
        let waiting = Task { await signal.wait(until: .now + .seconds(3_600)) }
        // Before or after the wait began: both must do.
        signal.wake()
        await waiting.value
    }

    @Test func `a cancelled wait ends`() async {
        let signal = WakeSignal()
        let waiting = Task { await signal.wait(until: .now + .seconds(3_600)) }
        waiting.cancel()
        await waiting.value
    }

    @Test func `without a wake-up the wait ends by itself`() async {
        await WakeSignal().wait(until: .now + .milliseconds(10))
    }
}
