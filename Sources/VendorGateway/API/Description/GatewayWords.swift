import Exchange

/// What the description says in English, in Vietnamese. A test finds what is not here.
enum GatewayWords {
    static let sentences: [String: String] = [
        "No token, or a wrong one.": "Thiếu hoặc sai mã.",
        "There is none.": "Không có.",
        "A parameter is no number in its range.": "Tham số không phải số, hoặc ngoài khoảng cho phép.",
        "One range (RFC 9110).": "Một khoảng (RFC 9110).",
        "Only what came behind it; 0 shows all. `next` of the last answer goes on.":
            "Chỉ những gì sau số này; 0: tất cả. Lần sau hỏi bằng `next` của câu trả lời trước.",
        "How many.": "Bao nhiêu mục.",
        "Hands a finished package over, or, as `multipart/form-data`, a part `header` (JSON, as `edxml build` reads it) with the files. The same again is the same handover.":
            "Giao một gói tin đã làm xong; hoặc, bằng `multipart/form-data`, một phần `header` (JSON như `edxml build` đọc) cùng các tệp. Giao lại đúng như thế vẫn là lần giao ấy.",
        "Under one key one thing is taken over; something else is a conflict.":
            "Mỗi khóa chỉ dùng cho một lần giao; thứ khác cùng khóa bị từ chối.",
        "The package as it is.": "Gói tin, nguyên vẹn.",
        "Taken over: it waits to be sent.": "Đã nhận, đang chờ gửi.",
        "Taken over before; a send that had failed begins anew.":
            "Đã nhận từ trước; nếu lần gửi trước bị lỗi thì gửi lại từ đầu.",
        "The body is of no type that is understood.": "Không hiểu được loại nội dung.",
        "The sender in the package is not this agency.": "Nơi gửi trong gói tin không phải cơ quan này.",
        "The key stands for something else.": "Khóa đã dùng cho thứ khác.",
        "It is too large.": "Quá lớn.",
        "It is refused; `code`, `place` and `line` tell why.": "Bị từ chối; `code`, `place`, `line` cho biết vì sao.",
        "The disk is full; nothing was kept.": "Đĩa đầy; chưa giữ gì.",
        "What was handed over, oldest first, with the state of sending.":
            "Những gì đã giao, cũ trước, cùng tình trạng gửi.",
        "What became of it: for each receiver whether it is there, and what people there do with it.":
            "Với từng nơi nhận: đã đến chưa, và ở đó đang xử lý thế nào.",
        "What has come, oldest first: documents, recalls, updates, replacements and statuses.":
            "Những gì đã đến, cũ trước: văn bản, thu hồi, cập nhật, thay thế và trạng thái.",
        "What the package says, as `edxml inspect --json` tells it, with its warnings; under `arrival` how it came.":
            "Nội dung gói tin như `edxml inspect --json`, cùng các cảnh báo; `arrival` cho biết đã đến thế nào.",
        "The package, byte for byte as it was sent.": "Gói tin, đúng từng byte như lúc gửi.",
        "A file of the package, unpacked.": "Một tệp của gói tin, đã giải nén.",
        "Reports what the agency does with a document: 01 to 06; 15 or 16 in answer to a recall, an update or a replacement.":
            "Báo cơ quan đang làm gì với văn bản: 01 đến 06; 15 hoặc 16 để trả lời thu hồi, cập nhật, thay thế.",
        "It waits to be sent.": "Đang chờ gửi.",
        "Reported before: nothing is sent.": "Đã báo từ trước: không gửi gì thêm.",
        "The body is not JSON.": "Nội dung không phải JSON.",
        "`status`: it does not fit, or comes too late. `missing-field`: it needs a reason.":
            "`status`: không hợp, hoặc đã muộn. `missing-field`: cần lý do.",
        "The whole.": "Toàn bộ.", "The part.": "Phần đã hỏi.",
        "The range lies behind the end.": "Khoảng nằm sau cuối tệp.",
        "Whether the gateway can do its work: it has just read, written a transaction and a file to the disk, and found room. The finding is a few seconds old at most.":
            "Cổng có làm việc được không: vừa đọc, vừa ghi một giao dịch và một tệp xuống đĩa, và còn đủ chỗ. Kết quả cũ nhất vài giây.",
        "It can.": "Được.", "It cannot.": "Không được.", "ready": "ready", "unavailable": "unavailable",
        "What keeps it from it": "Điều gì ngăn cản",
        "This description.": "Bản mô tả này.",
        "The description as pages to read: all calls on this one.":
            "Bản mô tả cho người đọc: trang này ghi mọi lời gọi.",
        "What there is to know of some calls, or of the shapes (`schemas`).":
            "Mọi điều cần biết về một nhóm lời gọi, hoặc về cấu trúc dữ liệu (`schemas`).",
        "As `/docs` leads there.": "Như `/docs` dẫn tới.", "There is no such part.": "Không có phần này.",
        "The page.": "Trang này.",
        // Of the members of shapes.
        "`after` of the next call": "`after` của lần gọi sau",
        "Mã định danh văn bản": "Mã định danh văn bản", "Số, ký hiệu": "Số, ký hiệu",
        "Of a status: what it reports": "Của trạng thái: báo gì", "Of a status: about what": "Của trạng thái: về gì",
        "`sent`: the hub has it": "`sent`: trục đã nhận", "At the hub": "Tại trục", "Why not": "Vì sao không",
        "Vietnamese": "Tiếng Việt", "English": "Tiếng Anh", "Code of an agency": "Mã định danh cơ quan",
        "`done`: its system has it, byte for byte; `fail`: it cannot take it":
            "`done`: hệ thống nơi nhận đã có, đúng từng byte; `fail`: không nhận được",
        "`01` to `06`: what people there do with it": "`01` đến `06`: ở đó đang xử lý thế nào",
        "Of the delivery at the hub": "Của lần giao tại trục", "Of the package": "Của gói tin",
        "With 02 and 16: always": "Với 02 và 16: bắt buộc", "Who did it": "Người làm",
        "When it was done; missing: now": "Làm lúc nào; thiếu: bây giờ", "about:blank": "about:blank",
        "Stable: the only part that a program may branch on": "Không đổi: phần duy nhất chương trình được dựa vào",
        "Element path, header or parameter": "Đường dẫn phần tử, tiêu đề hoặc tham số",
        "In the package": "Trong gói tin", "Names the request in the log": "Tên của lời gọi trong nhật ký",
    ]

