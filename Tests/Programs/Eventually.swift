package import Testing

/// Asks until `check` holds. What does not come in time is an issue of the caller's line and ends the test.
///
/// - Parameter limit: two minutes, far more than anything needs in a test that has its turn (`TurnTrait`), also on a machine that is full; less where
///   what is late is wrong.
package func eventually(
    _ what: Comment, within limit: Duration = .seconds(120), sourceLocation: SourceLocation = #_sourceLocation,
    _ check: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(5)
    while true {
        // Whoever was kept from asking until now still asks once.
        let isLast = ContinuousClock.now >= deadline
        if try await check() { return }
        try #require(!isLast, what, sourceLocation: sourceLocation)
        try await Task.sleep(for: pause)
        // Many tests that ask without a pause are the load that they wait for.
        pause = min(pause * 2, .milliseconds(80))
    }
}
