import Dispatch
import Synchronization
package import Testing

/// Sees that a few tests run at once. All tests of a run begin together: without this each of hundreds waits beside all others, until limits that
/// mean something in use (a connection that nobody speaks on, a caller who waits) end what is only crowded.
package enum Turn {
    private struct Crowd {
        var free = 16
        /// First come, first served.
        var waiting: [(places: Int, turn: CheckedContinuation<Void, Never>)] = []
    }

    private static let crowd = Mutex(Crowd())
    /// A test that runs two servers has its turn already.
    @TaskLocal private static var isTaken = false

    /// Runs `body` when there is room.
    ///
    /// - Parameter places: of sixteen: more of what is heavier than others, or waits with a deadline of its own.
    package static func take<Value>(
        places: Int = 1, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        if Self.isTaken { return try await body() }
        await withCheckedContinuation { continuation in
            let isFree = Self.crowd.withLock { crowd in
                guard crowd.waiting.isEmpty, crowd.free >= places else {
                    crowd.waiting.append((places, continuation))
                    return false
                }
                crowd.free -= places
                return true
            }
            if isFree { continuation.resume() }
        }
        defer { Self.give(places) }
        return try await Self.$isTaken.withValue(true) { try await body() }
    }

    private static func give(_ places: Int) {
        let next = Self.crowd.withLock { crowd in
            crowd.free += places
            var next: [CheckedContinuation<Void, Never>] = []
            while let first = crowd.waiting.first, first.places <= crowd.free {
                crowd.free -= first.places
                next.append(crowd.waiting.removeFirst().turn)
            }
            return next
        }
        for turn in next { turn.resume() }
    }
}

/// Of suites that wait for something: each test waits for its turn first, and only then does its `.timeLimit` begin. The library counts the limit for
/// each case of a test, and lets a trait run around the test itself before: there is the wait. All cases of a test have one turn.
///
/// The limit ends what hangs and says which test that was; how quick something is it does not tell. Five minutes are far more than any test needs
/// beside fifteen others on two cores; suites that kill servers, fill disks or load the machine have ten, or thirty, and run by themselves.
package struct TurnTrait: SuiteTrait, TestTrait, TestScoping {
    /// A test that is still there so long after it got its turn did not end when its limit cancelled it.
    private static let patienceMinutes = 40

    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        test.isSuite || testCase != nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Turn.take {
            let alarm = DispatchWorkItem { fatalError("\(test.id) hangs: nothing ends it but the end of the run.") }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(60 * Self.patienceMinutes), execute: alarm)
            defer { alarm.cancel() }
            try await function()
        }
    }
}

extension Trait where Self == TurnTrait {
    package static var inTurn: Self { Self() }
}
