import Exchange

/// Who may let others see a document (`ViewShare`), and who may end that.
enum ShareRule {
    /// An incoming document: the clerk, leaders, and the head of a unit that has it, once it is registered.
    static func refusal(_ incoming: Incoming, receipts: ReceiptTree, by person: Person) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        guard ![.received, .returned].contains(incoming.state) else {
            return .notAllowed(
                "Văn bản chưa vào sổ nên chưa chia sẻ được.", "The document is not registered: nobody is let see it.")
        }
        let hasIt =
            person.role == .head && receipts.lines.contains { $0.stands && $0.unit.id == person.unit.id }
        return person.role == .clerk || person.role == .leader || hasIt
            ? nil
            : .notAllowed(
                "Chỉ văn thư, lãnh đạo và trưởng đơn vị đang giữ văn bản chia sẻ được.",
                "Only the clerk, leaders and the head of a unit that has it may share it.")
    }

    /// An outgoing one: who drafts it and the leader who signs it.
    static func refusal(_ outgoing: Outgoing, by person: Person) -> Fault? {
        if outgoing.isShared { return .onlyShared }
        return outgoing.drafterID == person.id || outgoing.approverID == person.id
            ? nil
            : .notAllowed(
                "Chỉ người soạn và lãnh đạo ký văn bản chia sẻ được.",
                "Only who drafts it and who signs it may share it.")
    }

    /// Who gave it, and leaders; nobody who sees the document by a share alone.
    ///
    /// - Parameter isShared: whether `person` sees the document only because it was shared.
    static func refusalToEnd(_ share: ViewShare, isShared: Bool, by person: Person) -> Fault? {
        if isShared { return .onlyShared }
        return share.givenByID == person.id || person.role == .leader
            ? nil
            : .notAllowed(
                "Chỉ người đã chia sẻ và lãnh đạo thôi chia sẻ được.", "Only who shared it and leaders may end that.")
    }
}

extension Fault {
    /// Whoever sees a document only because it was shared does nothing with it.
    static let onlyShared = Fault.notAllowed(
        "Bạn chỉ được chia sẻ để xem văn bản này.", "The document was shared with you to be read, and nothing else.")

    static let noSuchShare = Fault(
        .notFound, vi: "Không có chia sẻ này, hoặc đã thôi chia sẻ.", en: "There is no such share, or it was ended.")
}
