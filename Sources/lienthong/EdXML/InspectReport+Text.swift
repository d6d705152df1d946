import EdXML
import Exchange
import Foundation
import Trust

/// The report for people: one line for each thing that counts.
extension InspectReport {
    var text: String {
        var lines = [self.file.shown]
        lines.append(Self.line("Loại gói", self.packet.kind.rawValue))
        lines.append(Self.line("Nơi gửi", Self.organ(self.packet.from)))
        for organ in self.packet.to { lines.append(Self.line("Nơi nhận", Self.organ(organ))) }
        if let document = self.packet.document { lines += Self.document(document) }
        if let status = self.packet.status { lines += Self.status(status) }
        for attachment in self.packet.attachments {
            lines.append(
                Self.line("Tệp", "\(attachment.name.shown), \(attachment.sizeBytes) byte, \(attachment.sha256)"))
        }
        let verdict = self.signature.verdict
        lines.append(
            Self.line("Chữ ký XML", "\(verdict.vietnamese) [\(verdict.reason?.rawValue ?? verdict.status.rawValue)]"))
        for warning in self.warnings {
            lines.append(
                Self.line("Lưu ý", "\(warning.code) (\(warning.place)\(warning.line.map { ", dòng \($0)" } ?? ""))"))
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ document: DocumentHeader) -> [String] {
        var lines = [
            Self.line("Mã văn bản", document.id.text.shown),
            Self.line("Số, ký hiệu", "\(document.code.text.shown), ngày \(document.promulgationDate.shown)"),
            Self.line("Loại văn bản", document.type.name.shown),
            Self.line("Trích yếu", document.subject.shown),
        ]
        if let signer = document.signer?.fullName { lines.append(Self.line("Người ký", signer.shown)) }
        if let due = document.dueDate { lines.append(Self.line("Hạn", due.shown)) }
        for answer in document.responseFor { lines.append(Self.line("Trả lời", answer.code.shown)) }
        return lines
    }

    private static func status(_ status: StatusReport) -> [String] {
        [
            Self.line("Trạng thái", "\(status.status.rawValue) \(status.description?.shown ?? "")"),
            Self.line("Của văn bản", status.responseFor.documentID?.text.shown ?? status.responseFor.code.shown),
        ]
    }

    private static func organ(_ organ: Organ) -> String { "\(organ.code.text) \(organ.name?.shown ?? "")" }

    private static func line(_ name: String, _ value: String) -> String {
        "  \(name.padding(toLength: 13, withPad: " ", startingAt: 0)) \(value)"
    }
}
