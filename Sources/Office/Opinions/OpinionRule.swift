import Exchange

/// Who may ask for opinions and who may answer.
enum OpinionRule {
    /// On an incoming document: its leader and whoever was given work on it, as long as it is not finished.
    static func refusalToAsk(_ incoming: Incoming, receipts: ReceiptTree, by person: Person) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        guard [.submitted, .assigned, .inProgress].contains(incoming.state) else {
            return .notAllowed(
                "Văn bản đang ở bước “\(IncomingWords.state(incoming.state))” nên không xin ý kiến.",
                "The document is in the state \"\(incoming.state.rawValue)\": nobody is asked about it.")
        }
        let leads = person.role == .leader && incoming.leaderID == person.id
        let works = receipts.held(by: person).map { $0.part != .know } ?? false
        return leads || works ? nil : self.only("người chỉ đạo hoặc xử lý văn bản", "who directs it or works on it")
    }

    /// On a draft: its drafter and whoever is to sign it, as long as it has no number.
    static func refusalToAsk(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if outgoing.isShared { return .onlyShared }
        guard [.draft, .submitted].contains(outgoing.state) else {
            return .notAllowed(
                "Văn bản đang ở bước “\(OutgoingWords.state(outgoing.state))” nên không xin ý kiến.",
                "The document is in the state \"\(outgoing.state.rawValue)\": nobody is asked about it.")
        }
        return outgoing.drafterID == person.id || outgoing.approverID == person.id
            ? nil : self.only("người soạn hoặc người ký", "who drafts or signs it")
    }

    static func refusalToAnswer(_ request: OpinionRequest, by person: Person) -> Fault? {
        if request.closedAt != nil { return self.over }
        return request.opinions.contains { $0.personID == person.id }
            ? nil : self.only("người được xin ý kiến", "who was asked")
    }

    static func refusalToClose(_ request: OpinionRequest, by person: Person) -> Fault? {
        if request.closedAt != nil { return self.over }
        return request.askedByID == person.id ? nil : self.only("người xin ý kiến", "who asked")
    }

    private static let over = Fault.notAllowed("Việc xin ý kiến này đã kết thúc.", "The request is over.")

    private static func only(_ vietnamese: String, _ english: String) -> Fault {
        .notAllowed("Chỉ \(vietnamese) làm được việc này.", "Only \(english) may do this.")
    }
}
