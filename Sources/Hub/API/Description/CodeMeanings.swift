import Exchange

extension Fault.Code {
    /// What the code means wherever the API answers with it; nil for codes that the API never shows. The sentence of an answer says more: which
    /// element, which value.
    var meaning: (vietnamese: String, english: String)? {
        switch self {
        case .unauthenticated:
            ("Thiếu hoặc sai mã truy cập, chứng thư.", "No token and no certificate, or a wrong one.")
        case .forbidden: ("Hệ thống không được làm việc này.", "The system may not do this.")
        case .notFound: ("Không có, hoặc không phải của hệ thống này.", "It is not there, or it is not this system's.")
        case .invalidRequest: ("Lời gọi thiếu hoặc sai tham số.", "A parameter is missing or wrong.")
        case .conflict: ("Trái với điều đã ghi trước.", "It contradicts what was done before.")
        case .hashMismatch: ("Mã băm không khớp nội dung.", "The hash is not that of the bytes.")
        case .tooLarge: ("Lớn hơn mức trục nhận.", "Larger than the hub takes.")
        case .tooManyRequests:
            ("Gọi quá nhanh hoặc quá nhiều cùng lúc; chờ theo Retry-After.", "Too often or too much; see Retry-After.")
        case .quotaExceeded:
            ("Hệ thống đã gửi hết hạn mức trong ngày; chờ theo Retry-After.", "The system has sent what it may today.")
        case .malware: ("Tệp đính kèm có mã độc.", "Malware was found in an attachment.")
        case .scannerUnavailable:
            ("Máy quét mã độc chưa trả lời; gửi lại sau.", "The malware scanner gave no clear answer; try again.")
        case .databaseBusy:
            ("Cơ sở dữ liệu quá tải; chưa giữ gì, gửi lại sau.", "The database is busy; nothing was kept, try again.")
        case .databaseUnreachable:
            ("Chưa kết nối được cơ sở dữ liệu; chưa giữ gì, gửi lại sau.", "No database; nothing was kept, try again.")
        case .outcomeUnknown:
            ("Chưa rõ đã ghi hay chưa; gửi lại đúng như trước.", "It may be done or not; send the same again.")
        case .packageRemoved:
            ("Tệp của gói tin đã hết thời hạn lưu.", "The file of the package was kept for its time and is gone.")
        case .cannotWrite:
            ("Trục chưa ghi được xuống đĩa; chưa giữ gì, gửi lại sau.", "The hub cannot write; nothing was kept.")
        case .loop: ("Gói tin đã đi qua trục này rồi.", "The package has passed this hub before.")
        case .refused: ("Trục cấp trên từ chối, không nói vì sao.", "The hub above refused and does not tell why.")
        case .interrupted: ("Đường truyền đứt giữa chừng; gửi lại.", "The connection was cut; send it again.")
        case .diskFull: ("Đĩa của trục đầy; chưa giữ gì, gửi lại sau.", "The hub's disk is full; nothing was kept.")
        case .internalFault: ("Trục gặp lỗi bên trong; gửi lại sau.", "Something failed inside the hub; try again.")
        case .unknownSender: ("Danh bạ không có nơi gửi.", "The directory does not know the sender.")
        case .unknownReceiver: ("Danh bạ không có nơi nhận.", "The directory does not know the receiver.")
        case .unknownOrgan: ("Danh bạ không có mã này.", "The directory does not have this code.")
        case .organClosed:
            ("Cơ quan đã đóng, không có một nơi kế thừa duy nhất.", "The agency is closed and has no one successor.")
        case .unknownDocument:
            ("Không có văn bản mà gói tin nói đến.", "There is no such document as the package speaks of.")
        case .duplicateDocument:
            ("Nơi nhận đã có văn bản mang mã này.", "A receiver has a document of this id already.")
        case .empty: ("Không có byte nào.", "There is not a byte.")
        case .notXML: ("Không phải XML.", "It is not XML.")
        case .notWellFormed: ("XML sai cú pháp.", "The XML is not well-formed.")
        case .encoding: ("Bảng mã sai hoặc không hỗ trợ.", "The encoding is wrong or not supported.")
        case .doctype: ("Có DOCTYPE: không nhận.", "A DOCTYPE is not taken.")
        case .tooDeep: ("Lồng quá sâu.", "Nested too deep.")
        case .tooMany: ("Quá nhiều phần tử, nơi nhận hoặc tệp.", "Too many elements, receivers or files.")
        case .tooLong: ("Giá trị quá dài.", "A value is too long.")
        case .wrongRoot: ("Phần tử gốc không phải gói tin edXML.", "The root is not that of a package.")
        case .structure: ("Phần tử sai chỗ, thiếu hoặc thừa.", "An element is misplaced, missing or too many.")
        case .missingField: ("Thiếu một trường bắt buộc.", "A required field is missing.")
        case .duplicateRecipient: ("Một nơi nhận có hai lần.", "A receiver stands twice.")
        case .badFormat: ("Giá trị sai dạng.", "A value is not of the form that is needed.")
        case .outOfRange: ("Giá trị ngoài khoảng cho phép.", "A value is out of range.")
        case .attachmentMismatch:
            ("Danh sách tệp không khớp các tệp đính kèm.", "The list of files is not that of the attachments.")
        case .badBase64: ("Base64 của tệp sai.", "The Base64 of a file is wrong.")
        case .badZip: ("Tệp nén ZIP hỏng.", "A ZIP is broken.")
        case .zipBomb: ("Tệp nén bung ra quá lớn.", "A ZIP unpacks to too much.")
        case .unsafeName: ("Tên tệp không an toàn.", "The name of a file is unsafe.")
        case .secret:
            ("Văn bản có dấu chỉ độ mật: không gửi qua trục.", "Documents with a secrecy mark do not travel here.")
        case .status: ("Mã trạng thái không dùng được ở đây.", "The status does not fit here.")
        case .business: ("Loại nghiệp vụ không có trong quy định.", "The business type is none of the standard.")
        case .unsupported: ("Trục chưa hỗ trợ.", "The hub does not support this.")
        case .toolMissing, .unreachable, .untrustedHub, .notAllowed, .staleVersion, .numberTaken, .registerClosed,
            .invalidForm:
            nil
        }
    }
}
