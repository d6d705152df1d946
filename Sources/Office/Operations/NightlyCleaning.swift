import Exchange
import Foundation
import Logging
import ServiceLifecycle

/// Cleans every night at two, and once a while after each start: a machine that is off at night is cleaned too.
struct NightlyCleaning: Service {
    let cleaning: Cleaning
    let logger: Logger

    /// After the start, so that people come first.
    private static let first = Duration.seconds(600)
    /// In Vietnam.
    private static let hour = 2

    func run() async throws {
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
                pause = .seconds(Self.seconds(untilNightAfter: self.cleaning.office.now()))
            }
        }
        // A service that returns ends the others.
        try await gracefulShutdown()
    }

    private func clean() async throws {
        let done = try await self.cleaning.run()
        guard done != .init() else { return }
        self.logger.notice(
            "cleaned",
            metadata: [
                "office.sessions": "\(done.sessions)", "office.answers": "\(done.answers)",
                "office.notices": "\(done.notices)", "office.documents": "\(done.documents)",
                "office.files": "\(done.files)", "office.accesses": "\(done.accesses)",
            ])
    }

    /// Seconds to the next night; at least one.
    static func seconds(untilNightAfter instant: Date) -> Int {
        let clock = VietnamTime.parts(instant)
        let passed = clock.hour * 3600 + clock.minute * 60 + clock.second
        let left = Self.hour * 3600 - passed
        return left > 0 ? left : left + 86_400
    }
}
