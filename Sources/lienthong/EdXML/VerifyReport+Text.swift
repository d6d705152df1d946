import Exchange
import Foundation
import Trust

/// The report for people: Vietnamese first, one mark for each file, readable at a glance.
extension VerifyReport {
    var text: String {
        var lines = [self.file.shown]
        lines.append(Self.line("Chữ ký XML của gói tin", self.signature.verdict))
        if let signer = self.signature.signer { lines.append("      " + Self.signer(signer, at: nil)) }
        for document in self.documents {
            lines.append(Self.line(document.name.shown, document.signatures.verdict))
            for signature in document.signatures.signatures {
                let own = signature.verdict
                let repeats = own == .valid || own == document.signatures.verdict
                lines.append(
                    "      \(own.status.mark) " + Self.signer(signature.signer, at: signature.signedAt)
                        + (repeats ? "" : ": \(Self.sentence(own))"))
                if let stamp = signature.stamp { lines.append("        " + Self.stamp(stamp)) }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ verdict: SignatureVerdict) -> String {
        "  \(verdict.status.mark) \(name): \(Self.sentence(verdict))"
    }

    private static func sentence(_ verdict: SignatureVerdict) -> String {
        "\(verdict.vietnamese) \(verdict.english) [\(verdict.reason?.rawValue ?? verdict.status.rawValue)]"
    }

    private static func stamp(_ stamp: TimeStamp) -> String {
        let time = stamp.time.map { ": \(VietnamTime.shown($0))" } ?? ""
        let authority = stamp.authority.map { ", \($0.shown)" } ?? ""
        let standing =
            switch stamp.standing {
            case .proven: ""
            case .untrusted: ", không do tổ chức được tin cậy cấp"
            case .broken: ", không khớp hoặc bị hỏng"
            }
        return "Dấu thời gian\(time)\(authority)\(standing) [\(stamp.standing.rawValue)]"
    }

    private static func signer(_ signer: Signer?, at time: Date?) -> String {
        let role = signer?.role == .agency ? "Cơ quan ký" : "Người ký"
        let organ = signer?.organCode.map { " (\($0.text))" } ?? ""
        let organization = signer?.role == .person ? signer?.organization.map { ", \($0.shown)" } ?? "" : ""
        let moment = time.map { ", lúc \(VietnamTime.shown($0))" } ?? ""
        return "\(role): \(signer?.name?.shown ?? "không rõ")\(organ)\(organization)\(moment)"
    }
}

extension SignatureVerdict.Status {
    fileprivate var mark: String {
        switch self {
        case .valid: "✓"
        case .invalid: "✗"
        case .unverifiable: "?"
        case .absent: "–"
        }
    }
}
