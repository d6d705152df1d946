import Gateway
import Logging
import ServiceLifecycle

/// Work beside everything else that waits in a list (việc nền), one piece after the other.
enum BackgroundWork {
    /// After trouble of our own it is tried again so much later; what nobody woke us for is found then too.
    private static let pause = Duration.seconds(60)

    /// Runs `next` until it finds nothing more to do, and again when `signal` is woken, until the server stops.
    ///
    /// - Parameters:
    ///   - trouble: what the log says when `next` throws.
    ///   - next: does one piece; false: there is none.
    static func run(
        wokenBy signal: WakeSignal, trouble: Logger.Message, logger: Logger,
        _ next: @escaping @Sendable () async throws -> Bool
    ) async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await next() {}
                } catch let error where !(error is CancellationError) {
                    logger.error(trouble, metadata: ["error": "\(error)"])
                } catch {
                    return
                }
                await signal.wait(until: .now + Self.pause)
            }
        }
    }
}
