import Exchange
import Foundation
import Storage

/// A whole file as it is written out: its metadata, the line of each document, and of those that the person may open all that is known.
struct CaseRecord: Sendable {
    let file: CaseFile
    let organ: OrganCode
    let documents: [CaseDocument]
    let incoming: [String: Incoming]
    let outgoing: [String: Outgoing]
    /// Of outgoing documents; who gets it on paper has no code.
    let recipients: [String: [(organ: String, name: String)]]
    /// Of documents that may be opened and were not taken back; drafts stay away.
    let files: [String: [Attachment]]

    static func read(_ id: String, for person: Person, office: Office, in connection: Connection) throws -> CaseRecord {
        guard let file = try CaseFileStore.find(id, for: person, in: connection) else { throw Fault.noSuchCaseFile }
        guard file.state != .condemned else {
            throw Fault.notAllowed("Hồ sơ đã có quyết định hủy nên không xuất được.", "The file is to be destroyed.")
        }
        let documents = try CaseDocument.all(of: id, for: person, office: office, in: connection)
        let open = Set(documents.filter { $0.isVisible && !$0.isWithdrawn }.map(\.id))
        let held = "IN (SELECT document_id FROM case_document WHERE case_file_id = $1)"
        let incoming = try connection.rows("\(Incoming.query) WHERE incoming.id \(held) LIMIT 999", id)
            .map(Incoming.init)
        let outgoing = try connection.rows("\(Outgoing.query) WHERE outgoing.id \(held) LIMIT 999", id)
            .map(Outgoing.init)
        let recipients = try connection.rows(
            """
            SELECT outgoing_id, organ_code, organ_name, 0 AS ordinal FROM recipient WHERE outgoing_id \(held)
            UNION ALL SELECT outgoing_id, '', name, ordinal FROM paper_recipient WHERE outgoing_id \(held)
            ORDER BY ordinal, organ_name, organ_code LIMIT 100000
            """, id
        ).map { row -> (id: String, organ: String, name: String) in
            (try row["outgoing_id"], try row["organ_code"], try row["organ_name"])
        }
        let files = try connection.rows(
            """
            SELECT id, document_id, part, name, content_type, size_bytes, hash FROM attachment
            WHERE document_id \(held) AND part <> 'draft' AND removed_at IS NULL ORDER BY document_id, ordinal LIMIT 20000
            """, id
        ).map(Attachment.init)
        return CaseRecord(
            file: file, organ: office.identity.organ, documents: documents,
            incoming: Dictionary(
                uniqueKeysWithValues: incoming.filter { open.contains($0.id) }.map { ($0.id, $0) }),
            outgoing: Dictionary(
                uniqueKeysWithValues: outgoing.filter { open.contains($0.id) }.map { ($0.id, $0) }),
            recipients: Dictionary(grouping: recipients, by: \.id).mapValues { $0.map { ($0.organ, $0.name) } },
            files: Dictionary(grouping: files.filter { open.contains($0.documentID) }, by: \.documentID))
    }

    /// Every file with its document, in the order of time.
    var allFiles: [(document: CaseDocument, file: Attachment)] {
        self.documents.flatMap { document in self.files[document.id, default: []].map { (document, $0) } }
    }

    var sizeBytes: Int { self.allFiles.reduce(0) { $0 + $1.file.sizeBytes } }
}
