import Foundation

/// The hub's signed word about its whole log at one moment (mốc sổ bằng chứng): so many entries, this root. Who keeps one can prove any
/// later change of what it covers.
///
/// As text, in the manner of signed notes: name of the hub, number of entries, root in Base64, time, an empty line, `— ` and the
/// signature (ECDSA P-256 over SHA-256 of the four lines with their line feeds, DER in Base64).
package struct Checkpoint: Sendable, Equatable {
    /// Name of the hub.
    package let hub: String
    package let size: Int
    package let root: LogHash
    /// `2024-03-13T01:47:09.123Z`.
    package let at: String
    package let signature: String

    package init(hub: String, size: Int, root: LogHash, at: String, key: SigningKey) throws {
        self.hub = hub
        self.size = size
        self.root = root
        self.at = at
        self.signature = try key.sign(Self.body(hub, size, root, at))
    }

    /// Reads what `text` writes; nil when it is no checkpoint.
    package init?(text: String) {
        // Line feeds only: a carriage return and a line feed are one character.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        guard lines.count == 7, lines[4].isEmpty, lines[6].isEmpty, !lines[0].isEmpty, lines[5].hasPrefix("— "),
            let size = Int(lines[1]), size >= 0, "\(size)" == lines[1], let root = LogHash(base64: lines[2])
        else { return nil }
        self.hub = lines[0]
        self.size = size
        self.root = root
        self.at = lines[3]
        let signature = String(lines[5].dropFirst(2))
        guard Data(base64Encoded: signature)?.base64EncodedString() == signature else { return nil }
        self.signature = signature
    }

    package var text: String { "\(Self.body(self.hub, self.size, self.root, self.at))\n— \(self.signature)\n" }

    package func isSigned(by key: VerifyingKey) -> Bool {
        key.verifies(self.signature, of: Self.body(self.hub, self.size, self.root, self.at))
    }

    private static func body(_ hub: String, _ size: Int, _ root: LogHash, _ at: String) -> String {
        "\(hub)\n\(size)\n\(root.base64)\n\(at)\n"
    }
}
