import Exchange
import Foundation
import Storage
import Web

/// A document in a file: its title line for whoever sees the file, the document itself for whoever may see it.
struct CaseDocument: Sendable {
    let id: String
    /// Số thứ tự văn bản trong hồ sơ: its place in the order of time, by itself.
    let ordinal: Int
    let isIncoming: Bool
    /// Số, ký hiệu.
    let code: DocumentCode
    let datedOn: CalendarDate
    let typeName: String
    let subject: String
    /// Tác giả.
    let author: String
    /// Số trang: of its PDFs; as somebody said until they are counted, and where there is none.
    let pages: Int?
    /// Taken back by its sender: the line stays, the content is sealed.
    let isWithdrawn: Bool
    /// Whether the person who asks may open the document.
    let isVisible: Bool

    var path: String { "/\(self.isIncoming ? "incoming" : "outgoing")/\(self.id)" }

    /// In the order of time, at most 999.
    static func all(
        of file: String, for person: Person, office: Office, in connection: Connection
    ) throws -> [CaseDocument] {
        try connection.rows(
            """
            SELECT case_document.document_id, case_document.dated_on, incoming.id AS incoming_id, incoming.number AS in_number,
                incoming.notation AS in_notation, incoming.type_name AS in_type, incoming.subject AS in_subject,
                incoming.organ_name, incoming.closure, outgoing.number AS out_number, outgoing.number_suffix AS out_suffix, outgoing.notation AS out_notation,
                outgoing.type_name AS out_type, outgoing.subject AS out_subject,
                COALESCE((SELECT SUM(file_pages.pages) FROM attachment JOIN file_pages ON file_pages.attachment_id = attachment.id
                    WHERE attachment.document_id = case_document.document_id AND attachment.part <> 'draft'
                        AND attachment.removed_at IS NULL), incoming.pages, outgoing.pages) AS pages,
                CASE WHEN incoming.id IS NOT NULL THEN (\(IncomingStore.visible(to: person)))
                    ELSE (\(OutgoingStore.visible(to: person))) END AS visible
            FROM case_document
            LEFT JOIN incoming ON incoming.id = case_document.document_id
            LEFT JOIN outgoing ON outgoing.id = case_document.document_id
            WHERE case_document.case_file_id = $3
            ORDER BY case_document.dated_on, case_document.added_at, case_document.document_id
            LIMIT 999
            """, person.id, person.unit.id, file
        ).enumerated().map { index, row in
            let incoming: String? = try row["incoming_id"]
            let closure: Closure? = try row["closure"]
            let number: Int? = try row["out_number"]
            let suffix: String? = try row["out_suffix"]
            return CaseDocument(
                id: try row["document_id"], ordinal: index + 1, isIncoming: incoming != nil,
                code: incoming != nil
                    ? DocumentCode(number: try row["in_number"], notation: try row["in_notation"])
                    : DocumentCode(
                        number: number.map { EntryNumber($0, suffix ?? "").printed } ?? "",
                        notation: try row["out_notation"]),
                datedOn: try row["dated_on"],
                typeName: incoming != nil ? try row["in_type"] : try row["out_type"],
                subject: incoming != nil ? try row["in_subject"] : try row["out_subject"],
                author: incoming != nil ? try row["organ_name"] : office.identity.name,
                pages: try row["pages"], isWithdrawn: closure == .withdrawn, isVisible: try row["visible"])
        }
    }
}

extension CaseDocument {
    /// The number of a document is cancelled: it leaves the files that hold it, because only what has a number lies in files. A closed one must be
    /// opened before.
    static func losesNumber(
        _ document: String, code: DocumentCode, reason: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        for file in try CaseFileStore.holding(document, for: person, in: connection) {
            guard file.state == .open else {
                throw FormFault(
                    "number", "Văn bản nằm trong hồ sơ đã đóng \(file.sign.text): mở lại hồ sơ rồi mới hủy số")
            }
            try CaseFileStore.touch(file, in: connection)
            try connection.execute(
                "DELETE FROM case_document WHERE case_file_id = $1 AND document_id = $2", file.id, document)
            try Timeline.add(
                .caseLost, to: file.id, by: person, at: now, detail: code.text, quote: reason, in: connection)
            try Timeline.add(
                .unfiled, to: document, by: person, at: now, detail: file.sign.text, quote: reason, in: connection)
        }
    }
}

/// A document that can be put into files.
struct Fileable: Sendable {
    let id: String
    let isIncoming: Bool
    /// Số, ký hiệu.
    let name: String
    let subject: String
    let datedOn: CalendarDate

    var path: String { "/\(self.isIncoming ? "incoming" : "outgoing")/\(self.id)" }

    init?(_ incoming: Incoming, by person: Person) {
        guard CaseFileRule.refusalToFile(incoming, by: person) == nil else { return nil }
        self.id = incoming.id
        self.isIncoming = true
        self.name = incoming.name
        self.subject = incoming.subject
        self.datedOn = incoming.promulgationDate
    }

    init?(_ outgoing: Outgoing, by person: Person) {
        guard CaseFileRule.refusalToFile(outgoing, by: person) == nil, let date = outgoing.promulgationDate else {
            return nil
        }
        self.id = outgoing.id
        self.isIncoming = false
        self.name = outgoing.code?.text ?? ""
        self.subject = outgoing.subject
        self.datedOn = date
    }

    /// The document as `person` may see it; throws why it cannot be put into files.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> Fileable {
        if let incoming = try IncomingStore.find(id, for: person, in: connection) {
            if let refusal = CaseFileRule.refusalToFile(incoming, by: person) { throw refusal }
            if let found = Fileable(incoming, by: person) { return found }
        }
        if let outgoing = try OutgoingStore.find(id, for: person, in: connection) {
            if let refusal = CaseFileRule.refusalToFile(outgoing, by: person) { throw refusal }
            if let found = Fileable(outgoing, by: person) { return found }
        }
        throw Fault.noSuchDocument
    }

    /// What a search finds that is not in `file` yet; at most 100.
    static func search(
        _ text: String, outside file: String, for person: Person, office: Office, in connection: Connection
    ) throws -> [Fileable] {
        let held = Set(
            try connection.rows("SELECT document_id FROM case_document WHERE case_file_id = $1 LIMIT 999", file).map {
                row -> String in try row["document_id"]
            })
        var filter = SearchFilter()
        filter.text = text
        let query = SearchQuery(filter: filter, person: person, today: office.today, calendar: office.calendar)
        let hits = try query.answer(page: 1, size: 100, in: connection).hits
        return try SearchResult.read(hits, in: connection).compactMap { found in
            switch found {
            case .incoming(let incoming): Fileable(incoming, by: person)
            case .outgoing(let outgoing): Fileable(outgoing, by: person)
            }
        }.filter { !held.contains($0.id) }
    }
}
