import EdXML
import Exchange
import Foundation
import Storage

/// A document as it leaves, with the list of its tasks when it has some.
///
/// The list is made for each package from the tasks as they stand, and is none of the document's own files: what was signed stays as it is, and whoever
/// gets the document later gets what is asked for then.
struct IssuedPackage: Sendable {
    /// A file of the store that goes along.
    struct File: Sendable {
        let name: String
        let contentType: String
        let hash: ContentHash
    }

    /// Without attachments.
    let packet: DocumentPacket
    let files: [File]
    /// Nil without tasks.
    let annex: TaskAnnex?

    /// Writes the package into the store; throws what the disk or the database says.
    func keep(in store: KeptContent) async throws -> ContentHash {
        try await store.withFiles(of: self.files.map(\.hash)) { addresses in
            var packet = self.packet
            packet.attachments = zip(self.files, addresses).map { file, address in
                PacketAttachment(name: file.name, contentType: file.contentType, file: address)
            }
            return try await self.keep(packet, in: store)
        }
    }

    private func keep(_ packet: DocumentPacket, in store: KeptContent) async throws -> ContentHash {
        try await store.inStagingFolder { folder in
            try await store.keep { file in
                var packet = packet
                if let annex = self.annex {
                    let sheet = folder.appending(path: TaskAnnex.fileName)
                    try annex.write(into: sheet)
                    packet.attachments.append(
                        PacketAttachment(
                            name: TaskAnnex.fileName, contentType: TaskAnnex.contentType, description: TaskWords.annex,
                            file: sheet))
                }
                try PacketWriter.write(packet) { try file.write($0) }
            }
        }
    }
}

extension IssuedPackage.File {
    /// Those of an issued document.
    static func issued(of outgoing: String, in connection: Connection) throws -> [Self] {
        try Attachment.issued(of: outgoing, in: connection).map {
            Self(name: $0.name, contentType: $0.contentType, hash: $0.hash)
        }
    }
}

extension TaskAnnex {
    /// Of a document; nil without tasks. Without rows when all were withdrawn: so an update says that.
    static func of(_ outgoing: String, _ office: Office, in connection: Connection) throws -> TaskAnnex? {
        let tasks = try DirectiveTask.all(
            of: outgoing, today: office.today, calendar: office.calendar, in: connection)
        return tasks.isEmpty ? nil : TaskAnnex(tasks)
    }

    /// What changes the list after it was sent.
    static let changing: [Event.Kind] = [
        .taskAdded, .taskDeadlineChanged, .taskExtensionRefused, .taskReopened, .taskGivenAnew, .taskWithdrawn,
        .taskClockStopped, .taskClockResumed,
    ]
    /// What sends it to everybody who has the document.
    static let sending: [Event.Kind] = [.published, .updateSent]

    /// Whether the receivers have an older list: tasks of an issued document changed after it, or its last update, went out.
    static func isOutdated(_ outgoing: String, in connection: Connection) throws -> Bool {
        func names(_ kinds: [Event.Kind]) -> String { kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ") }
        let changed = try connection.row(
            """
            SELECT 1 FROM event WHERE document_id = $1 AND kind IN (\(names(Self.changing))) AND rowid > (
                SELECT MAX(sent.rowid) FROM event AS sent WHERE sent.document_id = $1 AND sent.kind IN (\(names(Self.sending)))
            ) LIMIT 1
            """, outgoing)
        return changed != nil
    }
}
