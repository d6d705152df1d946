import EdXML
import Exchange
import Foundation
import Storage

/// One thing that an update changes, as people read it.
struct UpdateChange: Sendable, Equatable {
    let name: String
    let was: String
    let becomes: String

    /// Nil where nothing differs.
    init?(_ name: String, _ was: String, _ becomes: String) {
        guard was != becomes else { return nil }
        self.name = name
        self.was = was.isEmpty ? UpdateWords.nothing : was
        self.becomes = becomes.isEmpty ? UpdateWords.nothing : becomes
    }

    /// Of what is known to differ.
    init(_ name: String, was: String, becomes: String) {
        (self.name, self.was, self.becomes) = (name, was, becomes)
    }

    /// Of the files; without new ones they stay.
    static func files(from present: [Attachment], to next: [Attachment]) -> UpdateChange? {
        guard !next.isEmpty, Set(present.map(\.id)) != Set(next.map(\.id)) else { return nil }
        func names(_ files: [Attachment], without others: [Attachment]) -> [String] {
            let known = Set(others.map(\.id))
            return files.filter { !known.contains($0.id) }.map(\.name)
        }
        return UpdateChange(filesThatWere: names(present, without: next), thatBecome: names(next, without: present))
    }

    /// Files of one name differ all the same.
    init(filesThatWere gone: [String], thatBecome new: [String]) {
        self.name = UpdateWords.files
        self.was = gone.isEmpty ? UpdateWords.nothing : gone.joined(separator: "; ")
        self.becomes = new.isEmpty ? UpdateWords.nothing : new.joined(separator: "; ")
    }

    private init(_ row: Row) throws {
        self.name = try row["name"]
        self.was = try row["was"]
        self.becomes = try row["becomes"]
    }

    /// Those that are kept, by the update. At most 50 updates of at most ten changes.
    static func all(of document: String, in connection: Connection) throws -> [String: [UpdateChange]] {
        try connection.rows(
            """
            SELECT update_change.* FROM document_update
                JOIN update_change ON update_change.update_id = document_update.id
            WHERE document_update.document_id = $1 ORDER BY update_change.update_id, update_change.ordinal LIMIT 500
            """, document
        ).reduce(into: [:]) { changes, row in
            changes[try row["update_id"], default: []].append(try UpdateChange(row))
        }
    }

    static func keep(_ changes: [UpdateChange], of update: String, in connection: Connection) throws {
        for (index, change) in changes.enumerated() {
            try connection.execute(
                "INSERT INTO update_change (update_id, ordinal, name, was, becomes) VALUES ($1, $2, $3, $4, $5)",
                update, index, change.name, change.was, change.becomes)
        }
    }
}

/// What the package of an update says of the document.
struct UpdateContent: Sendable {
    let code: DocumentCode
    let date: CalendarDate
    let typeName: String
    let subject: String
    let signer: String?
    let urgency: Urgency
    let due: CalendarDate?

    init(_ header: DocumentHeader) {
        self.code = header.code
        self.date = header.promulgationDate
        self.typeName = header.type.name
        self.subject = header.subject
        self.signer = header.signer?.line
        self.urgency = header.urgency
        self.due = header.dueDate
    }

    /// Reads `document_update`, of what came.
    init(_ row: Row) throws {
        self.code = DocumentCode(number: try row["number"], notation: try row["notation"])
        self.date = try row["promulgation_date"]
        self.typeName = try row["type_name"]
        self.subject = try row["subject"]
        self.signer = try row["signer"]
        self.urgency = try row["urgency"]
        self.due = try row["sender_due"]
    }

    /// How it differs from the document as it is here.
    func changes(of incoming: Incoming) -> [UpdateChange] {
        [
            UpdateChange(UpdateWords.code, incoming.code.shown, self.code.shown),
            UpdateChange(UpdateWords.date, incoming.promulgationDate.shown, self.date.shown),
            UpdateChange(UpdateWords.type, incoming.typeName, self.typeName),
            UpdateChange(UpdateWords.subject, incoming.subject, self.subject),
            UpdateChange(UpdateWords.signer, incoming.signer ?? "", self.signer ?? ""),
            UpdateChange(
                UpdateWords.urgency, OutgoingWords.urgency(incoming.urgency), OutgoingWords.urgency(self.urgency)),
            UpdateChange(UpdateWords.due, incoming.senderDue?.shown ?? "", self.due?.shown ?? ""),
        ].compactMap { $0 }
    }
}
