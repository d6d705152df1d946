import Logging
import Storage

extension Cleaning {
    /// Every night; tells what went.
    func nightly(_ logger: Logger) -> NightlyCleaning {
        NightlyCleaning(now: self.office.now, logger: logger) {
            let done = try await self.run()
            guard done != .init() else { return }
            logger.notice(
                "cleaned",
                metadata: [
                    "office.sessions": "\(done.sessions)", "office.answers": "\(done.answers)",
                    "office.notices": "\(done.notices)", "office.documents": "\(done.documents)",
                    "office.files": "\(done.files)", "office.accesses": "\(done.accesses)",
                ])
        }
    }
}
