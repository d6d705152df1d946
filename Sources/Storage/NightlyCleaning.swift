import Exchange
package import Foundation
package import Logging
import ServiceLifecycle

/// Cleans every night at two, and once a while after each start: a machine that is off at night is cleaned too.
package struct NightlyCleaning: Service {
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let clean: @Sendable () async throws -> Void

    /// After the start, so that people come first.
    private static let first = Duration.seconds(600)
    /// In Vietnam.
    private static let hour = 2

    /// - Parameter now: the server's clock.
    package init(
        now: @escaping @Sendable () -> Date, logger: Logger, _ clean: @escaping @Sendable () async throws -> Void
    ) {
        self.now = now
        self.logger = logger
        self.clean = clean
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Self.first
            while true {
                do {
                    try await Task.sleep(for: pause)
                    try await self.clean()
                } catch is CancellationError {
                    return
                } catch {
                    self.logger.error("not cleaned", metadata: ["error": "\(error)"])
                }
                pause = .seconds(Self.seconds(untilNightAfter: self.now()))
            }
        }
        // A service that returns ends the others.
        try await gracefulShutdown()
    }

    /// Seconds to the next night; at least one.
    package static func seconds(untilNightAfter instant: Date) -> Int {
        let clock = VietnamTime.parts(instant)
        let passed = clock.hour * 3600 + clock.minute * 60 + clock.second
        let left = Self.hour * 3600 - passed
        return left > 0 ? left : left + 86_400
    }
}
