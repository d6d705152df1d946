import Exchange
package import Foundation
import ServiceLifecycle

/// Sees that one server at a time serves a data folder. The system lets go of it when the process ends, however it ends.
package final class DataLock: Sendable {
    private let descriptor: CInt

    /// Throws `conflict` when another `server` (`hub`, `office`, `gateway`) serves the folder.
    package init(folder: URL, server: String) throws {
        let file = folder.appending(path: "\(server).lock")
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .internalFault,
                vi: "Không ghi được vào thư mục dữ liệu.",
                en: "The file \"\(file.path)\" cannot be made: \(String(cString: strerror(errno)))."
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(
                .conflict,
                vi: "Thư mục dữ liệu đang được một máy chủ khác (\(server)) sử dụng.",
                en: "Another \(server) is serving the folder \"\(folder.path)\"."
            )
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }
}

/// Held until the server has stopped.
extension DataLock: Service {
    package func run() async throws { try await gracefulShutdown() }
}
