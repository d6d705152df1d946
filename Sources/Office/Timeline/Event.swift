import Exchange
import Foundation
import Storage

/// One line of a document's timeline (diễn biến): who did what, when. Never changed, never removed.
struct Event: Sendable {
    let at: Date
    let kind: Kind
    /// `Trần Thị Ví Dụ, Văn thư`, or `Hệ thống`.
    let actor: String
    /// What the kind needs to be told: a number, a name, a code.
    let detail: String
    /// What somebody wrote: a direction, a reason, a result.
    let quote: String?

    /// The words for each kind are in `EventWords`.
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        // Incoming
        case arrived, entered, registered, returned, submitted, directed
        case officerAssigned = "officer-assigned"
        case supplemented, reported
        case handedOver = "handed-over"
        case lineReturned = "line-returned"
        case lineWithdrawn = "line-withdrawn"
        case extensionAsked = "extension-asked"
        case extensionDeclined = "extension-declined"
        case opinionAsked = "opinion-asked"
        case opinionGiven = "opinion-given"
        case opinionsClosed = "opinions-closed"
        /// It was for information only.
        case allRead = "all-read"
        case begun
        case replyDrafted = "reply-drafted"
        case replyPublished = "reply-published"
        case finished
        case linked
        /// Of the registered document: what came once more.
        case copyLinked = "copy-linked"
        case copyGivenBack = "copy-given-back"
        case copyUpdated = "copy-updated"
        /// The link was wrong and was undone; on the copy, and on the registered document.
        case unlinked
        case copyUnlinked = "copy-unlinked"
        // Exchange
        case statusQueued = "status-queued"
        case statusSent = "status-sent"
        case statusFailed = "status-failed"
        case statusReceived = "status-received"
        case statusRefused = "status-refused"
        // Outgoing
        case drafted, edited
        case submittedForSigning = "submitted-for-signing"
        case initialled
        case initialsVoided = "initials-voided"
        case approved
        case digitallySigned = "digitally-signed"
        case sealed
        case sentBack = "sent-back"
        case numbered, attached, detached, published
        case issuedInDoubt = "issued-in-doubt"
        case issuedPastDeadline = "issued-past-deadline"
        case issuedOnPaper = "issued-on-paper"
        /// Of what went through the exchange.
        case paperAnnounced = "paper-announced"
        case numberCancelled = "number-cancelled"
        case recipientsAdded = "recipients-added"
        case acceptedByHub = "accepted-by-hub"
        case sendingFailed = "sending-failed"
        case sendingRetried = "sending-retried"
        /// To the receivers of `detail`; empty: what is no document.
        case sendingStopped = "sending-stopped"
        /// The system of one recipient cannot take it, or did not in time.
        case deliveryRefused = "delivery-refused"
        /// The hub's operator let it wait for that system again.
        case deliveryRenewed = "delivery-renewed"
        case deliverySettled = "delivery-settled"
        case answered
        case replaced
        // Tasks of a directive
        case taskAdded = "task-added"
        case taskEdited = "task-edited"
        case taskRemoved = "task-removed"
        case taskFinished = "task-finished"
        case taskDeadlineChanged = "task-deadline-changed"
        case taskReopened = "task-reopened"
        case taskWithdrawn = "task-withdrawn"
        /// Of the directive that holds them.
        case fieldChanged = "field-changed"
        /// Of an issued document: receivers were urged by a letter.
        case urged
        /// What is late was told upwards (`Escalation`).
        case escalated
        case taskGivenAnew = "task-given-anew"
        case taskExtensionRefused = "task-extension-refused"
        /// Here, or at whoever gave the task to us.
        case taskClockStopped = "task-clock-stopped"
        case taskClockResumed = "task-clock-resumed"
        // What whoever leads one says of it
        case taskReported = "task-reported"
        case taskReturned = "task-returned"
        case taskExtensionAsked = "task-extension-asked"
        // Tasks that a directive gives to us
        case tasksCame = "tasks-came"
        case taskAccepted = "task-accepted"
        case taskGiven = "task-given"
        case taskProgress = "task-progress"
        case taskDone = "task-done"
        /// A unit that supports the one which leads.
        case taskPartReported = "task-part-reported"
        case taskMoreTimeAsked = "task-more-time-asked"
        case taskGivenBack = "task-given-back"
        // What their sender answers
        case taskOpenAgain = "task-open-again"
        case taskMoreTimeRefused = "task-more-time-refused"
        // What the leader does while others work
        case reminded, extended
        case broughtBack = "brought-back"
        // Recall
        case recallAsked = "recall-asked"
        case gaveBack = "gave-back"
        case kept
        case recalled
        case recallTaken = "recall-taken"
        case recallFailed = "recall-failed"
        // Updates: of the receiver, then of the sender
        case updateAsked = "update-asked"
        case updated
        case updateKept = "update-kept"
        case updateSent = "update-sent"
        case updateTaken = "update-taken"
        case updateFailed = "update-failed"
        // Case files: of the document, then of the file
        case filed, unfiled
        case caseOpened = "case-opened"
        case caseEdited = "case-edited"
        case caseFilled = "case-filled"
        case caseLost = "case-lost"
        case caseClosed = "case-closed"
        case caseReopened = "case-reopened"
        case caseHeld = "case-held"
        case caseOffered = "case-offered"
        case caseGivenBack = "case-given-back"
        case caseTransferred = "case-transferred"
        case accessAsked = "access-asked"
        case accessGranted = "access-granted"
        case accessRefused = "access-refused"
        case accessEnded = "access-ended"
        case filesDestroyed = "files-destroyed"
        case caseDestroyed = "case-destroyed"
        // Of documents and files
        case frozen, unfrozen
        /// Somebody was let see it; they see it no longer.
        case viewShared = "view-shared"
        case viewEnded = "view-ended"
        case posted
        case copyUsed = "copy-used"
        case copied
    }
}

enum Timeline {
    /// Adds a line, after what it tells was written, and tells whom it concerns (`NoticeWriter`); `person` nil means the system itself.
    static func add(
        _ kind: Event.Kind,
        to document: String,
        by person: Person?,
        at now: Date,
        detail: String = "",
        quote: String? = nil,
        in connection: Connection
    ) throws {
        try connection.execute(
            "INSERT INTO event (id, document_id, at, kind, actor_id, actor, detail, quote) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            UniqueID.make(at: now), document, now, kind, person?.id,
            person?.signature ?? "Hệ thống", detail, quote
        )
        try NoticeWriter.tell(of: kind, on: document, by: person, at: now, quote: quote, in: connection)
        var access = AccessEntry(.acted, by: person, at: now)
        access.documentID = document
        access.detail = detail.isEmpty ? kind.rawValue : "\(kind.rawValue) \(detail)"
        try AccessLog.append(access, in: connection)
    }

    /// Newest first, what was written last first where one act wrote several; at most 300.
    static func events(of document: String, in connection: Connection) throws -> [Event] {
        try connection.rows(
            """
            SELECT at, kind, actor, detail, quote FROM event
            WHERE document_id = $1
            ORDER BY at DESC, rowid DESC
            LIMIT 300
            """,
            document
        ).map {
            Event(
                at: try $0["at"], kind: try $0["kind"], actor: try $0["actor"], detail: try $0["detail"],
                quote: try $0["quote"])
        }
    }
}
