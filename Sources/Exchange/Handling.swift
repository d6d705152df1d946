package import Foundation

/// What the receiving agency says it does with a document (trạng thái xử lý, edXML §4.2). Codes are two digits on the wire.
package enum HandlingStatus: String, Sendable, CaseIterable {
    /// Đã đến: the receiver's software has the package.
    case arrived = "01"
    /// Từ chối tiếp nhận: refused by the receiver's clerk; a reason is required.
    case refused = "02"
    /// Đã tiếp nhận: accepted and in the incoming register.
    case accepted = "03"
    /// Phân công: somebody was named to work on it.
    case assigned = "04"
    /// Đang xử lý. May be repeated.
    case inProgress = "05"
    /// Hoàn thành.
    case finished = "06"
    /// Lấy lại: the sender asks to have the document back.
    case takeBack = "13"
    /// Đồng ý cập nhật, lấy lại, thu hồi.
    case agreed = "15"
    /// Từ chối cập nhật, lấy lại, thu hồi.
    case declined = "16"

    /// Reads `03` and `3` alike.
    package init?(code: String) {
        let text = code.normalized
        self.init(rawValue: text.count == 1 ? "0" + text : text)
    }

    /// 01 to 06, in the order of the work; nil for the side process of recall (13, 15, 16).
    package var rank: Int? {
        switch self {
        case .arrived: 1
        case .refused, .accepted: 2
        case .assigned: 3
        case .inProgress: 4
        case .finished: 5
        case .takeBack, .agreed, .declined: nil
        }
    }

    /// After it nothing more is expected.
    package var isTerminal: Bool { self == .refused || self == .finished }

    /// Whether edXML §4.1 demands a reason in the description.
    package var needsReason: Bool { self == .refused || self == .takeBack || self == .declined }
}

/// The handling of one document at one receiver as its sender knows it (edXML §5).
///
/// Every report is kept as history by whoever stores it; this value says only what is to be shown and what is a repetition.
package struct Handling: Sendable, Equatable {
    /// What is shown: the highest-ranked status, then the latest by its time. Nil before the first report.
    package private(set) var current: HandlingStatus?
    /// When the current status was made, by the reporter's clock.
    package private(set) var since: Date?
    /// The codes that were reported so far.
    package private(set) var seen: Set<HandlingStatus>
    /// Set when the document was withdrawn or replaced: terminal, as 02 and 06 are.
    package let closure: Closure?

    package init(
        current: HandlingStatus? = nil, since: Date? = nil, seen: Set<HandlingStatus> = [], closure: Closure? = nil
    ) {
        self.current = current
        self.since = since
        self.seen = seen
        self.closure = closure
    }

    package enum Verdict: Sendable, Equatable {
        /// It is the new current status.
        case advanced
        /// Kept as history; what is shown stays (late, or of lower rank).
        case history
        /// The same status again: acknowledge, do not apply.
        case repetition
        /// Against the machine: kept as history, shown nowhere, and said so. After a terminal status nothing advances.
        case contradiction
    }

    /// Applies a report made `at` by the reporter's clock.
    package mutating func apply(_ status: HandlingStatus, at instant: Date) -> Verdict {
        guard let rank = status.rank else {
            // 13, 15, 16 belong to the recall, which is judged beside this machine.
            return self.seen.insert(status).inserted ? .history : .repetition
        }
        if self.seen.contains(status), status != .inProgress { return .repetition }
        if self.closure != nil {
            self.seen.insert(status)
            return .contradiction
        }
        guard let current = self.current, let currentRank = current.rank else {
            self.accept(status, at: instant)
            return .advanced
        }
        if current.isTerminal {
            self.seen.insert(status)
            return rank < currentRank ? .history : .contradiction
        }
        if rank < currentRank {
            self.seen.insert(status)
            return .history
        }
        // 02 refuses an arrived document; once accepted it can no longer be refused.
        if status == .refused, self.seen.contains(.accepted) {
            return .contradiction
        }
        if rank == currentRank, let since = self.since, instant <= since {
            return .repetition
        }
        self.accept(status, at: instant)
        return .advanced
    }

    private mutating func accept(_ status: HandlingStatus, at instant: Date) {
        self.current = status
        self.since = instant
        self.seen.insert(status)
    }
}
