import Exchange
import Foundation
import Storage

/// A reply that is issued finishes the document that required it (office.md §2.6, §6.3); nobody presses a button for it.
extension IncomingActs {
    /// The document that issuing `reply` finishes: it requires a reply, is being worked on, was neither given back nor replaced, and is not frozen.
    static func finished(by reply: Outgoing, in connection: Connection) throws -> Incoming? {
        guard let id = reply.answersID, let incoming = try IncomingStore.any(id, in: connection),
            incoming.replyRequired, incoming.closure == nil, incoming.state.after(.finish) != nil,
            try Freeze.standing(on: id, in: connection) == nil
        else { return nil }
        return incoming
    }

    /// Runs in the transaction that issues the reply.
    func finish(by reply: Outgoing, issuedBy person: Person, at now: Date, in connection: Connection) throws {
        guard let incoming = try Self.finished(by: reply, in: connection), let next = incoming.state.after(.finish)
        else { return }
        let code = reply.code?.text ?? ""
        try IncomingStore.move(incoming, to: next, in: connection)
        try self.end(
            incoming, result: "Đã trả lời bằng văn bản \(code)", reply: code, by: person, at: now, in: connection)
        let changes = self.office.changes
        try changes.tell(incoming.id, in: connection)
    }
}
