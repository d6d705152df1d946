import Exchange
import Web

extension APIAct {
    /// Copies of documents (sao y, sao lục, trích sao).
    static let copies: [APIAct] = Register.Direction.allCases.map { direction in
        APIAct(
            path: "\(direction.folder)/{id}/make-copy",
            id: direction == .incoming ? "copyIncoming" : "copyOutgoing", vietnamese: "Sao văn bản",
            english: "Writes a copy down in the register of copies and numbers it; `location` names it.",
            fields: [
                ("kind", .choice(DocumentCopy.Kind.allCases.map(\.rawValue), "SY: whole; SL: of a copy; TrS: a part")),
                ("signer", .text("Id of who signs the copy, with a right to sign")),
                ("number?", .integer("Missing: the next of the year")),
                ("receivers", .text("Nơi nhận, a name a line")), ("part?", .text("Of an extract: which part")),
                ("copies", .integer("1 to \(CopyActs.maximumCopies)")),
            ], isVersioned: false
        ) { try await CopyActs(office: $0.office).make(direction, of: $0.id, $0.fields, by: $0.person) }
    }
}
