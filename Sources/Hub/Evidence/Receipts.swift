import Exchange
import Foundation
import Storage
import Trust
import Web

/// Makes receipts from the log: the same one each time, because entry, proof and checkpoint never change.
extension EvidenceLog {
    /// That the hub took the package in; nil when there is no such package.
    func receipt(ofPackage id: String) async throws -> Receipt? {
        try await self.database.lookUp { connection in
            let row = try connection.row(
                "SELECT idx FROM evidence_event WHERE package_id = $1 AND name = $2 ORDER BY idx LIMIT 1", id,
                EvidenceEvent.Name.submissionAcceptance.rawValue)
            return try row.map { try Self.receipt(try $0["idx"], in: connection) }
        }
    }

    /// Of everything that happened to a package that `system` sent or received, in order, at most `limit`: what concerns only other
    /// receivers is left out for a receiver.
    ///
    /// Throws `not-found` when the package is not the system's.
    func receipts(ofPackage id: String, for system: ConnectedSystem, after: Int, limit: Int) async throws -> [Receipt] {
        try await self.database.read { connection in
            let package = try connection.row("SELECT from_organ FROM package WHERE id = $1", id)
            let sender: OrganCode? = try package?["from_organ"]
            let isSender = sender.map(system.acts) ?? false
            let mine = try connection.rows(
                """
                SELECT delivery.id FROM delivery JOIN system_organ ON system_organ.organ = delivery.organ
                WHERE delivery.package_id = $1 AND system_organ.system_id = $2 LIMIT 2000
                """, id, system.id)
            guard isSender || !mine.isEmpty else { throw Fault.noEvidence }
            let known = Set(try mine.map { try $0["id"] as String })
            let rows = try connection.rows(
                "SELECT idx, delivery_id FROM evidence_event WHERE package_id = $1 AND idx > $2 ORDER BY idx LIMIT $3",
                id, after, isSender ? limit : 10_000)
            return try rows.filter { row in
                let delivery: String? = try row["delivery_id"]
                return isSender || delivery.map(known.contains) ?? true
            }.prefix(limit).map { try Self.receipt(try $0["idx"], in: connection) }
        }
    }

    /// The newest checkpoint; nil before the first event.
    func checkpoint() async throws -> Checkpoint? {
        try await self.database.read { connection in
            try connection.row("SELECT text FROM evidence_checkpoint ORDER BY size DESC LIMIT 1")
                .flatMap { Checkpoint(text: try $0["text"]) }
        }
    }

    /// That the log of `from` entries is the beginning of the log of `to` entries. Throws `invalid-request` beyond the log.
    func consistency(from: Int, to: Int) async throws -> [LogHash] {
        try await self.database.read { connection in
            guard from <= to, to <= (try Self.size(in: connection)) else {
                throw Fault.invalid("Sổ bằng chứng chưa dài đến đó.", "The log is not that long.", place: "to")
            }
            return try Self.tree(to, in: connection).consistency(from: from)
        }
    }

    static func receipt(_ index: Int, in connection: Connection) throws -> Receipt {
        let entry = try connection.row("SELECT entry FROM evidence_event WHERE idx = $1", index)
        let covering = try connection.row(
            "SELECT text FROM evidence_checkpoint WHERE size > $1 ORDER BY size LIMIT 1", index)
        guard let text: String = try entry?["entry"], let note: String = try covering?["text"],
            let checkpoint = Checkpoint(text: note)
        else {
            throw Fault(
                .internalFault, vi: "Sổ bằng chứng bị hỏng.",
                en: "The evidence log lacks entry \(index) or its checkpoint.")
        }
        let proof = try self.inclusion(of: index, size: checkpoint.size, in: connection)
        return Receipt(entry: text, index: index, proof: proof, checkpoint: checkpoint)
    }
}

extension Fault {
    fileprivate static var noEvidence: Fault {
        Fault(
            .notFound, vi: "Không có gói tin này trong số gói tin mà hệ thống đã gửi hoặc nhận.",
            en: "There is no such package among those that this system sent or received.")
    }
}
