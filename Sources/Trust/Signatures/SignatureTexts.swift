/// The words of verdicts: what a clerk reads, what an implementer reads.
extension SignatureVerdict {
    package var vietnamese: String { self.reason?.vietnamese ?? self.status.vietnamese }
    package var english: String { self.reason?.english ?? self.status.english }
}

extension SignatureVerdict.Status {
    package var vietnamese: String {
        switch self {
        case .valid: "Chữ ký số hợp lệ."
        case .invalid: "Chữ ký số không hợp lệ."
        case .unverifiable: "Chưa kiểm tra được chữ ký số."
        case .absent: "Không có chữ ký số."
        }
    }

    package var english: String {
        switch self {
        case .valid: "The signature is valid."
        case .invalid: "The signature is invalid."
        case .unverifiable: "The signature cannot be verified."
        case .absent: "There is no signature."
        }
    }
}

extension SignatureReason {
    /// For the clerk: what is the matter, and what to do where there is something to do.
    package var vietnamese: String {
        switch self {
        case .altered: "Nội dung đã bị sửa sau khi ký. Đề nghị bên gửi gửi lại bản đúng."
        case .changedAfterSigning:
            "Có phần được thêm sau khi ký, làm thay đổi nội dung hiển thị. Đề nghị bên gửi gửi lại."
        case .appendedAfterSigning: "Có phần được thêm sau khi ký mà không ai ký. Cần hỏi lại bên gửi."
        case .unreadableSignature: "Khối chữ ký bị hỏng nên không đọc được."
        case .certificateExpired: "Chứng thư số đã hết hạn khi ký."
        case .certificateNotYetValid: "Chứng thư số chưa có hiệu lực khi ký."
        case .certificateRevoked: "Chứng thư số đã bị thu hồi trước khi ký."
        case .certificateExpiredSince: "Chứng thư số nay đã hết hạn và không có gì chứng minh thời điểm ký."
        case .certificateRevokedSince: "Chứng thư số nay đã bị thu hồi và không có gì chứng minh thời điểm ký."
        case .untrustedIssuer: "Chứng thư số không do tổ chức được tin cậy cấp."
        case .selfSigned: "Chứng thư số tự ký, không xác định được người ký."
        case .timeStampBroken: "Dấu thời gian không khớp với chữ ký hoặc bị hỏng. Cần hỏi lại bên gửi."
        case .notXMLDSig: "Khối chữ ký chỉ mang tính hình thức, không kiểm tra được."
        case .notWholeDocument: "Chữ ký không bao trùm toàn bộ gói tin."
        case .noCertificate: "Chữ ký không kèm chứng thư số."
        case .sha1: "Chữ ký dùng thuật toán băm yếu (SHA-1)."
        case .weakKey: "Chữ ký dùng khóa quá yếu."
        case .severalSignatures: "Gói tin có nhiều chữ ký XML, không rõ chữ ký nào có hiệu lực."
        case .externalReference: "Chữ ký tham chiếu ra ngoài gói tin nên không được kiểm tra."
        case .forbiddenTransform: "Chữ ký yêu cầu phép biến đổi không được phép nên không được kiểm tra."
        case .unknownAlgorithm: "Chữ ký dùng thuật toán không được hỗ trợ."
        case .ambiguousID: "Phần được ký không xác định được duy nhất trong gói tin."
        case .unreadableFile: "Không mở được tệp để kiểm tra chữ ký."
        case .tooLarge: "Gói tin quá lớn để kiểm tra chữ ký XML."
        case .toolMissing: "Máy chủ chưa cài công cụ kiểm tra chữ ký PDF (poppler-utils). Báo cho quản trị hệ thống."
        case .toolFailed: "Công cụ kiểm tra chữ ký PDF không chạy được với tệp này."
        case .personAfterAgency: "Có chữ ký cá nhân thêm vào sau chữ ký của cơ quan. Cần hỏi lại bên gửi."
        case .agencySignatureMissing: "Chữ ký cá nhân hợp lệ; văn bản chưa có chữ ký của cơ quan."
        }
    }

    /// For operators and implementers.
    package var english: String {
        switch self {
        case .altered: "The content was altered after signing."
        case .changedAfterSigning: "Something was added after signing that changes what is shown."
        case .appendedAfterSigning: "Something was added after signing that nobody has signed."
        case .unreadableSignature: "The signature container cannot be read."
        case .certificateExpired: "The certificate had expired when it signed."
        case .certificateNotYetValid: "The certificate was not yet valid when it signed."
        case .certificateRevoked: "The certificate had been revoked when it signed."
        case .certificateExpiredSince: "The certificate has expired since, and nothing proves the time of signing."
        case .certificateRevokedSince: "The certificate was revoked since, and nothing proves the time of signing."
        case .untrustedIssuer: "The certificate leads to no trusted root."
        case .selfSigned: "The certificate has signed itself."
        case .timeStampBroken: "The time stamp does not fit the signature, or cannot be read."
        case .notXMLDSig: "A block named Signature that is no XML signature: decoration."
        case .notWholeDocument: "The signature does not cover the whole package."
        case .noCertificate: "No certificate comes with the signature."
        case .sha1: "The signature relies on SHA-1 or a weaker digest."
        case .weakKey: "The signature relies on a key that is too short."
        case .severalSignatures: "There is more than one XML signature."
        case .externalReference: "A reference leads out of the package; it was not followed."
        case .forbiddenTransform: "The signature asks for a transform that is never run."
        case .unknownAlgorithm: "The signature uses an algorithm that is not supported."
        case .ambiguousID: "The Id that was signed does not stand exactly once in the package."
        case .unreadableFile: "The file cannot be opened."
        case .tooLarge: "The package is too large for checking its XML signature."
        case .toolMissing: "pdfsig or pdftoppm (poppler-utils) is not installed."
        case .toolFailed: "pdfsig or pdftoppm failed on this file, took too long or said too much."
        case .personAfterAgency: "A person has signed after the agency."
        case .agencySignatureMissing: "The person's signature is valid; the agency has not signed."
        }
    }
}
