import Exchange
import Foundation
import ServiceLifecycle

/// Keeps a hub with a database of its own (`DataLock`) away from a data folder that nodes share; nodes do not mind each other. The system lets go of
/// it when the process ends.
final class NodeLock: Service {
    private let descriptor: CInt

    /// Throws `conflict` when a hub with a database of its own serves the folder.
    init(folder: URL) throws {
        let file = folder.appending(path: "hub.lock")
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .internalFault, vi: "Không ghi được vào thư mục dữ liệu.",
                en: "The file \"\(file.path)\" cannot be made: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(
                .conflict,
                vi: "Thư mục dữ liệu đang được một trục có cơ sở dữ liệu riêng (hub.sqlite) sử dụng.",
                en: "A hub with a database of its own (hub.sqlite) is serving the folder \"\(folder.path)\".")
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }

    /// Held until the hub has stopped.
    func run() async throws { try await gracefulShutdown() }
}
