import Exchange

/// What is done with a task that was given to us.
enum ReceivedTaskAct: String, Sendable, CaseIterable {
    /// Tiếp nhận.
    case accept
    /// Giao đơn vị: one of our units does it, by a deadline of its own.
    case give
    /// Báo tiến độ.
    case progress
    /// Báo hoàn thành.
    case finish
    /// Báo phần phối hợp: what a unit did that supports the one to which the task was given.
    case reportPart = "report-part"
    /// Xin gia hạn: the sender answers by an update of the directive.
    case askExtension = "ask-extension"
    /// Trả lại nơi giao.
    case `return`
}

/// Who does what with tasks that were given to us, and when. Pages and forms ask this one rule.
enum ReceivedTaskRule {
    /// Why `person` may not open the list, or nil.
    static func refusalToList(by person: Person) -> Fault? { person.role == .admin ? .administratorsWork : nil }

    /// Why `person`, who may see the document, may not do it now, or nil.
    static func refusal(
        _ act: ReceivedTaskAct, on task: ReceivedTask, of incoming: Incoming, receipts: ReceiptTree, by person: Person
    ) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.state != .received, incoming.state != .returned else {
            return .notAllowed(
                "Văn bản đang ở bước “\(IncomingWords.state(incoming.state))”: vào sổ rồi mới làm nhiệm vụ trong đó.",
                "The document is in the state \"\(incoming.state.rawValue)\": its tasks wait for the register.")
        }
        if let refusal = self.refusal(act, task, incoming, receipts, person) { return refusal }
        // A report says the document's status once more; some systems take that for the answer (edXML §5).
        guard incoming.asking != .requested, !task.isAskedBack else {
            return .notAllowed(
                "Nơi gửi đang xin lấy lại văn bản: văn thư trả lời trước rồi mới báo về nhiệm vụ.",
                "The sender asks the document back: that is answered before anything is reported of its tasks.")
        }
        guard self.isOpen(task, to: act) else {
            return .notAllowed(
                "Nhiệm vụ đang là “\(ReceivedTaskWords.state(task.state))” nên không làm được việc này.",
                "The task stands at \"\(task.state.rawValue)\", which does not allow \"\(act.rawValue)\".")
        }
        switch act {
        case .give where !self.names(anyUnitOf: incoming, by: person) && self.units(of: receipts, for: person).isEmpty:
            return .notAllowed(
                "Chưa đơn vị nào được giao văn bản này: trình lãnh đạo bút phê trước.",
                "No unit has the document yet: it is directed first.")
        case .reportPart where self.part(of: person, in: task)?.finishedAt != nil:
            return .notAllowed(
                "Đơn vị đã báo xong phần phối hợp.", "The unit has said that its part is done.")
        case .askExtension where task.isStopped:
            return .notAllowed(
                "Nơi giao đang dừng tính hạn nhiệm vụ này.", "The sender stopped the clock of the task.")
        case .askExtension where task.due == nil:
            return .notAllowed("Nhiệm vụ này không có thời hạn.", "The task has no deadline.")
        default: return nil
        }
    }

    static func allowed(
        on task: ReceivedTask, of incoming: Incoming, receipts: ReceiptTree, by person: Person
    ) -> [ReceivedTaskAct] {
        ReceivedTaskAct.allCases.filter {
            self.refusal($0, on: task, of: incoming, receipts: receipts, by: person) == nil
        }
    }

    private static func refusal(
        _ act: ReceivedTaskAct, _ task: ReceivedTask, _ incoming: Incoming, _ receipts: ReceiptTree, _ person: Person
    ) -> Fault? {
        let directs = self.directs(incoming, receipts, person)
        let holds = self.holds(task, receipts, person)
        switch act {
        case .accept, .give, .return:
            return directs
                ? nil
                : .notAllowed(
                    "Chỉ văn thư, lãnh đạo được trình hoặc trưởng đơn vị chủ trì văn bản làm được việc này.",
                    "Only the clerk, the leader to whom the document was submitted and the head of the unit that leads it may do this."
                )
        case .progress, .finish:
            return holds
                ? nil
                : .notAllowed(
                    "Chỉ đơn vị giữ nhiệm vụ này làm được việc này.", "Only the unit that holds the task may do this.")
        case .reportPart:
            return self.part(of: person, in: task) != nil
                ? nil
                : .notAllowed(
                    "Chỉ đơn vị phối hợp nhiệm vụ này làm được việc này.",
                    "Only a unit that supports the task may do this.")
        case .askExtension:
            return directs || holds
                ? nil
                : .notAllowed(
                    "Chỉ đơn vị giữ nhiệm vụ hoặc người điều hành văn bản làm được việc này.",
                    "Only the unit that holds the task and those who direct the document may do this.")
        }
    }

    private static func isOpen(_ task: ReceivedTask, to act: ReceivedTaskAct) -> Bool {
        switch act {
        case .accept: task.state == .waiting
        case .return: task.isOpen
        case .give, .progress, .finish, .reportPart, .askExtension: task.state == .accepted || task.state == .working
        }
    }

    private static func directs(_ incoming: Incoming, _ receipts: ReceiptTree, _ person: Person) -> Bool {
        switch person.role {
        case .clerk: return true
        case .leader: return incoming.leaderID == person.id
        case .head:
            guard let lead = receipts.lead else { return false }
            return lead.personID == nil && lead.unit.id == person.unit.id
        case .officer, .admin: return false
        }
    }

    /// The unit that it was given to; else whoever does the work on the document, and the head of the unit that leads it.
    private static func holds(_ task: ReceivedTask, _ receipts: ReceiptTree, _ person: Person) -> Bool {
        let isOfUnit = person.role == .head || person.role == .officer
        if let unit = task.unit { return isOfUnit && unit.id == person.unit.id }
        if receipts.leads(person) { return true }
        guard let lead = receipts.lead else { return false }
        return person.role == .head && lead.personID == nil && lead.unit.id == person.unit.id
    }

    /// The part of the unit of `person`, who does its work.
    private static func part(of person: Person, in task: ReceivedTask) -> SupportingUnit? {
        guard person.role == .head || person.role == .officer else { return nil }
        return task.supporting.first { $0.unit.id == person.unit.id }
    }

    // To whom a task is given

    /// Whether `person` may give it to a unit that does not have the document yet: it gets a supporting line, as with `LineAct.supplement`.
    static func names(anyUnitOf incoming: Incoming, by person: Person) -> Bool {
        person.role == .leader && incoming.leaderID == person.id && [.assigned, .inProgress].contains(incoming.state)
    }

    /// The units that have the document to work on, each once; a head names the own one alone.
    static func units(of receipts: ReceiptTree, for person: Person) -> [Unit] {
        var seen: Set<String> = []
        return receipts.lines.filter { line in
            line.stands && line.personID == nil && line.part != .know
                && (person.role != .head || line.unit.id == person.unit.id) && seen.insert(line.unit.id).inserted
        }.map(\.unit)
    }
}
