import Exchange
import Foundation
import ServiceLifecycle
import Storage

/// Keeps a hub with a database of its own (`DataLock`) away from a data folder that nodes share; nodes do not mind each other. The system lets go of
/// it when the process ends.
final class NodeLock: Service {
    private let lock: LockedFile

    /// Throws `conflict` when a hub with a database of its own serves the folder.
    init(folder: URL) throws {
        guard let lock = try LockedFile(folder.appending(path: "hub.lock"), .shared) else {
            throw Fault(
                .conflict,
                vi: "Thư mục dữ liệu đang được một trục có cơ sở dữ liệu riêng (hub.sqlite) sử dụng.",
                en: "A hub with a database of its own (hub.sqlite) is serving the folder \"\(folder.path)\".")
        }
        self.lock = lock
    }

    /// Held until the hub has stopped.
    func run() async throws { try await gracefulShutdown() }
}
