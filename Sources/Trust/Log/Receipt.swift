package import Exchange
package import Foundation

/// The hub's word that something happened (biên nhận), with its place in the log and the proof: anybody can check it offline with the
/// hub's public key.
package struct Receipt: Sendable, Equatable {
    /// The entry of the log: canonical JSON, an object whose members depend on `event`.
    package let entry: String
    /// Which entry of the log it is, from 0.
    package let index: Int
    package let proof: [LogHash]
    package let checkpoint: Checkpoint

    package init(entry: String, index: Int, proof: [LogHash], checkpoint: Checkpoint) {
        self.entry = entry
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// What happened.
    package var event: JSON { JSON(utf8: Array(self.entry.utf8)) ?? .null }

    /// The JSON that travels and is kept: canonical, the same bytes each time. The entry stands in it as it is in the log.
    package var json: String {
        let proof = JSON.list(self.proof.map { .text($0.base64) }).canonical
        let checkpoint = JSON.text(self.checkpoint.text).canonical
        return "{\"checkpoint\":\(checkpoint),\"event\":\(self.entry),\"index\":\(self.index),\"proof\":\(proof)}"
    }

    /// Reads what `json` writes; throws `TrustError` when it is not a receipt.
    package init(json: Data) throws {
        guard let object = try? JSONDecoder().decode(JSON.self, from: json), case .object? = object["event"],
            let event = object["event"], let index = object["index"]?.number, case .list(let proof)? = object["proof"],
            let checkpoint = object["checkpoint"]?.string.flatMap(Checkpoint.init(text:))
        else { throw TrustError(.unreadable, "The text is not a receipt of a hub.") }
        let hashes = proof.compactMap { $0.string.flatMap(LogHash.init(base64:)) }
        guard hashes.count == proof.count, hashes.count <= 64 else {
            throw TrustError(.unreadable, "The proof in the receipt is damaged.")
        }
        self.init(entry: event.canonical, index: index, proof: hashes, checkpoint: checkpoint)
    }

    /// What is wrong with a receipt.
    package enum Failure: String, Error, Sendable {
        /// The checkpoint was not signed by this key.
        case wrongSignature = "wrong-signature"
        /// The event is not in the log that the checkpoint is about.
        case notInLog = "not-in-log"
    }

    /// Throws when the owner of `key` did not say exactly this.
    package func verify(with key: VerifyingKey) throws(Failure) {
        guard self.checkpoint.isSigned(by: key) else { throw .wrongSignature }
        let leaf = LogHash(leaf: Data(self.entry.utf8))
        guard
            LogProof.isIncluded(
                leaf, index: self.index, size: self.checkpoint.size, root: self.checkpoint.root, proof: self.proof)
        else { throw .notInLog }
    }
}
