/// Where an incoming document is inside the receiving office (office.md §2.3): nobody outside sees it.
package enum InternalState: String, Sendable, CaseIterable {
    /// Chờ vào sổ: arrived, the clerk has not acted.
    case received
    /// Đã trả lại: refused with a reason. Final.
    case returned
    /// Chờ trình: in the incoming register.
    case registered
    /// Chờ chỉ đạo: submitted to a leader (trình lãnh đạo).
    case submitted
    /// Đã phân công: the leader or the unit's head named who works on it.
    case assigned
    /// Đang xử lý: the one who leads has begun.
    case inProgress = "in-progress"
    /// Hoàn thành. Final.
    case finished

    /// What people do to an incoming document.
    package enum Act: String, Sendable, CaseIterable {
        /// Vào sổ.
        case register
        /// Trả lại nơi gửi.
        case `return`
        /// Trình lãnh đạo.
        case submit
        /// Bút phê: names who leads, who supports, who is to know, deadlines.
        case direct
        /// Trả lại văn thư: the leader gives back what was submitted.
        case giveBack = "give-back"
        /// Bắt đầu xử lý.
        case begin
        /// Hoàn thành.
        case finish
    }

    /// The state after `act`, or nil when it is not allowed now.
    package func after(_ act: Act) -> InternalState? {
        switch (self, act) {
        case (.received, .register): .registered
        case (.received, .return): .returned
        case (.registered, .submit): .submitted
        case (.submitted, .direct): .assigned
        case (.submitted, .giveBack): .registered
        case (.assigned, .begin): .inProgress
        case (.inProgress, .finish): .finished
        default: nil
        }
    }

    /// What happens to it because of something else; nobody presses a button for it.
    package enum Turn: Sendable, CaseIterable {
        /// Whoever was to lead gave it back, or it was withdrawn from them: it waits for the leader again.
        case leadLost
        /// It was passed on for information only, and everybody has read it.
        case allRead
    }

    /// The state after `turn`, or nil when it cannot come now.
    package func after(_ turn: Turn) -> InternalState? {
        switch (self, turn) {
        case (.assigned, .leadLost), (.inProgress, .leadLost): .submitted
        case (.assigned, .allRead): .finished
        default: nil
        }
    }

    /// The status that goes back to the sender by itself when `act` was done (edXML §4.3); submitting and giving back have no code.
    package static func report(of act: Act) -> HandlingStatus? {
        switch act {
        case .register: .accepted
        case .return: .refused
        case .submit, .giveBack: nil
        case .direct: .assigned
        case .begin: .inProgress
        case .finish: .finished
        }
    }
}

/// How far an outgoing document has come (văn bản đi), one question: whose turn is it?
package enum OutgoingState: String, Sendable, CaseIterable {
    /// Dự thảo: with the drafter.
    case draft
    /// Trình ký: with whoever initials it, then with the leader.
    case submitted
    /// Chờ cấp số: approved, with the clerk.
    case approved
    /// Chờ phát hành: numbered, with the clerk.
    case numbered
    /// Đã ban hành. Final; what becomes of it is told per recipient.
    case published

    package enum Act: String, Sendable, CaseIterable {
        /// Sửa dự thảo.
        case edit
        /// Trình ký.
        case submit
        /// Ký nháy: one of those who look at it before it is signed.
        case initial
        /// Ký duyệt.
        case approve
        /// Trả lại người soạn.
        case `return`
        /// Cấp số.
        case number
        /// Đính kèm bản ký số.
        case attach
        /// Gỡ tệp đính kèm nhầm.
        case detach
        /// Ban hành và gửi.
        case publish
    }

    /// The state after `act`, or nil when it is not allowed now.
    package func after(_ act: Act) -> OutgoingState? {
        switch (self, act) {
        case (.draft, .edit): .draft
        case (.draft, .submit): .submitted
        // Whoever holds it may mend it instead of sending it back.
        case (.submitted, .edit), (.submitted, .initial): .submitted
        case (.submitted, .approve): .approved
        case (.submitted, .return), (.approved, .return): .draft
        case (.approved, .number): .numbered
        case (.numbered, .attach), (.numbered, .detach): .numbered
        case (.numbered, .publish): .published
        default: nil
        }
    }
}
