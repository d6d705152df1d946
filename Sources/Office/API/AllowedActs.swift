import Exchange

/// What somebody may do now with a document: the last parts of the acts' addresses, by the same rules that refuse them.
enum AllowedActs {
    static func on(_ incoming: Incoming, _ receipts: ReceiptTree, by person: Person) -> [String] {
        let steps = HandlingRule.allowed(on: incoming, receipts: receipts, by: person).map(\.path)
        let lines = LineAct.allCases.filter { $0.refusal(on: incoming, receipts: receipts, by: person) == nil }
        let following = Following.allCases.filter { $0.refusal(on: incoming, receipts: receipts, by: person) == nil }
        return steps + lines.map(\.rawValue) + following.map(\.rawValue)
            + (OpinionRule.refusalToAsk(incoming, receipts: receipts, by: person) == nil ? ["ask-opinion"] : [])
            + (RecallRule.refusalToAnswer(incoming, by: person) == nil ? ["recall"] : [])
            + (UpdateRule.refusalToAnswer(incoming, by: person) == nil ? ["update"] : [])
            + (DuplicateRule.refusalToLink(incoming, by: person) == nil ? ["link"] : [])
            + (CaseFileRule.refusalToFile(incoming, by: person) == nil ? ["case-files"] : [])
    }

    static func on(_ outgoing: Outgoing, by person: Person) -> [String] {
        OutgoingRule.allowed(on: outgoing, by: person).map(\.rawValue)
            + (OutgoingRule.refusalToSendOn(outgoing, by: person) == nil ? ["recipients"] : [])
            + (RecallRule.refusalToAsk(outgoing, by: person) == nil ? ["recall"] : [])
            + (UpdateRule.refusalToSend(outgoing, by: person) == nil ? ["update"] : [])
            + (OpinionRule.refusalToAsk(outgoing, by: person) == nil ? ["ask-opinion"] : [])
            + (CaseFileRule.refusalToFile(outgoing, by: person) == nil ? ["case-files"] : [])
    }
}
