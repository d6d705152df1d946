import Exchange
import Foundation

/// The refusals of the reader: what a clerk reads, what an implementer reads.
extension Fault {
    static let empty = Fault(.empty, vi: "Gói tin rỗng. Đề nghị bên gửi gửi lại.", en: "The package is empty.", line: 1)

    static let notXML = Fault(
        .notXML,
        vi:
            "Tệp nhận được không phải gói tin edXML (có thể là trang báo lỗi). Đề nghị bên gửi gửi lại.",
        en: "This is not XML: perhaps a web page or another kind of file.",
        line: 1
    )

    static func notWellFormed(_ sentence: String, number: Int, place: String?, line: Int?) -> Fault {
        let cause = sentence.trimmingCharacters(in: .whitespacesAndNewlines)
        return Fault(
            .notWellFormed,
            vi: "Gói tin bị hỏng hoặc bị cắt ngang nên không đọc được. Đề nghị bên gửi gửi lại.",
            en: "The XML is not well-formed" + (cause.isEmpty ? "." : ": \(cause)")
                + (number > 0 ? " [\(number)]" : ""),
            place: place,
            line: line
        )
    }

    static func cutOff(place: String?, line: Int?) -> Fault {
        Self.notWellFormed("It ends within an element.", number: 0, place: place, line: line)
    }

    static func encoding(place: String?, line: Int?) -> Fault {
        Fault(
            .encoding,
            vi: "Gói tin không dùng bảng mã UTF-8. Đề nghị bên gửi xuất lại bằng UTF-8.",
            en: "The package is not UTF-8.",
            place: place,
            line: line
        )
    }

    static func doctype(line: Int?) -> Fault {
        Fault(
            .doctype,
            vi: "Gói tin có khai báo DOCTYPE nên bị từ chối vì lý do an toàn.",
            en: "The package has a DOCTYPE. It is refused before anything in it is looked at.",
            line: line
        )
    }

    static func tooDeep(limit: Int, place: String?, line: Int?) -> Fault {
        Fault(
            .tooDeep,
            vi: "Gói tin có cấu trúc lồng nhau quá sâu nên bị từ chối.",
            en: "Elements are nested deeper than \(limit) levels.",
            place: place,
            line: line
        )
    }

    static func tooMany(_ things: String, vi vietnamese: String, limit: Int, place: String?, line: Int?) -> Fault {
        Fault(
            .tooMany,
            vi: "Gói tin có quá nhiều \(vietnamese) (giới hạn \(limit)).",
            en: "There are more than \(limit) \(things).",
            place: place,
            line: line
        )
    }

    static func tooManyAttributes(limit: Int, place: String, line: Int?) -> Fault {
        Self.tooMany("attributes", vi: "thuộc tính", limit: limit, place: place, line: line)
    }

    static func tooManyReceivers(limit: Int, line: Int?) -> Fault {
        Self.tooMany("receivers", vi: "nơi nhận", limit: limit, place: "MessageHeader/To", line: line)
    }

    static func tooManyFiles(limit: Int, place: String, line: Int?) -> Fault {
        Self.tooMany("files", vi: "tệp đính kèm", limit: limit, place: place, line: line)
    }

    static func tooLong(place: String, line: Int?) -> Fault {
        Fault(
            .tooLong,
            vi: "\(FieldName.vietnamese(place)) dài quá mức cho phép.",
            en: "A value is far longer than any real one.",
            place: place,
            line: line
        )
    }

    /// In a package to be written.
    static func tooLong(place: String, characters: Int) -> Fault {
        Fault(
            .tooLong,
            vi: "\(FieldName.vietnamese(place)) dài hơn \(characters) ký tự.",
            en: "A value is longer than \(characters) characters.",
            place: place
        )
    }

    static func wrongRoot(line: Int?) -> Fault {
        Fault(
            .wrongRoot,
            vi: "Tệp nhận được không phải gói tin edXML đúng quy chuẩn (sai thẻ gốc hoặc sai không gian tên).",
            en: "The root element is not edXML in a known namespace.",
            line: line
        )
    }

