import Exchange
import Foundation
import Gateway
import Storage

/// Everything that the page of an outgoing document shows.
struct Issue: Sendable {
    let outgoing: Outgoing
    let opinions: [OpinionRequest]
    /// What is issued: the signed document and its annexes.
    let files: [Attachment]
    /// What was found about the signatures on them, by the file's id.
    let verdicts: [String: FileVerdict]
    /// Of the draft, newest first.
    let versions: [DraftVersion]
    /// Who initials it, in order.
    let initials: [Initialling]
    let progress: [Progress]
    /// Who gets it on paper.
    let paper: [PaperRecipient]
    let events: [Event]
    /// The incoming document that it answers.
    let answered: Incoming?
    /// What it replaces, and what replaces it, drafts included.
    let replaced: Outgoing?
    let replacements: [Outgoing]
    /// The corrections that were sent, newest first.
    let updates: [DocumentUpdate]
    /// The replies that came to it.
    let answers: [Incoming]
    /// What the gateway did and does with it.
    let sendings: [OutboxEntry]
    /// The case files that hold it.
    let caseFiles: [CaseFile]
    let freeze: Freeze?
    /// Who else sees it.
    let shares: [ViewShare]

    /// Why the signatures on the document leave a doubt before it is issued; nil without a doubt and without a file. A paper is signed by hand.
    var doubt: String? {
        self.outgoing.isPaperOnly
            ? nil
            : self.files.first { $0.part == .main }.flatMap { IssueSignatures.doubt(about: $0, self.verdicts[$0.id]) }
    }

    /// Throws `not-found` when there is no such document or `person` may not see it.
    static func read(_ id: String, for person: Person, in connection: Connection) throws -> Issue {
        guard let outgoing = try OutgoingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        return Issue(
            outgoing: outgoing,
            opinions: try OpinionRequest.all(of: id, in: connection),
            files: try Attachment.issued(of: id, in: connection),
            verdicts: try FileVerdict.all(of: id, in: connection),
            versions: try DraftVersion.all(of: id, in: connection),
            initials: try Initialling.all(of: id, in: connection),
            progress: try Progress.all(of: id, in: connection),
            paper: try PaperRecipient.all(of: id, in: connection),
            events: try Timeline.events(of: id, in: connection),
            answered: try outgoing.answersID.flatMap { try IncomingStore.find($0, for: person, in: connection) },
            replaced: try outgoing.replacesID.flatMap { try OutgoingStore.find($0, for: person, in: connection) },
            replacements: try OutgoingStore.replacements(of: id, in: connection),
            updates: try DocumentUpdate.all(of: id, in: connection),
            answers: try OutgoingStore.answers(to: id, in: connection),
            sendings: try Outbox.entries(reference: id, in: connection),
            caseFiles: try CaseFileStore.holding(id, for: person, in: connection),
            freeze: try Freeze.standing(on: id, in: connection),
            shares: try ViewShare.all(of: id, on: person.today, in: connection)
        )
    }
}
