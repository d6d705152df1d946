import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// Joins the gateway to the office: what comes and goes becomes rows and timeline lines in the same transaction.
struct GatewayLink: Sendable {
    let office: Office

    var events: GatewayEvents {
        let office = self.office
        return GatewayEvents(
            received: { connection, package in
                let mark = try SearchIndex.mark(in: connection)
                if package.packet.status != nil {
                    try StatusArrival(office: office).receive(package, in: connection)
                } else {
                    try Arrival(office: office).receive(package, in: connection)
                    try office.changes.tell("", in: connection)
                }
                try SearchIndex.settle(since: mark, in: connection)
                connection.afterCommit {
                    office.searchWork.wake()
                    office.filesToRead.wake()
                }
            },
            sent: { connection, entry, now in
                switch entry.kind {
                case .document where try RequestPackage.wasSent(entry, at: now, office, in: connection): return
                case .document:
                    // Those of this package: a document may go to more receivers later.
                    for organ in entry.organs {
                        try connection.execute(
                            """
                            UPDATE recipient SET transport = 'sent', sent_at = $1, fault_code = NULL, fault_sentence = NULL
                            WHERE outgoing_id = $2 AND organ_code = $3
                            """,
                            now, entry.reference, organ)
                    }
                    try Timeline.add(
                        .acceptedByHub, to: entry.reference, by: nil, at: now, detail: entry.packageID ?? "",
                        in: connection)
                case .status:
                    try Timeline.add(
                        .statusSent, to: entry.reference, by: nil, at: now, detail: entry.status?.rawValue ?? "",
                        in: connection)
                }
                try office.changes.tell(entry.reference, in: connection)
            },
            failed: { connection, entry, now in
                switch entry.kind {
                case .document where try RequestPackage.failed(entry, at: now, office, in: connection): return
                case .document:
                    for organ in entry.organs {
                        try connection.execute(
                            """
                            UPDATE recipient SET transport = 'failed', fault_code = $1, fault_sentence = $2
                            WHERE outgoing_id = $3 AND organ_code = $4
                            """,
                            entry.faultCode, entry.faultSentence, entry.reference, organ)
                    }
                    try Timeline.add(
                        .sendingFailed, to: entry.reference, by: nil, at: now, quote: entry.faultSentence,
                        in: connection)
                case .status:
                    try Timeline.add(
                        .statusFailed, to: entry.reference, by: nil, at: now, detail: entry.status?.rawValue ?? "",
                        quote: entry.faultSentence, in: connection
                    )
                }
                try office.changes.tell(entry.reference, in: connection)
            },
            transport: { connection, entry, event in
                try TransportArrival(office: office).receive(event, of: entry, in: connection)
            },
            // A status that waited for the one before it may go now.
            committed: { office.wakeGateway() }
        )
    }
}
