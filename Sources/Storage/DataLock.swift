import Exchange
package import Foundation
import ServiceLifecycle

/// Sees that one server at a time serves a data folder. The system lets go of it when the process ends, however it ends.
package final class DataLock: Sendable {
    private let lock: LockedFile

    /// Throws `conflict` when another `server` (`hub`, `office`, `gateway`) serves the folder.
    package init(folder: URL, server: String) throws {
        guard let lock = try LockedFile(folder.appending(path: "\(server).lock"), .alone) else {
            throw Fault(
                .conflict,
                vi: "Thư mục dữ liệu đang được một máy chủ khác (\(server)) sử dụng.",
                en: "Another \(server) is serving the folder \"\(folder.path)\"."
            )
        }
        self.lock = lock
    }
}

extension DataLock: Service {
    /// Held until the server has stopped: services that stand behind it end before it is told to.
    package func run() async throws {
        try await gracefulShutdown()
        self.lock.release()
    }
}
