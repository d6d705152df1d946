import Exchange
import Storage

/// What somebody may do now with a document: the last parts of the acts' addresses, by the same rules that refuse them.
///
/// `freeze` is the one that holds it. Then nothing on it is done; what changes nothing on it stays, and a leader lifts it.
enum AllowedActs {
    static func on(
        _ incoming: Incoming, _ receipts: ReceiptTree, freeze: Freeze?, by person: Person, _ office: Office,
        in connection: Connection
    ) throws -> [String] {
        // What follows from a link stands in the database.
        let mayUnlink =
            try freeze == nil && incoming.closure == .linked
            && UnlinkRule.refusal(incoming, by: person, at: office.now(), office.calendar, in: connection) == nil
        return self.on(incoming, receipts, freeze: freeze, by: person) + (mayUnlink ? ["unlink"] : [])
    }

    private static func on(
        _ incoming: Incoming, _ receipts: ReceiptTree, freeze: Freeze?, by person: Person
    ) -> [String] {
        if incoming.isShared { return [] }
        let beside =
            (CopyRule.refusal(incoming, by: person) == nil ? ["make-copy"] : [])
            + (CaseFileRule.refusalToFile(incoming, by: person) == nil ? ["case-files"] : [])
            + self.freezing(freeze, by: person)
        guard freeze == nil else { return beside }
        let steps = HandlingRule.allowed(on: incoming, receipts: receipts, by: person).map(\.path)
        let lines = LineAct.allCases.filter { $0.refusal(on: incoming, receipts: receipts, by: person) == nil }
        let following = Following.allCases.filter { $0.refusal(on: incoming, receipts: receipts, by: person) == nil }
        let sharing = ShareRule.refusal(incoming, receipts: receipts, by: person) == nil ? ["share"] : []
        return steps + lines.map(\.rawValue) + following.map(\.rawValue)
            + (OpinionRule.refusalToAsk(incoming, receipts: receipts, by: person) == nil ? ["ask-opinion"] : [])
            + (RecallRule.refusalToAnswer(incoming, by: person) == nil ? ["recall"] : [])
            + (UpdateRule.refusalToAnswer(incoming, by: person) == nil ? ["update"] : [])
            + (DuplicateRule.refusalToLink(incoming, by: person) == nil ? ["link"] : [])
            + beside + sharing
    }

    static func on(_ outgoing: Outgoing, freeze: Freeze?, by person: Person) -> [String] {
        if outgoing.isShared { return [] }
        let beside =
            (CopyRule.refusal(outgoing, by: person) == nil ? ["make-copy"] : [])
            + (CaseFileRule.refusalToFile(outgoing, by: person) == nil ? ["case-files"] : [])
            + (PostRegisterActs.refusal(outgoing, by: person) == nil ? ["post", "copy-use"] : [])
            + self.freezing(freeze, by: person)
        guard freeze == nil else { return beside }
        let sharing = ShareRule.refusal(outgoing, by: person) == nil ? ["share"] : []
        return OutgoingRule.allowed(on: outgoing, by: person).map(\.rawValue)
            + (OutgoingRule.refusalToSendOn(outgoing, by: person) == nil ? ["recipients"] : [])
            + (RecallRule.refusalToAsk(outgoing, by: person) == nil ? ["recall"] : [])
            + (UpdateRule.refusalToSend(outgoing, by: person) == nil ? ["update"] : [])
            + (OpinionRule.refusalToAsk(outgoing, by: person) == nil ? ["ask-opinion"] : [])
            + (TaskRule.refusalToAdd(outgoing, by: person) == nil ? ["tasks", "field"] : [])
            + beside + sharing
    }

    static func on(_ file: CaseFile, freeze: Freeze?, by person: Person) -> [String] {
        (freeze == nil ? CaseFileRule.allowed(on: file, by: person).map(\.rawValue) : [])
            + self.freezing(freeze, by: person)
    }

    /// A document that is held by its case file can be frozen by itself too.
    private static func freezing(_ freeze: Freeze?, by person: Person) -> [String] {
        guard Freeze.refusal(by: person) == nil else { return [] }
        return freeze?.isOwn == true ? ["unfreeze"] : ["freeze"]
    }

    static func on(_ transfer: CaseTransfer, by person: Person) -> [String] {
        transfer.refusalToEnd(by: person) == nil ? ["end", "return"] : []
    }

    static func on(_ access: ArchiveAccess, by person: Person) -> [String] {
        guard ArchiveAccessRule.refusalToAnswer(access, by: person) == nil else { return [] }
        return access.state == .asked ? ["answer"] : access.state == .granted ? ["end"] : []
    }
}