    /// The codes that the gateway adds to those of a package; what is wrong with a package has the codes of the format.
    static let codes: [(code: Fault.Code, vietnamese: String, english: String)] = [
        (.unauthenticated, "Thiếu hoặc sai mã.", "No token, or a wrong one."),
        (.forbidden, "Cổng không gửi thay cơ quan này.", "The gateway does not send for this agency."),
        (.notFound, "Không có.", "There is none."),
        (.unreachable, "Cổng đang dừng; gọi lại sau.", "The gateway is stopping; try again later."),
        (.invalidRequest, "Lời gọi thiếu hoặc sai tham số.", "A parameter is missing or wrong."),
        (.conflict, "Trái với điều đã ghi trước.", "It contradicts what was done before."),
        (.tooLarge, "Quá lớn.", "It is too large."),
        (.unsupported, "Tệp chạy được, hoặc loại không nhận.", "A program, or something that is not taken."),
        (.attachmentMismatch, "Danh sách tệp không khớp, hoặc tệp rỗng.", "Files and list differ, or a file is empty."),
        (.unsafeName, "Tên tệp không an toàn.", "The name of a file is unsafe."),
        (.missingField, "Thiếu một trường bắt buộc.", "A required field is missing."),
        (.badFormat, "Giá trị sai dạng.", "A value is not of the form that is needed."),
        (.secret, "Văn bản có dấu chỉ độ mật.", "The document bears a secrecy mark."),
        (.status, "Trạng thái không dùng được ở đây.", "The status does not fit here."),
        (.diskFull, "Đĩa đầy; chưa giữ gì.", "The disk is full; nothing was kept."),
        (.internalFault, "Cổng gặp lỗi bên trong; gọi lại sau.", "Something failed inside; try again."),
    ]
}
