import Exchange
import Foundation
import Gateway
import Storage
import Web

/// Everything that the page of an incoming document shows.
struct Dossier: Sendable {
    let incoming: Incoming
    let receipts: ReceiptTree
    /// Requests for a later deadline that wait for an answer.
    let requests: [ExtensionRequest]
    let opinions: [OpinionRequest]
    let files: [Attachment]
    let verdicts: [String: FileVerdict]
    let events: [Event]
    let duplicates: [Incoming]
    /// What came once more and was linked to it.
    let copies: [LinkedCopy]
    /// The registered document of which it is a copy.
    let copyOf: Incoming?
    /// What it replaces, and what replaces it.
    let replaces: [Incoming]
    let replacedBy: [Incoming]
    /// The corrections of its sender, newest first.
    let updates: [DocumentUpdate]
    /// Our replies to it, drafts included.
    let replies: [Outgoing]
    /// The documents of ours that it answers.
    let answered: [Outgoing]
    /// The statuses that go back, newest first.
    let reports: [OutboxEntry]
    /// The case files that hold it.
    let caseFiles: [CaseFile]
    let freeze: Freeze?
    /// Who else sees it.
    let shares: [ViewShare]
    /// Those that its sender gives to us, and why the annex that holds them could not be read.
    let tasks: [ReceivedTask]
    let unreadAnnex: String?

    /// Throws `not-found` when there is no such document or `person` may not see it.
    static func read(_ id: String, for person: Person, in connection: Connection) throws -> Dossier {
        guard let incoming = try IncomingStore.find(id, for: person, in: connection) else { throw Fault.noSuchDocument }
        let linked = try Replacement.linked(id, in: connection)
        return Dossier(
            incoming: incoming,
            receipts: try ReceiptStore.tree(of: id, in: connection),
            requests: try ExtensionRequest.open(of: id, in: connection),
            opinions: try OpinionRequest.all(of: id, in: connection),
            files: try Attachment.all(of: id, in: connection),
            verdicts: try FileVerdict.all(of: id, in: connection),
            events: try Timeline.events(of: id, in: connection),
            duplicates: try IncomingStore.duplicates(of: incoming, in: connection),
            copies: try LinkedCopy.all(of: id, in: connection),
            copyOf: try DuplicateLink.registered(of: id, in: connection),
            replaces: linked.replaces, replacedBy: linked.replacedBy,
            updates: try DocumentUpdate.all(of: id, comparedWith: incoming, in: connection),
            replies: try OutgoingStore.replies(to: id, in: connection),
            answered: try connection.rows(
                """
                \(Outgoing.query)
                WHERE outgoing.id IN (SELECT outgoing_id FROM incoming_response WHERE incoming_id = $1)
                ORDER BY outgoing.published_at
                LIMIT 20
                """,
                id
            ).map(Outgoing.init),
            reports: try Outbox.entries(reference: id, in: connection),
            caseFiles: try CaseFileStore.holding(id, for: person, in: connection),
            freeze: try Freeze.standing(on: id, in: connection),
            shares: try ViewShare.all(of: id, on: person.today, in: connection),
            tasks: try ReceivedTask.all(of: id, in: connection),
            unreadAnnex: try ReceivedTask.unreadAnnex(of: id, in: connection)
        )
    }
}

/// What can be chosen in the form of an act.
struct FormChoices: Sendable {
    var leaders: [Person] = []
    /// Who can be named in person.
    var people: [Person] = []
    /// Of `PeopleList`.
    var sought: String?
    var units: [Unit] = []
    /// Số đến that the next entry will get.
    var nextNumber = 0
    var numbers = NumberOptions(options: [])
    var phrases: [Phrase] = []
    var usual = UsualReceivers()
    /// Of registering: within how many days its type is to be resolved.
    var typeDeadline: TypeDeadline?

    /// - Parameter fields: what was typed, when the form is drawn again.
    static func read(
        _ act: InternalState.Act, for person: Person, on today: CalendarDate, fields: FormFields?,
        in connection: Connection
    ) throws -> FormChoices {
        var choices = FormChoices()
        switch act {
        case .register:
            choices.nextNumber = try Register.nextNumber(.incoming, year: today.year, in: connection)
            choices.numbers = try NumberOptions.read(.incoming, year: today.year, in: connection)
        case .submit:
            choices.leaders = try PersonStore.people([.leader], on: today, in: connection)
        case .direct:
            choices.usual = try UsualReceivers.read(of: person, below: false, in: connection)
            choices.units = choices.usual.first(try PersonStore.units(in: connection))
            let list = try PeopleList.read(
                for: person, on: today, fields: fields, chosen: ["lead-person", "support-people", "know-people"],
                usual: choices.usual, in: connection)
            choices.sought = list.sought
            choices.people = choices.usual.first(list.people)
            choices.phrases = try Phrase.all(for: person, in: connection)
        case .return, .giveBack, .begin, .finish:
            break
        }
        return choices
    }
}
