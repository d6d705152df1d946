import CLibZip
import Crypto
import Exchange
import Foundation

extension PacketWriter {
    /// A ZIP of one entry `<uuid>.<suffix>`, as the vendor's library makes it. The name comes from the document, so
    /// that the same packet gives the same bytes.
    static func wrap(
        _ attachment: PacketAttachment,
        index: Int,
        of packet: DocumentPacket,
        in folder: ScratchFolder
    ) throws(Fault) -> URL {
        let hash = SHA256.hash(data: Data("\(packet.header.id.text)\n\(index)\n\(attachment.name)".utf8)).hex
        let uuid = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)].map { start, count in
            hash.dropFirst(start).prefix(count)
        }
        let suffix = FileName.suffix(attachment.name.normalized)
        let entry = uuid.joined(separator: "-") + (suffix.isEmpty ? "" : ".\(suffix)")
        let target = try folder.newName()
        let number = lt_zip_wrap(target.path, entry, attachment.file.path)
        guard number == 0 else { throw Fault.file("zip", number) }
        return target
    }
}
