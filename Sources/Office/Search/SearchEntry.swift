import Exchange
import Foundation
import Storage

/// A document as the index holds it.
struct SearchEntry: Sendable {
    let documentID: String
    let direction: SearchFilter.Direction
    let code: String
    let registerNumber: Int?
    let typeName: String
    let urgency: Urgency
    let state: SearchFilter.State
    let enteredOn: CalendarDate
    let datedOn: CalendarDate?
    let due: CalendarDate?
    let finishedOn: CalendarDate?
    let isOver: Bool
    let isSealed: Bool
    /// Every field that has words.
    var words: [String]
    let organs: [String]
    let people: [String]
    /// Who is named on it, as `unit(_:)` and `person(_:)` write it.
    let scope: [String]

    /// One word of the index for a unit that takes part. Ids are written as hexadecimal digits, because any sign may stand in them.
    static func unit(_ id: String) -> String { "u\(self.hex(id))" }
    static func person(_ id: String) -> String { "p\(self.hex(id))" }
    /// For a unit that takes no part and with which the document was shared.
    private static func reader(_ id: String) -> String { "r\(self.hex(id))" }

    private static func hex(_ id: String) -> String {
        id.utf8.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }

    /// Whose documents `person` may see at most; nil for those who may see documents on which they are not named. A narrowing only: the stores'
    /// rules decide.
    static func scope(of person: Person) -> [String]? {
        switch person.role {
        case .clerk, .leader, .admin: nil
        case .head, .officer: [self.unit(person.unit.id), self.person(person.id), self.reader(person.unit.id)]
        }
    }
}

extension SearchEntry {
    /// The document as it is now; nil when it is gone.
    static func read(_ document: String, in connection: Connection) throws -> SearchEntry? {
        if let incoming = try connection.row("\(Incoming.query) WHERE incoming.id = $1", document).map(Incoming.init) {
            return try Self(incoming, in: connection)
        }
        return try connection.row("\(Outgoing.query) WHERE outgoing.id = $1", document).map(Outgoing.init).map {
            try Self($0, in: connection)
        }
    }

    private init(_ incoming: Incoming, in connection: Connection) throws {
        let receipts = try ReceiptStore.tree(of: incoming.id, in: connection).lines
        let directions = try connection.rows(
            "SELECT text FROM direction WHERE incoming_id = $1 LIMIT 50", incoming.id
        ).map { row -> String in try row["text"] }
        self.documentID = incoming.id
        self.direction = .incoming
        self.code = SearchWords.code(incoming.code.text)
        self.registerNumber = incoming.number?.number
        self.typeName = incoming.typeName
        self.urgency = incoming.urgency
        self.state = incoming.closure.map(SearchFilter.State.closed) ?? .incoming(incoming.state)
        self.enteredOn = VietnamTime.date(incoming.arrivedAt)
        self.datedOn = incoming.promulgationDate
        self.due = incoming.due
        self.finishedOn = incoming.finishedAt.map(VietnamTime.date)
        self.isOver = incoming.state == .returned || incoming.closure != nil
        self.isSealed = incoming.closure == .withdrawn
        self.organs = [incoming.organName, incoming.organ?.text].compactMap { $0 }
        self.people = [incoming.signer, incoming.leaderName].compactMap { $0 } + receipts.compactMap(\.personName)
        self.scope = try Self.unique(
            receipts.map { Self.unit($0.unit.id) } + receipts.compactMap(\.personID).map(Self.person)
                + [incoming.leaderID].compactMap { $0 }.map(Self.person)
                + Self.asked(about: incoming.id, in: connection) + Self.readers(of: incoming.id, in: connection))
        var words = [incoming.code.text, self.code, incoming.subject, incoming.typeName]
        words += [incoming.number.map { "\($0.number)\($0.suffix)" }, incoming.result, incoming.returnedReason]
            .compactMap { $0 }
        self.words = words + directions + self.organs + self.people + Self.unique(receipts.map(\.unit.name))
        self.words += try Self.fileNames(of: incoming.id, in: connection)
    }

    private init(_ outgoing: Outgoing, in connection: Connection) throws {
        let recipients = try connection.rows(
            "SELECT organ_code, organ_name FROM recipient WHERE outgoing_id = $1 LIMIT 1000", outgoing.id
        ).flatMap { row -> [String] in [try row["organ_name"], try row["organ_code"]] }
        let initialling = try Initialling.all(of: outgoing.id, in: connection)
        self.documentID = outgoing.id
        self.direction = .outgoing
        self.code = SearchWords.code(outgoing.code?.text ?? outgoing.notation)
        self.registerNumber = outgoing.number?.number
        self.typeName = outgoing.typeName
        self.urgency = outgoing.urgency
        self.state = .outgoing(outgoing.state)
        self.enteredOn = VietnamTime.date(outgoing.createdAt)
        self.datedOn = outgoing.promulgationDate
        self.due = outgoing.due
        self.finishedOn = nil
        self.isOver = false
        self.isSealed = false
        self.organs = recipients + (try PaperRecipient.names(of: outgoing.id, in: connection))
        self.people = [outgoing.drafterName, outgoing.approverName] + initialling.map(\.name)
        self.scope = try Self.unique(
            [Self.unit(outgoing.unit.id), Self.person(outgoing.drafterID), Self.person(outgoing.approverID)]
                + initialling.map { Self.person($0.personID) } + Self.asked(about: outgoing.id, in: connection)
                + Self.readers(of: outgoing.id, in: connection))
        self.words = [outgoing.code?.text ?? outgoing.notation, self.code, outgoing.subject, outgoing.typeName]
        self.words.append(outgoing.unit.name)
        self.words += self.organs + self.people
        self.words += try Self.fileNames(of: outgoing.id, in: connection)
    }

    /// Whose opinion was asked: they see the document from then on.
    private static func asked(about document: String, in connection: Connection) throws -> [String] {
        try connection.rows("SELECT person_id FROM opinion WHERE document_id = $1 LIMIT 1500", document).map {
            row -> String in self.person(try row["person_id"])
        }
    }

    /// With whom it was shared (`ViewShare`), also those whose last day has passed.
    private static func readers(of document: String, in connection: Connection) throws -> [String] {
        try connection.rows(
            "SELECT person_id, unit_id FROM view_share WHERE document_id = $1 AND ended_at IS NULL LIMIT 1500", document
        ).compactMap { row -> String? in
            if let person: String = try row["person_id"] { return self.person(person) }
            return try (row["unit_id"] as String?).map(self.reader)
        }
    }

    private static func fileNames(of document: String, in connection: Connection) throws -> [String] {
        try connection.rows(
            "SELECT name FROM attachment WHERE document_id = $1 AND removed_at IS NULL LIMIT 100", document
        ).map {
            row -> String in try row["name"]
        }
    }

    private static func unique(_ texts: [String]) -> [String] { Array(Set(texts)).sorted() }
}
