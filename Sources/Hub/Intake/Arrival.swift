import EdXML
import Exchange
import Storage

/// A package that has been read and is judged.
struct Arrival: Sendable {
    let packet: Packet
    let hash: ContentHash
    let sizeBytes: Int
    let system: ConnectedSystem
    let key: IdempotencyKey?
    let receivers: Audience
    let today: CalendarDate

    enum Judgement: Sendable {
        /// The same system has sent the same bytes before; the id of the package.
        case isHere(String)
        /// - Parameters:
        ///   - subject: of a status: the delivery that it reports on.
        ///   - isKept: whether the bytes are there.
        case fits(Ruling, _ subject: HandlingStore.Subject?, isKept: Bool)
    }

    /// What the package is about, when that can be said: the bytes, the document, the key, and nothing else in those cases in which this is answered.
    /// Of other packages others may change more.
    func things(_ judged: Judgement) -> Set<String>? {
        guard case .fits(let ruling, let subject, _) = judged else { return nil }
        var things: Set = ["bytes \(self.system.id) \(self.hash.hex)"]
        if let key { things.insert("key \(self.system.id) \(key.text)") }
        if let report = self.packet.status {
            // What is recalled or replaced ends at other documents too; a document that is named by its number may be another after the next package.
            guard let subject, report.status.rank != nil, [.new, .update].contains(subject.kind),
                report.responseFor.documentID == ruling.documentID
            else { return nil }
            things.insert("document \(subject.from.text) \(ruling.documentID.text)")
        } else {
            things.insert("document \(ruling.from.text) \(ruling.documentID.text)")
        }
        return things
    }
}

/// In the transaction that writes it a package is about something else than it was before.
struct JudgedOtherwise: Error {}
