/// Whether the hub can do its work (tình trạng trục), and what keeps it from it.
struct HealthVerdict: Sendable {
    /// The words that callers, alarms and the manual know. They name no path and no cause.
    enum Problem: String, Sendable, CaseIterable {
        case databaseUnreadable = "database-unreadable"
        /// No transaction reaches the disk.
        case databaseUnwritable = "database-unwritable"
        /// No package file reaches the disk.
        case filesUnwritable = "files-unwritable"
        case lowRoom = "low-room"
        /// The hub did not find out in time.
        case tooSlow = "too-slow"
    }

    struct Finding: Sendable {
        let problem: Problem
        /// For the log only.
        let cause: String
    }

    var findings: [Finding] = []
    /// Agencies in the directory; nil when they could not be counted.
    var organs: Int?

    var problems: [Problem] { self.findings.map(\.problem) }
    var isReady: Bool { self.findings.isEmpty }
}
