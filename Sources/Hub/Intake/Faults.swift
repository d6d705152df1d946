import Exchange
import Foundation

/// Element paths that the hub's refusals name.
enum Place: String {
    case sender = "MessageHeader/From/OrganId"
    case receiver = "MessageHeader/To/OrganId"
    case addressee = "MessageHeader/ResponseFor/OrganId"
    case document = "MessageHeader/ResponseFor/DocumentId"
    case documentID = "MessageHeader/DocumentId"
}

extension Fault {
    static func unknownSender(_ code: OrganCode) -> Fault {
        Fault(
            .unknownSender,
            vi: "Mã cơ quan gửi \"\(code.text)\" không có trong danh bạ của trục.",
            en: "The sending agency \"\(code.text)\" is not in the directory.",
            place: Place.sender.rawValue
        )
    }

    static func foreignSender(_ code: OrganCode) -> Fault {
        Fault(
            .forbidden,
            vi: "Hệ thống này không được gửi thay cơ quan \"\(code.text)\".",
            en: "This system may not send for the agency \"\(code.text)\".",
            place: Place.sender.rawValue
        )
    }

    static func unknownReceiver(_ code: OrganCode, place: Place) -> Fault {
        Fault(
            .unknownReceiver,
            vi: "Mã cơ quan nhận \"\(code.text)\" không có trong danh bạ của trục. Chọn lại nơi nhận rồi gửi lại.",
            en: "The receiving agency \"\(code.text)\" is not in the directory.",
            place: place.rawValue
        )
    }

    static func closed(_ entry: DirectoryEntry, place: Place) -> Fault {
        let successors = entry.successors.map(\.text).joined(separator: ", ")
        let (vietnamese, english) =
            successors.isEmpty
            ? ("", "") : (" Cơ quan kế thừa có mã \(successors): gửi đến mã đó.", " Successor: \(successors).")
        let (since, until) =
            entry.validTo.map { ("đã đóng từ \($0.shown)", "has been closed since \($0.iso)") }
            ?? ("chưa có hiệu lực", "is not open yet")
        return Fault(
            .organClosed,
            vi: "Mã \(entry.code.text) (\(entry.name)) \(since).\(vietnamese)",
            en: "The agency \(entry.code.text) \(until).\(english)",
            place: place.rawValue
        )
    }

    static func notNamed(_ code: OrganCode) -> Fault {
        Fault(
            .invalidRequest,
            vi: "Cơ quan \"\(code.text)\" trong tham số to không phải nơi nhận của gói tin.",
            en: "The parameter to names \"\(code.text)\", which the package does not.",
            place: "to"
        )
    }

    static var noReceiver: Fault {
        Fault(
            .missingField,
            vi: "Gói tin không có nơi nhận nào.",
            en: "The package names no receiver.",
            place: Place.receiver.rawValue
        )
    }

    static var noDocument: Fault {
        Fault(
            .structure,
            vi: "Gói tin không phải văn bản, cũng không phải trạng thái.",
            en: "The package is neither a document nor a status."
        )
    }

    static func duplicate(_ id: DocumentID, receiver: OrganCode, sentAt: Date) -> Fault {
        Fault(
            .duplicateDocument,
            vi:
                "Văn bản \"\(id.text)\" đã gửi đến \(receiver.text) lúc \(VietnamTime.shown(sentAt)); trục đã nhận và không nhận lần nữa.",
            en: "The document \"\(id.text)\" was already sent to \(receiver.text) at \(Timestamp.text(sentAt)).",
            place: Place.documentID.rawValue
        )
    }

    static func unknownDocument(addressee: OrganCode) -> Fault {
        Fault(
            .unknownDocument,
            vi:
                "Trạng thái nói về một văn bản mà trục không tìm thấy: \(addressee.text) chưa gửi văn bản này qua trục.",
            en: "The hub knows no such document between these two agencies.",
            place: Place.document.rawValue
        )
    }

    static func notReceiver(_ reporter: OrganCode) -> Fault {
        Fault(
            .forbidden,
            vi: "Cơ quan \(reporter.text) không phải nơi nhận của văn bản này nên không được báo trạng thái.",
            en: "The agency \(reporter.text) did not receive this document and may not report on it.",
            place: Place.document.rawValue
        )
    }
}
