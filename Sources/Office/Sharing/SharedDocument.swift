import Exchange
import Storage

/// A document that may be shared (`ViewShare`), as whoever shares it sees it.
enum SharedDocument: Sendable {
    case incoming(Incoming, ReceiptTree)
    case outgoing(Outgoing)

    enum Kind: String, Sendable, CaseIterable, SQLReadable {
        case incoming, outgoing
    }

    /// Throws `not-found` where there is none of that kind that `person` may see, `secret` where they know it from a secret book.
    static func find(_ kind: Kind, _ id: String, for person: Person, in connection: Connection) throws -> SharedDocument
    {
        switch kind {
        case .incoming:
            guard let found = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            return .incoming(found, try ReceiptStore.tree(of: id, in: connection))
        case .outgoing:
            guard let found = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            return .outgoing(found)
        }
    }

    var id: String {
        switch self {
        case .incoming(let incoming, _): incoming.id
        case .outgoing(let outgoing): outgoing.id
        }
    }

    var path: String {
        switch self {
        case .incoming: "/incoming/\(self.id)"
        case .outgoing: "/outgoing/\(self.id)"
        }
    }

    /// Whether whoever looks sees it only because it was shared.
    var isShared: Bool {
        switch self {
        case .incoming(let incoming, _): incoming.isShared
        case .outgoing(let outgoing): outgoing.isShared
        }
    }

    /// Number and subject.
    var title: String {
        switch self {
        case .incoming(let incoming, _): "\(incoming.name): \(incoming.subject)"
        case .outgoing(let outgoing): "\(outgoing.code?.text ?? "…/\(outgoing.notation)"): \(outgoing.subject)"
        }
    }

    /// Why `person` may not share it, or nil.
    func refusalToShare(by person: Person) -> Fault? {
        switch self {
        case .incoming(let incoming, let receipts): ShareRule.refusal(incoming, receipts: receipts, by: person)
        case .outgoing(let outgoing): ShareRule.refusal(outgoing, by: person)
        }
    }

    /// Whether `other` sees it already.
    func isSeen(by other: Person, in connection: Connection) throws -> Bool {
        switch self {
        case .incoming(let incoming, _): try IncomingStore.find(incoming.id, for: other, in: connection) != nil
        case .outgoing(let outgoing): try OutgoingStore.find(outgoing.id, for: other, in: connection) != nil
        }
    }
}
