/// Whether a server can do its work (tình trạng máy chủ), and what keeps it from it.
package struct HealthVerdict: Sendable {
    /// The words that callers, alarms and the manual know. They name no path and no cause.
    package enum Problem: String, Sendable, CaseIterable {
        case databaseUnreadable = "database-unreadable"
        /// No transaction reaches the disk.
        case databaseUnwritable = "database-unwritable"
        /// No file reaches the disk.
        case filesUnwritable = "files-unwritable"
        case lowRoom = "low-room"
        /// The server did not find out in time.
        case tooSlow = "too-slow"
        /// It could work, and others are to be asked.
        case maintenance
    }

    package struct Finding: Sendable {
        package let problem: Problem
        /// For the log only.
        package let cause: String
    }

    package var findings: [Finding] = []
    /// Agencies in the directory; nil when they could not be counted, or there is none.
    package var organs: Int?

    package init() {}

    package var problems: [Problem] { self.findings.map(\.problem) }
    package var isReady: Bool { self.findings.isEmpty }
}
