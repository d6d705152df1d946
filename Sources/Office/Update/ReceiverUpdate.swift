import EdXML
import Exchange
import Foundation
import Storage

/// The receivers that an update adds or removes (edXML 2.2.3.2–3: `ReceiverType` 1 added, 0 removed). The package goes to everybody who has the
/// document, those who are removed included; who is added has nothing to be corrected and gets the document as a first package. Who is removed and
/// takes the update gives the document back.
enum ReceiverUpdate {
    static let migration = Migration(
        "office 0401 updates change receivers",
        sql: """
            -- Of what came: which receivers change, in words; whether we are removed.
            ALTER TABLE document_update ADD COLUMN receivers TEXT NOT NULL DEFAULT '';
            ALTER TABLE document_update ADD COLUMN removes_us INTEGER NOT NULL DEFAULT 0 CHECK (removes_us IN (0, 1));
            -- Whether the last update removes the recipient.
            ALTER TABLE recipient ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0 CHECK (leaving IN (0, 1));
            """
    )

    /// What a package that came says of receivers. That we are added tells nothing where the document is here already.
    static func told(
        by packet: Packet, office: Office, in connection: Connection
    ) throws -> (words: String, removesUs: Bool) {
        var (added, removed, removesUs): ([String], [String], Bool) = ([], [], false)
        for change in packet.business?.receivers ?? [] {
            let isOurs = try Directory.isOurs(change.organ, office, in: connection)
            if isOurs {
                removesUs = removesUs || !change.added
                continue
            }
            let name = try Directory.entry(change.organ, in: connection)?.name ?? change.organ.text
            if change.added { added.append(name) } else { removed.append(name) }
        }
        return (UpdateWords.receivers(added: added, removed: removed, removesUs: removesUs), removesUs)
    }

    /// The list of a package that goes out.
    static func list(added: [OrganCode], removed: [OrganCode]) -> [Business.ReceiverChange] {
        removed.map { .init(organ: $0, added: false) } + added.map { .init(organ: $0, added: true) }
    }
}
