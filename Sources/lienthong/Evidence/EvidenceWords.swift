import Crypto
import Foundation

/// What the events of the evidence log are called for people.
enum EvidenceWords {
    static func vietnamese(_ event: String) -> String {
        switch event {
        case "SubmissionAcceptance": "đã nhận gói tin"
        case "SubmissionRejection": "đã từ chối gói tin"
        case "ContentConsignment": "đã đặt vào hộp của nơi nhận"
        case "RelayAcceptance": "trục cấp trên đã nhận"
        case "ContentHandover": "nơi nhận đã xác nhận đủ gói tin"
        case "ContentHandoverFailure": "nơi nhận không nhận được"
        case "ContentRemoval": "đã xóa tệp vì hết thời hạn lưu"
        default: event
        }
    }
}

enum SHA256Text {
    static func of(_ data: Data) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }
}