    static func absent(part: String, line: Int?) -> Fault {
        Fault(
            .structure,
            vi: "Gói tin thiếu phần bắt buộc \(part). Đề nghị bên gửi kiểm tra phần mềm.",
            en: "The part \(part) is missing.",
            place: part,
            line: line
        )
    }

    static func twice(place: String, line: Int?) -> Fault {
        Fault(
            .structure,
            vi: "\(FieldName.vietnamese(place)) xuất hiện hai lần trong gói tin.",
            en: "An element that must stand once stands twice.",
            place: place,
            line: line
        )
    }

    static func missing(place: String, line: Int?) -> Fault {
        Fault(
            .missingField,
            vi: "Thiếu \(FieldName.vietnamese(place).lowercasedFirst).",
            en: "A mandatory field is missing or empty.",
            place: place,
            line: line
        )
    }

    static func duplicateReceiver(_ code: OrganCode, line: Int?) -> Fault {
        Fault(
            .duplicateRecipient,
            vi: "Nơi nhận \(code.text) được ghi hai lần.",
            en: "The receiver \(code.text) is named twice.",
            place: "MessageHeader/To",
            line: line
        )
    }

    static func unknownOrgan(_ code: OrganCode, place: String, line: Int?) -> Fault {
        Fault(
            .unknownOrgan,
            vi: "Mã định danh \(code.text) không có trong danh bạ.",
            en: "The directory does not know the code \(code.text).",
            place: place,
            line: line
        )
    }

    static func duplicateDocument(_ id: DocumentID, at receiver: OrganCode, line: Int?) -> Fault {
        Fault(
            .duplicateDocument,
            vi: "Văn bản \(id.text) đã được gửi đến \(receiver.text) trước đó.",
            en: "The receiver \(receiver.text) already has a new document with this id.",
            place: "MessageHeader/DocumentId",
            line: line
        )
    }

    static func badFormat(place: String, line: Int?) -> Fault {
        Fault(
            .badFormat,
            vi: "\(FieldName.vietnamese(place)) sai định dạng.",
            en: "A value has the wrong form.",
            place: place,
            line: line
        )
    }

    static func future(place: String, line: Int?) -> Fault {
        Fault(
            .outOfRange,
            vi: "\(FieldName.vietnamese(place)) ở tương lai.",
            en: "The document is dated in the future.",
            place: place,
            line: line
        )
    }

    static func outOfRange(_ sentence: String, place: String, line: Int?) -> Fault {
        Fault(
            .outOfRange,
            vi: "\(FieldName.vietnamese(place)) nằm ngoài danh mục cho phép.",
            en: sentence,
            place: place,
            line: line
        )
    }

    static func secret(place: String, line: Int?) -> Fault {
        Fault(
            .secret,
            vi: "Văn bản có dấu độ mật: không được gửi, nhận qua trục liên thông.",
            en: "The document is marked as a state secret and must not enter the exchange.",
            place: place,
            line: line
        )
    }

    static func unknownStatus(place: String, line: Int?) -> Fault {
        Fault(
            .status,
            vi: "Mã trạng thái không có trong danh mục (01 đến 06, 13, 15, 16).",
            en: "The status code is none of 01 to 06, 13, 15, 16.",
            place: place,
            line: line
        )
    }

    static func business(_ sentence: String, place: String, line: Int?) -> Fault {
        Fault(
            .business,
            vi: "Thông tin nghiệp vụ (thu hồi, cập nhật, thay thế) thiếu hoặc sai.",
            en: sentence,
            place: place,
            line: line
        )
    }

    static let readerUsedTwice = Fault(
        .internalFault,
        vi: "Lỗi phần mềm khi đọc gói tin. Báo cho quản trị hệ thống.",
        en: "The reader has already finished."
    )

    static let noMemory = Fault(
        .internalFault,
        vi: "Máy chủ không đủ bộ nhớ để đọc gói tin. Báo cho quản trị hệ thống.",
        en: "No memory for the XML parser."
    )
}
