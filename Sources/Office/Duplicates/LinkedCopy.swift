import Exchange
import Storage

/// A further copy as the page of its registered document shows it.
struct LinkedCopy: Sendable {
    let incoming: Incoming
    /// None of what was given back.
    let files: [Attachment]

    static func all(of registered: String, in connection: Connection) throws -> [LinkedCopy] {
        try DuplicateLink.copies(of: registered, in: connection).map { copy in
            LinkedCopy(
                incoming: copy,
                files: copy.closure == .withdrawn ? [] : try Attachment.all(of: copy.id, in: connection))
        }
    }
}
