import Exchange
import Foundation

extension FieldReader {
    /// MessageHeader of a status package, edXML §4.1.
    func status(_ message: Element) throws(Fault) -> StatusReport {
        let (text, leaf) = try self.required("StatusCode", in: message)
        guard let status = HandlingStatus(code: text) else {
            throw Fault.unknownStatus(place: leaf.place, line: leaf.line)
        }
        if text.count == 1 {
            self.findings.warn(.statusCodeWidth, place: leaf.place, line: leaf.line)
        }
        let description = message.text("Description")
        if description == nil, status.needsReason {
            self.findings.warn(.reasonMissing, place: "\(message.place)/Description", line: message.line)
        }
        let (time, timeLeaf) = try self.required("Timestamp", in: message)
        guard let at = VietnamTime.instant(packet: time) else {
            throw Fault.badFormat(place: timeLeaf.place, line: timeLeaf.line)
        }
        return StatusReport(
            responseFor: try self.reportedDocument(message),
            staff: self.staff(message["StaffInfo"]),
            status: status,
            description: description,
            at: at
        )
    }

    /// One document: to whom the status goes, the code, and the id or at least the date, without which it could not be
    /// found.
    private func reportedDocument(_ message: Element) throws(Fault) -> ResponseFor {
        let place = "\(message.place)/ResponseFor"
        let elements = message.all("ResponseFor")
        guard let element = elements.first else { throw Fault.missing(place: place, line: message.line) }
        guard elements.count == 1 else { throw Fault.twice(place: place, line: elements[1].line) }
        let organ = try self.code(element)
        try self.judge(organ, at: element["OrganId"] ?? element, isReceiver: false)
        let code = try self.required("Code", in: element).text
        let date = self.date(element["PromulgationDate"])
        let id = self.optional(element["DocumentId"]) { DocumentID($0) }
        guard id != nil || date != nil else {
            throw Fault.missing(place: "\(place)/DocumentId", line: element.line)
        }
        return ResponseFor(organ: organ, code: code, promulgationDate: date, documentID: id)
    }
}
