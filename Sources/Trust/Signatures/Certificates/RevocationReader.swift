import Foundation
import SwiftASN1
import X509

/// Asks pyHanko whether signers' certificates are revoked (kiểm tra thu hồi): what the file itself brings (PAdES B-LT), and where it may the
/// authorities (OCSP, then revocation lists).
///
/// Only chains to a trusted root are asked about: so the addresses that are called are those which our authorities have written into certificates.
package struct RevocationReader: Sendable {
    private let pyHanko: PyHanko
    private let mayAsk: Bool

    /// Files come from strangers, and a small one can unpack to a large one.
    private static let memoryBytes = 2 << 30

    /// Nil when pyHanko is not in `folder`.
    ///
    /// - Parameters:
    ///   - mayAsk: whether anybody on the network may be asked.
    ///   - deadline: for each file; asking ends after 40 seconds.
    package init?(
        folder: String = SigningTool.usualFolder, mayAsk: Bool, deadline: Duration = .seconds(60)
    ) {
        guard let pyHanko = PyHanko(folder: folder, deadline: deadline, memoryBytes: Self.memoryBytes) else {
            return nil
        }
        self.pyHanko = pyHanko
        self.mayAsk = mayAsk
    }

    /// One signature to be asked about.
    struct Signature {
        /// From the signer's certificate to a trusted root; empty when there is no way.
        let chain: [Certificate]
        /// When it was there for certain.
        let provenAt: Date?
    }

    struct Reading {
        /// Whether what was added behind the last signature is certificates, revocation data and time stamps alone (ISO 32000-2 §12.8.4.3).
        let isProofOnly: Bool
        /// One for each signature.
        let findings: [RevocationFinding]

        /// Of `count` signatures.
        static func nothing(_ finding: RevocationFinding, _ count: Int) -> Reading {
            Reading(isProofOnly: false, findings: Array(repeating: finding, count: count))
        }
    }

    /// Reads `file`, whose last signature covers it up to `end`.
    func read(_ file: URL, end: Int, _ signatures: [Signature]) async throws -> Reading {
        let question = Question(
            input: file.absoluteURL.path, end: end,
            signatures: try signatures.map {
                .init(chain: try $0.chain.map(Self.der), proven: $0.provenAt?.timeIntervalSince1970)
            }, ask: self.mayAsk)
        let answer: Answer
        do { answer = try await self.pyHanko.ask("revocation.py", question) } catch is ProgramRun.Failed {
            try Task.checkCancellation()
            return .nothing(.unavailable, signatures.count)
        }
        guard let findings = answer.findings, findings.count == signatures.count else {
            return .nothing(.unavailable, signatures.count)
        }
        return Reading(
            isProofOnly: answer.isProofOnly ?? false,
            findings: findings.map { found in
                RevocationFinding(
                    state: .init(rawValue: found.state) ?? .unavailable,
                    revokedAt: found.revokedAt.map { Date(timeIntervalSince1970: $0) })
            })
    }

    private static func der(_ certificate: Certificate) throws -> Data {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return Data(serializer.serializedBytes)
    }

    /// As the script reads it.
    private struct Question: Encodable {
        struct Signature: Encodable {
            let chain: [Data]
            let proven: Double?
        }

        let input: String
        let end: Int
        let signatures: [Signature]
        let ask: Bool
    }

    private struct Answer: Decodable {
        struct Finding: Decodable {
            let state: String
            let revokedAt: Double?
        }

        let isProofOnly: Bool?
        let findings: [Finding]?
    }
}
