import Exchange
import Logging
import ServiceLifecycle
import Storage

/// Ends the hub when a sync has failed: what this process believes of its files may be untrue from then on. The service manager starts it
/// anew, and the start reads everything from the files and writes it anew (`Database.settle`).
struct DiskWatch: Service {
    let alarm: DiskAlarm
    let logger: Logger

    func run() async throws {
        guard let failure = await cancelWhenGracefulShutdown({ await self.alarm.wait() }) else { return }
        self.logger.critical(
            "a write did not reach the disk: the hub ends, look after the disk", metadata: ["error": "\(failure)"])
        throw Fault(
            .internalFault,
            vi: "Đĩa báo lỗi khi ghi nên trục dừng lại. Kiểm tra đĩa rồi chạy lại; không có gì đã xác nhận bị mất.",
            en: "A write did not reach the disk, so the hub ended: \(failure) Look after the disk, then start again.")
    }
}
