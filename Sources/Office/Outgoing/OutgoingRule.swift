import Exchange

/// Who may do what to an outgoing document, and when.
enum OutgoingRule {
    /// Why `person` may not do `act` now, or nil when it is allowed.
    static func refusal(_ act: OutgoingState.Act, on outgoing: Outgoing, by person: Person) -> Fault? {
        if outgoing.isShared { return .onlyShared }
        guard outgoing.state.after(act) != nil else {
            return .notAllowed(
                "Văn bản đang ở bước “\(OutgoingWords.state(outgoing.state))” nên không làm được việc này.",
                "The document is in the state \"\(outgoing.state.rawValue)\", which does not allow \"\(act.rawValue)\"."
            )
        }
        if act == .initial || act == .approve, person.deputy?.id == outgoing.drafterID {
            return .notAllowed(
                "Người soạn không ký thay người khác vào dự thảo của mình.",
                "Who drafts it does not sign it in another's place.")
        }
        switch act {
        case .edit:
            let mayEdit =
                outgoing.state == .draft
                ? outgoing.drafterID == person.id || Self.isHead(person, of: outgoing)
                : Self.holds(outgoing, person)
                    && (outgoing.approverID == person.id || Self.isHead(person, of: outgoing))
            return mayEdit
                ? nil
                : Self.only(
                    "người soạn, trưởng đơn vị soạn thảo và lãnh đạo đang được trình ký",
                    "the drafter, the head of the unit and the leader whose turn it is")
        case .submit:
            return outgoing.drafterID == person.id ? nil : Self.only("người soạn", "the drafter")
        case .initial:
            return outgoing.initiallerID == person.id
                ? nil : Self.only("người đến lượt ký nháy", "whoever's turn it is to initial")
        case .approve:
            if outgoing.approverID == person.id, let name = outgoing.initiallerName {
                return .notAllowed(
                    "\(name) chưa ký nháy nên chưa ký duyệt được.", "It has not been initialled by everybody yet.")
            }
            return outgoing.approverID == person.id ? nil : Self.only("lãnh đạo được trình ký", "the leader who signs")
        case .return:
            let mayReturn =
                outgoing.state == .submitted
                ? Self.holds(outgoing, person) || Self.isHead(person, of: outgoing) : person.role == .clerk
            return mayReturn ? nil : Self.only("người đang giữ văn bản", "whoever holds the document")
        case .number, .attach, .detach, .publish:
            return person.role == .clerk ? nil : Self.only("văn thư", "the clerk")
        }
    }

    /// Whose turn it is while a draft is submitted: those who initial it one after the other, then the leader.
    private static func holds(_ outgoing: Outgoing, _ person: Person) -> Bool {
        (outgoing.initiallerID ?? outgoing.approverID) == person.id
    }

    private static func isHead(_ person: Person, of outgoing: Outgoing) -> Bool {
        person.role == .head && person.unit.id == outgoing.unit.id
    }

    static func allowed(on outgoing: Outgoing, by person: Person) -> [OutgoingState.Act] {
        OutgoingState.Act.allCases.filter { self.refusal($0, on: outgoing, by: person) == nil }
    }

    /// Who may begin a draft: heads and officers; a reply to an incoming document only whoever leads the work on it.
    static func refusalToDraft(answering incoming: Incoming?, receipts: ReceiptTree, by person: Person) -> Fault? {
        guard person.role == .officer || person.role == .head else {
            return Self.only("chuyên viên, trưởng đơn vị", "officers and heads")
        }
        guard let incoming else { return nil }
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.state == .assigned || incoming.state == .inProgress, receipts.leads(person) else {
            return Self.only("người chủ trì đang xử lý văn bản đến", "whoever leads the work on the incoming document")
        }
        return nil
    }

    /// Who may draft what replaces an issued document: whoever may draft, in its unit.
    static func refusalToReplace(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if let refusal = self.refusalToDraft(answering: nil, receipts: ReceiptTree([]), by: person) { return refusal }
        if outgoing.isShared { return .onlyShared }
        guard outgoing.state == .published else {
            return .notAllowed(
                "Văn bản chưa ban hành: sửa dự thảo thay vì thay thế.",
                "The document has not been issued: edit the draft.")
        }
        return nil
    }

    /// Who may send an issued document to more receivers: the clerk, unless everybody has given it back or has what replaces
    /// it.
    static func refusalToSendOn(_ outgoing: Outgoing, by person: Person) -> Fault? {
        guard person.role == .clerk else { return Self.only("văn thư", "the clerk") }
        if let refusal = PaperIssue.refusal(outgoing) { return refusal }
        guard outgoing.isInForce else {
            return .notAllowed(
                "Chỉ gửi bổ sung được văn bản đã ban hành và còn hiệu lực ở nơi nhận.",
                "Only a document that was issued and neither given back nor replaced can go to more receivers.")
        }
        return nil
    }

    private static func only(_ vietnamese: String, _ english: String) -> Fault {
        .notAllowed("Chỉ \(vietnamese) làm được việc này.", "Only \(english) may do this.")
    }
}
