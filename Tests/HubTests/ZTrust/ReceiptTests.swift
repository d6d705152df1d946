import Foundation
import Testing
import Trust

@Suite struct ReceiptTests {
    static let receipt = Receipt(
        packageID: "018e3562-0000-7000-8000-000000000001",
        documentID: "G22,2024/03/12,90017/VPCP-KSTT",
        from: "G22",
        to: ["H29", "H53"],
        kind: "new",
        sha256: String(repeating: "ab", count: 32),
        sizeBytes: 1234,
        receivedAt: "2024-03-13T01:47:09.123Z",
        hub: "Trục thử"
    )

    @Test func `the canonical text is one line for each field`() {
        let expected = """
            format=lienthong-receipt-1
            packageId=018e3562-0000-7000-8000-000000000001
            documentId=G22,2024/03/12,90017/VPCP-KSTT
            from=G22
            to=H29
            to=H53
            kind=new
            sha256=abababababababababababababababababababababababababababababababab
            sizeBytes=1234
            receivedAt=2024-03-13T01:47:09.123Z
            hub=Trục thử

            """
        #expect(Self.receipt.canonicalText == expected)
    }

    @Test func `a line feed in a value cannot pretend to be a field`() {
        var receipt = Self.receipt
        receipt.to = []
        receipt.from = "G22\nto=H29\\\u{301}\r"
        #expect(receipt.canonicalText.contains("from=G22\\nto=H29\\\\\u{301}\\r\n"))
        #expect(receipt.canonicalText.split(separator: "\n").count == 9)
    }

    @Test func `a signed receipt verifies with the public key after a trip through JSON`() throws {
        let key = SigningKey()
        let signed = try Self.receipt.signed(by: key)
        let read = try Receipt(json: Data(try signed.json.utf8))
        #expect(read == signed)
        #expect(read.isSigned(by: try VerifyingKey(pem: key.verifyingKey.pem)))
    }

    @Test(arguments: ["packageId", "documentId", "from", "to", "kind", "sha256", "sizeBytes", "receivedAt", "hub"])
    func `a receipt that was changed anywhere does not verify`(field: String) throws {
        let key = SigningKey()
        var receipt = try Self.receipt.signed(by: key)
        switch field {
        case "packageId": receipt.packageID += "0"
        case "documentId": receipt.documentID = nil
        case "from": receipt.from = "G23"
        case "to": receipt.to.reverse()
        case "kind": receipt.kind = "update"
        case "sha256": receipt.sha256 = String(repeating: "ac", count: 32)
        case "sizeBytes": receipt.sizeBytes += 1
        case "receivedAt": receipt.receivedAt = "2024-03-13T01:47:09.124Z"
        default: receipt.hub = "Khác"
        }
        #expect(!receipt.isSigned(by: key.verifyingKey))
    }

    @Test func `another key or nonsense in place of a signature does not verify`() throws {
        let key = SigningKey()
        var receipt = try Self.receipt.signed(by: key)
        #expect(!receipt.isSigned(by: SigningKey().verifyingKey))
        receipt.signature = "bm9uc2Vuc2U="
        #expect(!receipt.isSigned(by: key.verifyingKey))
        receipt.signature = "%%%"
        #expect(!receipt.isSigned(by: key.verifyingKey))
    }

    @Test func `a text that is no receipt is refused`() {
        #expect(throws: TrustError.self) { try Receipt(json: Data("{}".utf8)) }
    }
}
