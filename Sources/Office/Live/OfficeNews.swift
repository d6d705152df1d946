import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Takes over at this node what others did (tin từ nút khác): tells open pages, wakes the jobs that this node does for all, reads working days anew.
/// Jobs look by themselves too, and what is told while nobody listens is made up for.
struct OfficeNews: Service {
    let office: Office
    let logger: Logger

    /// Between two looks at what else could have been missed.
    private static let pause = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await payload in self.office.database.notifications(ChangeFeed.channel) {
                        await self.hear(payload)
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        do { try await Task.sleep(for: Self.pause) } catch { return }
                        await self.readCalendar()
                    }
                }
                await group.waitForAll()
            }
        }
    }

    /// - Parameter payload: of `ChangeFeed.tell`; empty: anything may have happened while nobody listened.
    func hear(_ payload: String) async {
        guard let document = self.office.changes.document(toldElsewhere: payload) else { return }
        // Before pages ask again. Not for whatever arrives: what is told meanwhile waits behind it.
        if payload.isEmpty || document == OfficeCalendar.subject { await self.readCalendar() }
        if payload.isEmpty { self.office.changes.publishAll() } else { self.office.changes.publish(document) }
        self.office.wakeJobs()
    }

    private func readCalendar() async {
        do {
            try await self.office.database.read { [office] in try office.workingDays.read(in: $0) }
        } catch let error where !(error is CancellationError) {
            self.logger.error("working days not read anew", metadata: ["error": "\(error)"])
        } catch {
            // The office stops.
        }
    }
}
