import SwiftASN1

extension ASN1Node {
    /// The parts of a structure in their order, to be taken one by one.
    var parts: ASN1NodeCollection.Iterator {
        get throws {
            guard case .constructed(let parts) = self.content else {
                throw TrustError(.unreadable, "An ASN.1 structure is expected where there is a plain value.")
            }
            return parts.makeIterator()
        }
    }

    /// Whether the node bears the context-specific tag `number`.
    func isTagged(_ number: UInt) -> Bool {
        self.identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}

extension ASN1NodeCollection.Iterator {
    /// The next part of a structure that must have one.
    mutating func required() throws -> ASN1Node {
        guard let node = self.next() else { throw TrustError(.unreadable, "An ASN.1 structure ends too early.") }
        return node
    }
}
