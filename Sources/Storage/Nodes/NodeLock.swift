import Exchange
package import Foundation
import ServiceLifecycle

/// Keeps a server with a database of its own (`DataLock`) away from a data folder that nodes share; nodes do not mind each other. The system lets go of
/// it when the process ends.
package final class NodeLock: Service {
    private let lock: LockedFile

    /// Throws `conflict` when a `server` (`hub`, `office`, `gateway`) with a database of its own serves the folder.
    package init(folder: URL, server: String) throws {
        guard let lock = try LockedFile(folder.appending(path: "\(server).lock"), .shared) else {
            throw Fault(
                .conflict,
                vi: "Thư mục dữ liệu đang được một máy chủ có cơ sở dữ liệu riêng (\(server).sqlite) sử dụng.",
                en: "A server with a database of its own (\(server).sqlite) is serving the folder \"\(folder.path)\".")
        }
        self.lock = lock
    }

    /// Held until the server has stopped: services that stand behind it end before it is told to.
    package func run() async throws {
        try await gracefulShutdown()
        self.lock.release()
    }
}
