/// What a sender asks of a receiver who has the document already (thu hồi, cập nhật, lấy lại), and how that stands (edXML §5). It runs
/// beside the handling: whether the receiver has registered the document or not, it is the receiver who answers.
package enum Asking: String, Sendable, CaseIterable {
    /// Asked, not answered.
    case requested
    /// 15: the receiver gives the document back, or takes the update.
    case agreed
    /// 16: the receiver keeps what it has.
    case declined

    /// Applies an answer. The first one counts.
    ///
    /// - Parameter isRecall: in answer to a recall package some peers say 03 for yes and 02 for no.
    package mutating func apply(_ status: HandlingStatus, isRecall: Bool) -> Handling.Verdict {
        let answer: Asking
        switch status {
        case .agreed: answer = .agreed
        case .declined: answer = .declined
        case .accepted where isRecall: answer = .agreed
        case .refused where isRecall: answer = .declined
        case .takeBack:
            // Asked once more before an answer came.
            return self == .requested ? .repetition : .history
        default: return .history
        }
        if self == .requested {
            self = answer
            return .advanced
        }
        return self == answer ? .repetition : .contradiction
    }
}

/// Why nothing more is expected of a document at one receiver although it was not finished: later reports are history only.
package enum Closure: String, Sendable, CaseIterable {
    /// Given back after a recall (đã thu hồi).
    case withdrawn
    /// The receiver has accepted what replaces it (đã bị thay thế).
    case replaced
    /// A further copy of what the receiver has registered already (đã gắn vào bản đã có): the receiver's own knowledge, no sender sees it.
    case linked
}
