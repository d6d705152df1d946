import Exchange
import Foundation
import Trust

/// How a key's certificate stands, for whoever signs with it.
struct SignerKeyWarning: Sendable {
    /// Whether what it signs now would not be valid.
    let isGrave: Bool
    let sentence: String

    /// Days before its end from which on it is told.
    private static let nearDays = 30

    /// All that is to be said of a certificate; empty when nothing is.
    static func all(
        _ certificate: KeyCertificate, of owner: (name: String, organ: OrganCode?), trust: TrustFolder, now: Date
    ) async -> [SignerKeyWarning] {
        var warnings: [SignerKeyWarning] = []
        if let reason = await certificate.standing(trust, now: now).reason {
            warnings.append(.init(isGrave: true, sentence: self.sentence(reason, certificate)))
        } else if let days = self.daysLeft(certificate, now), days <= self.nearDays {
            warnings.append(.init(isGrave: false, sentence: "Chứng thư số còn \(days) ngày: đề nghị cấp lại."))
        }
        let signer = certificate.signer
        let holder = signer.name ?? "không có tên"
        if let organ = owner.organ {
            if signer.role != .agency {
                warnings.append(
                    .init(
                        isGrave: true, sentence: "Đây là chứng thư số của cá nhân (\(holder)), không phải của cơ quan.")
                )
            } else if let code = signer.organCode, code != organ {
                warnings.append(
                    .init(
                        isGrave: false,
                        sentence: "Chứng thư số ghi mã cơ quan \(code), khác mã \(organ) của cơ quan này."))
            } else if signer.organCode == nil, !self.isSame(holder, owner.name) {
                warnings.append(
                    .init(isGrave: false, sentence: "Chứng thư số ghi “\(holder)”, khác tên cơ quan “\(owner.name)”."))
            }
        } else if signer.role == .agency {
            warnings.append(
                .init(isGrave: true, sentence: "Đây là chứng thư số của cơ quan (\(holder)), không phải của cá nhân."))
        } else if !self.isSame(holder, owner.name) {
            warnings.append(
                .init(isGrave: false, sentence: "Chứng thư số ghi “\(holder)”, khác họ tên “\(owner.name)”."))
        }
        return warnings
    }

    /// Whole days until its end; nil when it has ended.
    static func daysLeft(_ certificate: KeyCertificate, _ now: Date) -> Int? {
        let seconds = certificate.notAfter.timeIntervalSince(now)
        return seconds < 0 ? nil : Int(seconds / 86_400)
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.normalized.caseInsensitiveCompare(right.normalized) == .orderedSame
    }

    private static func sentence(_ reason: SignatureReason, _ certificate: KeyCertificate) -> String {
        switch reason {
        case .certificateExpired, .certificateExpiredSince:
            "Chứng thư số đã hết hạn ngày \(VietnamTime.date(certificate.notAfter).shown)."
        case .certificateNotYetValid:
            "Chứng thư số chưa có hiệu lực đến ngày \(VietnamTime.date(certificate.notBefore).shown)."
        case .certificateRevoked, .certificateRevokedSince: "Chứng thư số đã bị thu hồi."
        case .selfSigned: "Chứng thư số tự ký: không ai xác nhận được người ký."
        case .untrustedIssuer: "Tổ chức cấp chứng thư số không nằm trong danh sách tin cậy của máy chủ."
        default: reason.vietnamese
        }
    }
}
