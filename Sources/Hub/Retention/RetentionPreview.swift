import Exchange
package import Foundation
package import Storage
import Web

/// What would go now, if files were kept for so many days. Nothing goes.
package struct RetentionPreview: Sendable {
    package struct Line: Sendable, Equatable {
        package let packageID: String
        package let documentID: String
        package let from: String
        package let sizeBytes: Int
        /// Since when nothing has happened.
        package let since: Date
    }

    package private(set) var packages = 0
    /// Of these packages; a file that another package still needs stays.
    package private(set) var bytes = 0
    /// The first of them, in the order in which they came.
    package private(set) var lines: [Line] = []

    package static let maximumLines = 50

    /// Throws `invalid-request` for fewer days than a year has.
    package init(days: Int, in database: Database, now: Date) async throws {
        guard days >= RetentionRule.minimumDays else {
            throw Fault.invalid(
                "Thời hạn lưu ít nhất \(RetentionRule.minimumDays) ngày.",
                "Packages are kept for \(RetentionRule.minimumDays) days at least.", place: "keep-packages-days")
        }
        let rule = RetentionRule(days: days)
        var after: String? = ""
        while let place = after {
            let page = try await database.read { try rule.page(after: place, at: now, in: $0) }
            for due in page.due {
                self.packages += 1
                self.bytes += due.sizeBytes
                guard self.lines.count < Self.maximumLines else { continue }
                self.lines.append(
                    Line(
                        packageID: due.id, documentID: due.documentID, from: due.from, sizeBytes: due.sizeBytes,
                        since: due.since))
            }
            after = page.last
        }
    }
}
