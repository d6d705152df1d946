import Exchange

/// Who may do what to an incoming document, and when. One rule for pages, forms and everything that acts.
enum HandlingRule {
    /// Why `person` may not do `act` now, or nil when it is allowed. Whether the person may see the document at all is judged
    /// before, by `IncomingStore`.
    static func refusal(
        _ act: InternalState.Act,
        on incoming: Incoming,
        receipts: ReceiptTree,
        by person: Person
    ) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        guard incoming.state.after(act) != nil else {
            return .notAllowed(
                "Văn bản đang ở bước “\(IncomingWords.state(incoming.state))” nên không làm được việc này.",
                "The document is in the state \"\(incoming.state.rawValue)\", which does not allow \"\(act.rawValue)\"."
            )
        }
        switch act {
        case .register, .return, .submit:
            return person.role == .clerk ? nil : Self.only("văn thư", "the clerk")
        case .direct, .giveBack:
            return person.role == .leader && incoming.leaderID == person.id
                ? nil : Self.only("lãnh đạo được trình văn bản này", "the leader to whom it was submitted")
        case .begin, .finish:
            return receipts.leads(person)
                ? nil : Self.only("người chủ trì xử lý văn bản này", "whoever leads the work on it")
        }
    }

    /// The acts that are offered, in working order.
    static func allowed(on incoming: Incoming, receipts: ReceiptTree, by person: Person) -> [InternalState.Act] {
        InternalState.Act.allCases.filter { self.refusal($0, on: incoming, receipts: receipts, by: person) == nil }
    }

    private static func only(_ vietnamese: String, _ english: String) -> Fault {
        .notAllowed("Chỉ \(vietnamese) làm được việc này.", "Only \(english) may do this.")
    }
}
