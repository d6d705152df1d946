import Exchange
import Foundation
import Gateway
import Storage
import Testing

extension KilledClient {
    /// New documents one after the other until the hub dies. What was not answered then is still known to the ledger.
    func sendUntilDeath(_ name: String, to organs: [String], _ ledger: Ledger) async throws {
        var number = 0
        while !ledger.isDead {
            while ledger.isBehind(organs) { try await Task.sleep(for: .milliseconds(5)) }
            number += 1
            let (id, bytes) = (Self.id("\(name)\(number)"), try Self.document("\(name)\(number)", to: organs))
            ledger.sends(id, bytes)
            while !ledger.isDead {
                do {
                    ledger.accepted(id, try await self.client.send(bytes: bytes).json)
                    break
                } catch let fault as Fault where fault.isTransient {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    /// Sends everything of this ledger once more, as senders do who have no word from the hub that came back.
    func sendAgain(_ documents: [String], _ ledger: Ledger) async throws {
        for document in documents {
            let bytes = try #require(ledger.now.sent[document])
            let receipt = try await self.persisting { try await self.client.send(bytes: bytes) }
            ledger.accepted(document, receipt.json)
        }
    }

    /// Takes what comes and goes on behind it, with the cursor of the first life also in the second.
    func takeAll(_ ledger: Ledger) async throws {
        var cursor = 0
        while !ledger.isEverythingConfirmed(by: self.organ) {
            let page = try await self.persisting { try await self.client.inbox(after: cursor, waitSeconds: 1) }
            for item in page.items {
                do {
                    let hash = try await self.downloaded(item).hash
                    try await self.acknowledge(item)
                    ledger.confirmed(
                        try #require(item.documentId), by: self.organ, delivery: item.deliveryId,
                        isSound: hash.hex == item.sha256)
                } catch let fault as Fault where fault.code == .notFound {
                    // The hub that came back never had it: its sender sends it again.
                }
            }
            cursor = page.next
        }
    }
}
