import Crypto
import EdXML
import Exchange
import Foundation
import Trust

/// What a package says, with the verdict on its XML signature.
struct InspectReport {
    let file: String
    let sha256: String
    let sizeBytes: Int
    let packet: Packet
    let signature: XMLSignature
    let remarks: [PacketJudgement.Remark]

    init(
        _ path: String, _ packet: Packet, _ remarks: [PacketJudgement.Remark], trust: TrustFolder, now: Date
    ) async throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        self.file = path
        self.sha256 = SHA256.hash(data: bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        self.sizeBytes = bytes.count
        self.packet = packet
        self.signature = await XMLSignature.check(bytes, trust: trust, claimedAt: packet.sentAt, now: now)
        self.remarks = remarks
    }

    /// In the shape of `Samples/expected`, which `Samples/README.md` describes, without `about`.
    var json: String {
        get throws {
            guard case .object(var members) = JSON(self.packet) else { return "" }
            members["file"] = .text(self.file)
            members["sha256"] = .text(self.sha256)
            members["size"] = .number(self.sizeBytes)
            members["signature"] = .object([
                "verdict": .text(self.signature.verdict.status.rawValue),
                "reason": JSON(self.signature.verdict.reason?.rawValue),
            ])
            members["warnings"] = .list(Set(self.warnings.map(\.code)).sorted().map { .text($0) })
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(JSON.object(members)), as: UTF8.self)
        }
    }

    var warnings: [(code: String, place: String, line: Int?)] {
        self.packet.warnings.map { ($0.code.rawValue, $0.place, $0.line) }
            + self.remarks.map { ($0.code, $0.place, nil) }
    }
}
