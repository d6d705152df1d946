import Exchange

/// What is done to one task after it was written down.
enum TaskAct: String, Sendable, CaseIterable {
    // Of a draft
    case edit, remove
    // Of an issued document
    /// Xác nhận hoàn thành.
    case finish
    /// Đồng ý gia hạn: until the day that whoever leads asked for.
    case grant = "grant-extension"
    /// Không gia hạn.
    case refuse = "refuse-extension"
    /// Đổi hạn: what was asked for by a document, or another day than was asked for.
    case changeDeadline = "change-deadline"
    /// Dừng tính hạn, with a kind and a reason.
    case stopClock = "stop-clock"
    /// Tính hạn tiếp.
    case resumeClock = "resume-clock"
    /// Mở lại; giao lại, after whoever leads gave it back.
    case reopen
    /// Rút nhiệm vụ.
    case withdraw
}

/// Who may write tasks down and what may be done to them: on a draft whoever may edit it, on an issued document the clerk and who signed it.
enum TaskRule {
    /// Why `person` may not open the list of all tasks, or nil.
    static func refusalToList(by person: Person) -> Fault? {
        person.role == .clerk || person.role == .leader
            ? nil
            : .notAllowed(
                "Chỉ văn thư và lãnh đạo xem được mọi nhiệm vụ đã giao.", "Only clerks and leaders may see all tasks.")
    }

    static func refusalToAdd(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard outgoing.steering == .directive, !outgoing.isPaperOnly else {
            return .notAllowed(
                "Chỉ văn bản chỉ đạo, điều hành gửi liên thông mới có nhiệm vụ: đổi tính chất ở dự thảo.",
                "Only a directive that goes through the exchange holds tasks.")
        }
        guard outgoing.state == .published else { return OutgoingRule.refusal(.edit, on: outgoing, by: person) }
        guard outgoing.isInForce else {
            return .notAllowed(
                "Văn bản đã thu hồi hoặc thay thế ở mọi nơi nhận nên không thêm nhiệm vụ.",
                "The document was given back or replaced everywhere.")
        }
        return self.refusalToDirect(outgoing, by: person)
    }

    static func refusal(_ act: TaskAct, on task: DirectiveTask, of outgoing: Outgoing, by person: Person) -> Fault? {
        switch act {
        case .edit, .remove:
            guard outgoing.state != .published else {
                return .notAllowed(
                    "Văn bản đã ban hành: nhiệm vụ không sửa, xóa được nữa, chỉ đổi hạn hoặc rút.",
                    "The document was issued: its tasks are withdrawn, not edited.")
            }
            return OutgoingRule.refusal(.edit, on: outgoing, by: person)
        // What 06 finished can be confirmed too: the day of the one task.
        case .finish:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.part != .out && !$0.isConfirmed }
        case .changeDeadline:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.part != .out && !$0.isFinished }
                ?? self.refusalWhileStopped(task)
        case .grant:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.isWaiting && $0.askedDue != nil }
                ?? self.refusalWhileStopped(task)
        case .refuse:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.isWaiting && $0.askedDue != nil }
        // A clock that ran out does not stop, nor one that was not begun.
        case .stopClock:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.part == .inTime || $0.part == .near }
                ?? self.refusalToStop(task)
        case .resumeClock:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.part != .out && !$0.isFinished }
                ?? (task.stop == nil
                    ? .notAllowed("Nhiệm vụ này không dừng tính hạn.", "The clock of the task runs.") : nil)
        case .reopen:
            return self.refusal(act, on: task, of: outgoing, by: person) { $0.isFinished || $0.isReturned }
        case .withdraw:
            return self.refusal(act, on: task, of: outgoing, by: person) { !$0.isWithdrawn && !$0.isFinished }
        }
    }

    private static func refusalWhileStopped(_ task: DirectiveTask) -> Fault? {
        task.stop == nil
            ? nil
            : .notAllowed(
                "Nhiệm vụ đang dừng tính hạn: tính hạn tiếp trước.",
                "The clock of the task stands still: resume it first.")
    }

    private static func refusalToStop(_ task: DirectiveTask) -> Fault? {
        if let refusal = self.refusalWhileStopped(task) { return refusal }
        guard task.due != nil else {
            return .notAllowed("Nhiệm vụ này không có thời hạn.", "The task has no deadline.")
        }
        return task.state.isWaiting
            ? .notAllowed(
                "Cơ quan chủ trì đang xin gia hạn: trả lời trước.", "Whoever leads asks for more time: answer first.")
            : nil
    }

    /// Of what is done to a task of an issued document, whose state must be open to it.
    private static func refusal(
        _ act: TaskAct, on task: DirectiveTask, of outgoing: Outgoing, by person: Person,
        when isOpen: (TaskState) -> Bool
    ) -> Fault? {
        guard outgoing.state == .published else {
            return .notAllowed(
                "Văn bản chưa ban hành: sửa hoặc xóa nhiệm vụ ở dự thảo.",
                "The document has not been issued: edit the task.")
        }
        if let refusal = self.refusalToDirect(outgoing, by: person) { return refusal }
        return isOpen(task.state)
            ? nil
            : .notAllowed(
                "Nhiệm vụ đang là “\(TaskWords.state(task.state))” nên không làm được việc này.",
                "The task stands at \"\(task.state.part.rawValue)\", which does not allow \"\(act.rawValue)\".")
    }

    static func allowed(on task: DirectiveTask, of outgoing: Outgoing, by person: Person) -> [TaskAct] {
        TaskAct.allCases.filter { self.refusal($0, on: task, of: outgoing, by: person) == nil }
    }

    private static func refusalToDirect(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if outgoing.isShared { return .onlyShared }
        return person.role == .clerk || outgoing.approverID == person.id
            ? nil
            : .notAllowed(
                "Chỉ văn thư và người ký văn bản làm được việc này.", "Only the clerk and the signer may do this.")
    }
}
