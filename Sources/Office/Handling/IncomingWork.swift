import Exchange
import Foundation
import Storage
import Web

extension Office {
    /// One act beside the steps of an incoming document (its lines, reminders, deadlines), in one transaction: finds the document, checks the
    /// version and then the rule, counts the change.
    ///
    /// - Returns: the document's page, or the first page of those who may not see it any more.
    func work(
        on id: String, by person: Person, form: FormToken,
        unless refusal: @escaping @Sendable (Incoming, ReceiptTree) -> Fault?,
        _ body: @escaping @Sendable (Connection, Incoming, ReceiptTree, Date) throws -> Void
    ) async throws -> String {
        try await self.act(by: person, once: form.once, on: id) { connection, now in
            guard let incoming = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            guard form.version == incoming.version else { throw Fault.stale }
            let receipts = try ReceiptStore.tree(of: id, in: connection)
            if let refusal = refusal(incoming, receipts) { throw refusal }
            try IncomingStore.move(incoming, to: incoming.state, in: connection)
            try body(connection, incoming, receipts, now)
            return try IncomingStore.find(id, for: person, in: connection) == nil ? "/" : "/incoming/\(id)"
        }
    }
}
