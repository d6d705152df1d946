import EdXML
import Exchange
import Hub

/// What a package is worth beside a directory and the packages that came before it. Refusals are thrown.
struct PacketJudgement {
    /// Something odd that the package itself does not show.
    struct Remark {
        /// `organ-closed`, `organ-name-differs`.
        let code: String
        /// Element path, such as `MessageHeader/To/OrganId`.
        let place: String
    }

    private(set) var remarks: [Remark] = []

    /// - Parameters:
    ///   - directory: nil judges no agency.
    ///   - earlier: packages that came before this one.
    init(_ packet: Packet, directory: [DirectoryEntry]?, earlier: [Packet], today: CalendarDate) throws(Fault) {
        if let directory {
            var byCode: [String: DirectoryEntry] = [:]
            for entry in directory {
                byCode[entry.code.key] = entry
                if let old = entry.oldCode { byCode[old.key] = entry }
            }
            try self.judge(packet.from, as: "From", byCode, today)
            for organ in packet.to { try self.judge(organ, as: "To", byCode, today) }
        }
        try Self.refuseRepeat(of: packet, after: earlier)
    }

    /// edXML §1.5: a code that the directory does not know is refused; it is found by its new, its old and its other form.
    private mutating func judge(
        _ organ: Organ, as role: String, _ byCode: [String: DirectoryEntry], _ today: CalendarDate
    ) throws(Fault) {
        guard let entry = byCode[organ.code.key] ?? organ.code.counterpart.flatMap({ byCode[$0.key] }) else {
            throw Fault(
                .unknownOrgan,
                vi: "Mã cơ quan \(organ.code.text) không có trong danh bạ.",
                en: "The directory does not know the agency \(organ.code.text).",
                place: "MessageHeader/\(role)/OrganId"
            )
        }
        if let end = entry.validTo, end < today {
            self.remarks.append(Remark(code: "organ-closed", place: "MessageHeader/\(role)/OrganId"))
        }
        if let name = organ.name, name.folded != entry.name.folded {
            self.remarks.append(Remark(code: "organ-name-differs", place: "MessageHeader/\(role)/OrganName"))
        }
    }

    /// edXML §1.6: a new document whose id a receiver already has.
    private static func refuseRepeat(of packet: Packet, after earlier: [Packet]) throws(Fault) {
        guard packet.kind == .new, let id = packet.document?.id else { return }
        let receivers = Set(packet.to.map(\.code.key))
        let first = earlier.first { other in
            other.kind == .new && other.document?.id == id && !receivers.isDisjoint(with: other.to.map(\.code.key))
        }
        guard first == nil else {
            throw Fault(
                .duplicateDocument,
                vi: "Nơi nhận đã có văn bản mang mã \(id.text).",
                en: "A receiver already has a document with the id \(id.text).",
                place: "MessageHeader/DocumentId"
            )
        }
    }
}
