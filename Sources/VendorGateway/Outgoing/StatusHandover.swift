import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// What the agency's software reports of a document that came (báo trạng thái), in its own words, or as a status package that it wrote.
struct StatusHandover: Sendable {
    let gateway: AgencyGateway

    /// A status in the words of the API and of `….status.json`.
    struct Report: Sendable, Equatable {
        /// The hub's id of the delivery that it is about.
        var arrival: String
        var status: HandlingStatus
        /// The reason of 02 and 16; else what the other side is to read.
        var reason: String?
        var staff: StaffInfo?
        /// When it was done; nil: now.
        var at: Date?
    }

    /// Takes over a report. A repetition that says nothing new is the first one. Throws `not-found`, `status`, `missing-field`.
    func take(_ report: Report) async throws -> Handover.Taken {
        let now = self.gateway.now()
        return try await self.gateway.database.write { [gateway] connection in
            guard let arrival = try ArrivalRecord.find(report.arrival, in: connection) else { throw Fault.noArrival }
            let at = report.at ?? now
            let verdict = try ReportRule.judge(
                report.status, at: at, reason: report.reason, on: arrival, in: connection)
            if case .repetition(let first) = verdict {
                if let record = try HandoverRecord.find(first, in: connection),
                    try Outbox.retry(record.outboxID, at: now, in: connection)
                {
                    try HandoverRecord.changed(first, in: connection)
                    try gateway.tell(.queued, in: connection)
                }
                return Handover.Taken(id: first, isRepeat: true)
            }
            guard let document = arrival.documentID else { throw Fault.noDocumentID }
            let packet = StatusPacket(
                from: Organ(code: gateway.organ, name: arrival.ourName ?? gateway.organ.text),
                report: StatusReport(
                    responseFor: ResponseFor(
                        organ: arrival.sender, code: arrival.code, promulgationDate: arrival.promulgationDate,
                        documentID: document),
                    staff: report.staff, status: report.status, description: report.reason, at: at))
            let body = try PacketWriter.bytes(of: packet)
            let id = UniqueID.make(at: now)
            try Self.queue(
                packet.report, about: arrival.id, document, body: body, id: id,
                input: ContentHash(of: Data(body)), at: now, in: connection)
            try gateway.tell(.queued, in: connection)
            return Handover.Taken(id: id, isRepeat: false)
        }
    }

    /// Queues a status package that the software wrote. One about a document that came here is held to the same rule; 13 and what is about
    /// older documents the hub judges.
    func queue(
        _ report: StatusReport, body: [UInt8], id: String, input: ContentHash, in connection: Connection
    ) throws {
        guard let document = report.responseFor.documentID else { throw Fault.noDocumentID }
        let isAnswer = report.status == .agreed || report.status == .declined
        let arrival =
            report.status == .takeBack
            ? nil
            : try ArrivalRecord.about(document, of: report.responseFor.organ, asking: isAnswer, in: connection)
        if let arrival {
            let verdict = try ReportRule.judge(
                report.status, at: report.at, reason: report.description, on: arrival, in: connection)
            guard verdict == .goes else { throw Fault.toldBefore(report.status) }
        }
        try Self.queue(
            report, about: arrival?.id, document, body: body, id: id, input: input, at: self.gateway.now(),
            in: connection)
    }

    private static func queue(
        _ report: StatusReport, about arrival: String?, _ document: DocumentID, body: [UInt8], id: String,
        input: ContentHash, at now: Date, in connection: Connection
    ) throws {
        let entry = try Outbox.enqueue(
            status: report.status, documentID: document, to: report.responseFor.organ, reference: id, body: body,
            summary: report.responseFor.code, at: now, in: connection)
        try HandoverRecord.insert(
            HandoverRecord(
                id: id, kind: .status, documentID: document, code: report.responseFor.code, status: report.status,
                reportedAt: report.at, arrivalID: arrival, outboxID: entry, handedAt: now,
                description: report.description),
            input: input, to: [report.responseFor.organ], in: connection)
    }
}

extension StatusHandover.Report {
    /// Reads `{"status": "03", "staff": …, "department": …, "mobile": …, "email": …, "reason": …, "at": …}`, and `arrival` unless it is
    /// given. Throws every mistake at once.
    init(_ json: JSON, arrival: String? = nil) throws(Faults) {
        var faults: [Fault] = []
        func text(_ key: String) -> String? {
            switch json[key] ?? .null {
            case .null: return nil
            case .text(let text): return text.normalized.isEmpty ? nil : text.normalized
            default:
                faults.append(Fault.badValue(key))
                return nil
            }
        }
        let known: Set = ["arrival", "status", "staff", "department", "mobile", "email", "reason", "at"]
        if case .object(let members) = json {
            faults += members.keys.sorted().filter { !known.contains($0) }.map { Fault.badValue($0) }
        } else {
            faults.append(Fault.badValue("status"))
        }
        let named = text("arrival")
        if named == nil, arrival == nil { faults.append(Fault.badValue("arrival")) }
        let status = text("status").flatMap { HandlingStatus(code: $0) }
        if status == nil { faults.append(Fault.badValue("status")) }
        let time = text("at")
        let at = time.flatMap { Timestamp.instant($0) }
        if time != nil, at == nil { faults.append(Fault.badValue("at")) }
        let staff = StaffInfo(
            department: text("department"), staff: text("staff"), mobile: text("mobile"), email: text("email"))
        let reason = text("reason")
        if let faults = Faults(faults) { throw faults }
        self.init(
            arrival: arrival ?? named ?? "", status: status ?? .arrived, reason: reason,
            staff: staff == StaffInfo() ? nil : staff, at: at)
    }
}

extension Fault {
    static let noArrival = Fault(.notFound, vi: "Không có gói tin đến này.", en: "There is no such arrival.")

    fileprivate static let noDocumentID = Fault(
        .missingField, vi: "Gói tin trạng thái thiếu mã định danh văn bản.", en: "The status names no document.",
        place: "MessageHeader/ResponseFor/DocumentId")

    fileprivate static func toldBefore(_ status: HandlingStatus) -> Fault {
        Fault(
            .conflict, vi: "Trạng thái \(status.rawValue) của văn bản này đã được báo.",
            en: "The status \(status.rawValue) of this document was reported before.")
    }

    fileprivate static func badValue(_ key: String) -> Fault {
        Fault(
            .badFormat, vi: "\(key): thiếu hoặc sai định dạng.", en: "\(key) is missing or not as it must be.",
            place: key)
    }
}
