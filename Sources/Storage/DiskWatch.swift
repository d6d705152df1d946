import Exchange
package import Logging
import ServiceLifecycle

/// Ends the server when a sync has failed: what this process believes of its files may be untrue from then on. The service manager starts it
/// anew, and the start reads everything from the files and writes it anew (`Database.settle`).
package struct DiskWatch: Service {
    private let alarm: DiskAlarm
    private let logger: Logger

    package init(alarm: DiskAlarm, logger: Logger) {
        self.alarm = alarm
        self.logger = logger
    }

    package func run() async throws {
        guard let failure = await cancelWhenGracefulShutdown({ await self.alarm.wait() }) else { return }
        self.logger.critical(
            "a write did not reach the disk: the server ends, look after the disk", metadata: ["error": "\(failure)"])
        throw Fault(
            .internalFault,
            vi: "Đĩa báo lỗi khi ghi nên máy chủ dừng lại. Kiểm tra đĩa rồi chạy lại; không có gì đã xác nhận bị mất.",
            en: "A write did not reach the disk, so the server ended: \(failure) Look after the disk, then start again."
        )
    }
}
