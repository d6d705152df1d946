import Foundation
import Gateway
import Storage

/// The files of a document that came, by whatever way: the first is the document, the others are annexes, and their signatures will be looked at.
enum IncomingFiles {
    static func add(
        _ files: [StoredFile], to document: String, office: Office, at now: Date, in connection: Connection
    ) throws {
        for (index, file) in files.enumerated() {
            try Attachment.add(
                to: document, part: index == 0 ? .main : .annex, name: file.name, contentType: file.contentType,
                sizeBytes: file.sizeBytes, hash: file.hash, at: now, in: connection)
        }
        try FileVerdict.enqueue(document, in: connection)
        connection.afterCommit { office.filesCame.wake() }
    }
}
