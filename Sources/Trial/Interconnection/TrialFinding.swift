import Exchange
package import Foundation

/// What a trial saw of one check at one system.
package struct TrialFinding: Sendable {
    package let check: TrialCheck
    /// Code of the agency that was judged; nil for what judges the hub.
    package let organ: String?
    package let outcome: Outcome
    /// What was seen, one sentence.
    package let seen: String
    package let at: Date
    package let milliseconds: Int
    /// Ids of the packages whose receipts are the evidence.
    package let packages: [String]

    package enum Outcome: String, Sendable {
        case passed, failed
        /// Something before it failed, or nobody could do what it needs.
        case notRun = "not-run"
    }

    /// Whether the trial fails by it.
    package var isRed: Bool { self.outcome != .passed && self.check.level == .must }
}

/// What was expected and did not happen, told as `seen`.
struct TrialMiss: Error {
    let seen: String
    init(_ seen: String) { self.seen = seen }
}

/// What a check needs is not there: it is not run.
struct TrialGap: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }

    static let earlier = TrialGap("Không thử được vì một mục trước chưa đạt.")
}
