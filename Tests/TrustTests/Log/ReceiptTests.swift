import Exchange
import Foundation
import Testing
import Trust

@Suite struct ReceiptTests {
    private static let event = JSON.object([
        "event": .text("SubmissionAcceptance"), "from": .text("G22"), "to": .list([.text("H29")]),
        "note": .text("Về việc \"thử\" \\ \u{1F}\n"), "sizeBytes": .number(1234), "code": .null,
    ])

    private static func receipt(_ event: JSON, key: SigningKey) throws -> Receipt {
        let (first, leaf) = (LogHash(leaf: Data("a".utf8)), LogHash(leaf: Data(event.canonical.utf8)))
        let checkpoint = try Checkpoint(
            hub: "Trục thử", size: 2, root: LogHash(left: first, right: leaf), at: "2024-03-13T01:47:09.123Z", key: key)
        return Receipt(entry: event.canonical, index: 1, proof: [first], checkpoint: checkpoint)
    }

    @Test func `the canonical text is that of RFC 8785`() {
        let text =
            #"{"code":null,"event":"SubmissionAcceptance","from":"G22","note":"Về việc \"thử\" \\ \u001f\n","#
            + #""sizeBytes":1234,"to":["H29"]}"#
        #expect(Self.event.canonical == text)
        // By UTF-16 units, as the RFC's example sorts.
        let keys = JSON.object(["\u{20ac}": .null, "\r": .null, "\u{fb33}": .null, "1": .null, "\u{1F600}": .null])
        #expect(keys.canonical == "{\"\\r\":null,\"1\":null,\"\u{20ac}\":null,\"\u{1F600}\":null,\"\u{fb33}\":null}")
    }

    @Test func `a receipt verifies with the public key after a trip through JSON`() throws {
        let key = SigningKey()
        let receipt = try Self.receipt(Self.event, key: key)
        let read = try Receipt(json: Data(receipt.json.utf8))
        #expect(read == receipt && read.json == receipt.json)
        try read.verify(with: try VerifyingKey(pem: key.verifyingKey.pem))
        #expect(throws: Receipt.Failure.wrongSignature) { try read.verify(with: SigningKey().verifyingKey) }
    }

    @Test func `no byte of it can be changed`() throws {
        let key = SigningKey()
        let bytes = Array(try Self.receipt(Self.event, key: key).json.utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            // Nonsense, or a receipt that does not verify. White space between parts is not what is signed.
            guard let receipt = try? Receipt(json: Data(changed)) else { continue }
            #expect(throws: Receipt.Failure.self, "byte \(index)") { try receipt.verify(with: key.verifyingKey) }
        }
    }

    @Test(arguments: ["", "a\n", "a\n1\nx\nt\n\n— s\n", "a\r\n1\r\nx", "\n1\n\(LogHash.empty.base64)\nt\n\n— s\n"])
    func `what is no checkpoint is none`(_ text: String) {
        #expect(Checkpoint(text: text) == nil)
    }
}
