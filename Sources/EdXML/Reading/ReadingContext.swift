package import Exchange

/// What is known beside a package and helps to judge it. Nothing of it is needed to read one.
package struct ReadingContext: Sendable {
    /// Organisations are judged by it: an unknown code is refused, a closed one and another name are told. Nil: not judged.
    package var directory: OrganDirectory?
    /// Packages that came before: a new document that a receiver already has is refused (edXML §1.6).
    package var earlier: [Packet]

    package init(directory: OrganDirectory? = nil, earlier: [Packet] = []) {
        self.directory = directory
        self.earlier = earlier
    }

    /// Whether both codes name the same agency, as far as the directory or the rule between old and new codes can tell.
    func isSame(_ left: OrganCode, _ right: OrganCode) -> Bool {
        if left == right || left.counterpart == right || left == right.counterpart { return true }
        guard let known = self.directory?[left] else { return false }
        return self.directory?[right]?.code == known.code
    }

    /// A receiver in `to` that already has the document `id` of `sender`; nil when it is new to all.
    func receiver(having id: DocumentID, of sender: OrganCode, among to: [Organ]) -> OrganCode? {
        for packet in self.earlier where packet.kind != .recall && packet.document?.id == id {
            guard self.isSame(packet.from.code, sender) else { continue }
            let owners = packet.to
            let again = to.first { organ in owners.contains { self.isSame($0.code, organ.code) } }
            if let again { return again.code }
        }
        return nil
    }
}
