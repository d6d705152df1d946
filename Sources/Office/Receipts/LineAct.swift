import Exchange

/// What people do with receipt lines while the document is worked on; each is a form at `/incoming/:id/<path>`.
enum LineAct: String, Sendable, CaseIterable {
    /// Phân công: whoever holds a line names who does it, who supports, who is to know.
    case assign
    /// Hoàn thành phần phối hợp.
    case report
    /// Chuyển giao: a person hands their line to a colleague of the unit.
    case handOver = "hand-over"
    /// Trả lại người giao: at once; what is below is withdrawn.
    case sendBack = "send-back"
    /// Xin gia hạn: whoever set the deadline answers.
    case askExtension = "ask-extension"
    /// Gia hạn hoặc không, as it was asked.
    case answerExtension = "answer-extension"
    /// Giao bổ sung: the leader names further units and people.
    case supplement
    /// Thu hồi: whoever made a line takes it back.
    case withdraw

    /// Why `person` may not do it now, or nil.
    func refusal(on incoming: Incoming, receipts: ReceiptTree, by person: Person) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        guard [.assigned, .inProgress].contains(incoming.state) else {
            return .notAllowed(
                "Văn bản đang ở bước “\(IncomingWords.state(incoming.state))” nên không làm được việc này.",
                "The document is in the state \"\(incoming.state.rawValue)\", which does not allow this.")
        }
        let held = receipts.held(by: person)
        switch self {
        case .assign:
            guard let line = receipts.distributed(by: person), line.part != .know else {
                return Self.only("trưởng đơn vị được giao việc này", "the head of a unit that was given it")
            }
            return nil
        case .report:
            return receipts.reported(by: person) == nil
                ? Self.only("người được giao phối hợp", "who was asked to support") : nil
        case .handOver:
            guard let held, held.personID == person.id, held.part != .know, person.role == .officer else {
                return Self.only("chuyên viên được giao việc này", "the officer who was given it")
            }
            return nil
        case .sendBack, .askExtension:
            guard let held, held.part != .know, held.assignedBy != person.id else {
                return Self.only("người được giao việc này", "who was given it")
            }
            guard self == .sendBack || held.due != nil else {
                return .notAllowed("Việc này không có hạn.", "It has no deadline.")
            }
            return nil
        case .answerExtension, .withdraw:
            return receipts.made(by: person).isEmpty ? Self.only("người đã giao việc", "who gave it out") : nil
        case .supplement:
            return person.role == .leader && incoming.leaderID == person.id
                ? nil : Self.only("lãnh đạo được trình văn bản này", "the leader to whom it was submitted")
        }
    }

    private static func only(_ vietnamese: String, _ english: String) -> Fault {
        .notAllowed("Chỉ \(vietnamese) làm được việc này.", "Only \(english) may do this.")
    }
}
