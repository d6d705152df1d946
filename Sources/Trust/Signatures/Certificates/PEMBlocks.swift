import Foundation
import SwiftASN1

/// The blocks of a PEM file, whatever stands around them.
enum PEMBlocks {
    static func read(_ text: String) throws -> [PEMDocument] {
        let begin = "-----BEGIN "
        return try text.components(separatedBy: begin).dropFirst().map { rest in
            guard let end = rest.range(of: "-----END "),
                let close = rest.range(of: "-----", range: end.upperBound..<rest.endIndex)
            else { throw TrustError(.unreadable, "A PEM block has no end.") }
            do {
                return try PEMDocument(pemString: begin + String(rest[..<close.upperBound]))
            } catch {
                throw TrustError(.unreadable, "A PEM block does not hold Base64.")
            }
        }
    }
}
