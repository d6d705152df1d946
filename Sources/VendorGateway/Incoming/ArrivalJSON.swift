import Exchange
import Foundation
import Storage

/// An arrival as the agency's software reads it: what `edxml inspect --json` tells of the package, and under `arrival` how it came here.
enum ArrivalJSON {
    static func header(_ arrival: ArrivalRecord, _ files: [ArrivalFile]) -> JSON {
        guard case .object(var members) = arrival.header else { return .null }
        members["arrival"] = self.summary(arrival)
        let entries = members["attachments"]?.elements ?? []
        members["attachments"] = .list(
            zip(entries.indices, entries).map { index, entry in
                guard case .object(var entry) = entry, index < files.count else { return entry }
                entry["file"] = .text("files/" + SafeName.make(files[index].name, ordinal: index + 1))
                return .object(entry)
            })
        return .object(members)
    }

    /// What a list tells.
    static func summary(_ arrival: ArrivalRecord) -> JSON {
        .object([
            "id": .text(arrival.id), "cursor": .number(arrival.seq), "packageId": .text(arrival.packageID),
            "kind": .text(arrival.kind.rawValue), "from": .text(arrival.sender.text),
            "documentId": JSON(arrival.documentID?.text), "code": .text(arrival.code),
            "status": JSON(arrival.status?.rawValue), "handoverId": JSON(arrival.handoverID),
            "sha256": .text(arrival.packageHash.hex), "arrivedAt": JSON(arrival.arrivedAt),
        ])
    }
}
