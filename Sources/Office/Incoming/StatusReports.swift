import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// Statuses that go back to the sender of an incoming document. They come from what people do and are written in the same
/// transaction; nobody presses a second button (edXML §4.3, lessons Q1, Q2).
struct StatusReports {
    let office: Office

    func enqueue(
        _ status: HandlingStatus,
        for incoming: Incoming,
        by person: Person?,
        reason: String? = nil,
        at now: Date,
        in connection: Connection
    ) throws {
        // Of what was linked and unlinked its sender knows already that it was accepted; some take a further 03 for a yes (edXML §5).
        if status == .accepted, try self.isAccepted(incoming, in: connection) { return }
        try self.tell(status, for: incoming, by: person, reason: reason, at: now, in: connection)
        // Whoever sent it once more is told what becomes of it too, also where the registered one came on paper.
        guard [.assigned, .inProgress, .finished].contains(status) else { return }
        for copy in try DuplicateLink.told(with: incoming, in: connection) {
            try self.tell(status, for: copy, by: person, at: now, in: connection)
        }
    }

    /// Whether 03 was told. Then it can no longer be refused (edXML §5).
    func isAccepted(_ incoming: Incoming, in connection: Connection) throws -> Bool {
        try Outbox.entries(reference: incoming.id, in: connection).contains { $0.status == .accepted }
    }

    /// What becomes of one task in it, beside the status at which the document stands anyway (`TaskReport`). Told to its own sender alone: a further
    /// copy of another sender has tasks of its own.
    func enqueue(
        _ report: TaskReport, for incoming: Incoming, by person: Person, at now: Date, in connection: Connection
    ) throws {
        let told = try Outbox.entries(reference: incoming.id, in: connection).compactMap(\.status)
        try self.tell(
            told.first { $0.rank != nil } ?? .accepted, for: incoming, by: person, reason: report.description, at: now,
            in: connection)
    }

    private func tell(
        _ status: HandlingStatus, for incoming: Incoming, by person: Person?, reason: String? = nil, at now: Date,
        in connection: Connection
    ) throws {
        // What did not come through the hub has nobody there to be told.
        guard incoming.channel == .hub, let organ = incoming.organ, let documentID = incoming.documentID else { return }
        let packet = StatusPacket(
            from: self.office.identity.organBlock,
            report: StatusReport(
                responseFor: ResponseFor(
                    organ: organ,
                    code: incoming.code.text,
                    promulgationDate: incoming.promulgationDate,
                    documentID: documentID
                ),
                staff: person?.staffInfo
                    ?? StaffInfo(department: "Văn thư", staff: "Hệ thống", mobile: nil, email: nil),
                status: status,
                description: reason ?? StatusWords.label(status),
                at: now
            )
        )
        _ = try Outbox.enqueue(
            status: status,
            documentID: documentID,
            to: organ,
            reference: incoming.id,
            body: try PacketWriter.bytes(of: packet),
            summary: incoming.code.text,
            at: now,
            in: connection
        )
        try Timeline.add(.statusQueued, to: incoming.id, by: nil, at: now, detail: status.rawValue, in: connection)
    }
}
