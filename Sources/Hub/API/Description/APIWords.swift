/// What the description of the API says in English, in Vietnamese: the description itself stays short, and OpenAPI, which has one sentence for each
/// place, tells English. A test finds what is not here.
enum APIWords {
    /// Nil when the sentence has not been put into Vietnamese.
    static func vietnamese(_ english: String) -> String? { self.sentences[english] ?? self.notes[english] }

    /// Of calls, parameters and answers.
    private static let sentences: [String: String] = [
        "SHA-256 of the package (RFC 9530). What does not fit it is not taken.":
            "SHA-256 của gói tin (RFC 9530). Không khớp thì không nhận.",
        "Sends a package. When the answer is 201 or 200, bytes and rows are on disk. The same bytes again get the first receipt, byte for byte: to try again is always safe.":
            "Gửi một gói tin. Khi câu trả lời là 201 hoặc 200 thì gói tin đã nằm trên đĩa. Gửi lại đúng những byte ấy sẽ nhận lại đúng biên nhận đầu: gửi lại luôn an toàn.",
        "One package is taken in under one key; another one under the same key is a conflict.":
            "Mỗi khóa chỉ nhận một gói tin; gói khác cùng khóa bị từ chối. 1–255 ký tự ASCII.",
        "The package as it is.": "Gói tin, nguyên vẹn.",
        "What became of a package: for each receiver the transport state and every status that came back.":
            "Gói tin đã đến đâu: với từng nơi nhận, tình hình giao và mọi trạng thái đã báo về.",
        "How much has arrived.": "Số byte trục đã nhận.",
        "Begins to send a large package in pieces. An upload lives for a day.":
            "Bắt đầu gửi một gói tin lớn từng phần. Lần gửi được giữ một ngày.",
        "Size of the whole package.": "Kích thước cả gói tin.",
        "SHA-256 of the whole package (RFC 9530).": "SHA-256 của cả gói tin (RFC 9530).",
        "Asks how much has arrived: `Upload-Offset`.": "Hỏi trục đã nhận bao nhiêu byte: `Upload-Offset`.",
        "Appends at `Upload-Offset`. The last piece sends the package.":
            "Nối tiếp tại `Upload-Offset`. Phần cuối cùng gửi gói tin đi.",
        "The next bytes, as many as one likes.": "Những byte tiếp theo, bao nhiêu tùy ý.",
        "Gives an upload up.": "Bỏ lần gửi từng phần; những gì đã nhận bị xóa.",
        "What became of everything that the agencies of this system sent, in the order of the evidence log: waiting, taken, failed with its cause, waiting again. Ask with `next` of the last answer.":
            "Mọi gói tin các cơ quan của hệ thống đã gửi nay ra sao, theo thứ tự sổ bằng chứng: đang chờ, đã nhận, lỗi và nguyên nhân, chờ lại. Lần sau hỏi bằng `next` của câu trả lời trước.",
        "Only what came behind it; missing or -1 begins at the first.":
            "Chỉ những gì sau số này; thiếu hoặc -1: từ đầu.",
        "How many.": "Bao nhiêu mục.",
        "Answers as soon as there is something, at the latest after so long.":
            "Trả lời ngay khi có gì mới, chậm nhất sau chừng ấy giây.",
        "What waits for the agencies of this system, in the order of arrival. Reading changes nothing. With `Accept: text/event-stream` the same as server-sent events, each with its cursor as id.":
            "Những gì đang chờ các cơ quan của hệ thống, theo thứ tự đến. Xem không làm thay đổi gì. Với `Accept: text/event-stream`, cùng nội dung ấy đến dưới dạng server-sent events, mỗi sự kiện mang con trỏ làm id.",
        "Only what came behind it; 0 shows all.": "Chỉ những gì sau con trỏ này; 0: tất cả.",
        "Of server-sent events: where the stream was cut.": "Của server-sent events: luồng bị cắt ở đâu.",
        "The package, byte for byte as it was sent. `Range` fetches a part.":
            "Gói tin, đúng từng byte như lúc gửi. `Range` tải một phần.",
        "One range (RFC 9110).": "Một khoảng (RFC 9110).",
        "The whole package.": "Cả gói tin.",
        "The part.": "Phần đã hỏi.",
        "Ends the delivery: `done` when the package is safe with the receiver, `fail` when it cannot be taken. The hash proves which bytes are meant. To repeat it changes nothing.":
            "Kết thúc việc giao: `done` khi nơi nhận đã giữ gói tin an toàn, `fail` khi không nhận được. Mã băm chứng minh đang nói về byte nào. Gọi lại không thay đổi gì.",
        "A receipt for everything that happened to a package, for its sender and for its receivers.":
            "Biên nhận cho mọi việc đã xảy ra với một gói tin, cho nơi gửi và các nơi nhận.",
        "Only later ones.": "Chỉ những việc sau số này.",
        "The hub's signed word about its whole log. Keep one: it proves any later change.":
            "Lời cam kết có chữ ký của trục về cả sổ. Giữ lại một mốc: nó làm lộ mọi sửa đổi về sau.",
        "That the log of `from` entries is the beginning of the log of `to` entries (RFC 9162).":
            "Rằng sổ có `from` mục chính là phần đầu của sổ có `to` mục (RFC 9162).",
        "Of the old checkpoint.": "Số mục của mốc cũ.",
        "Of the new checkpoint.": "Số mục của mốc mới.",
        "Where the hub tells this system what comes, and how that goes. The operator sets it. Calls are signed as Standard Webhooks has it.":
            "Trục gọi báo cho hệ thống này ở đâu, và việc ấy thế nào. Người vận hành đặt địa chỉ. Lời gọi được ký theo Standard Webhooks.",
        "One signed call, now. A success takes up a webhook that was given up.":
            "Một lời gọi có chữ ký, ngay bây giờ. Thành công thì nối lại địa chỉ đã bị bỏ.",
        "Tells again what waits behind a cursor.": "Gọi báo lại những gì còn chờ sau một con trỏ.",
        "0 tells all again.": "0: báo lại tất cả.",
        "The directory page by page, or what fits the words of `find`.":
            "Danh bạ, từng trang; hoặc những cơ quan khớp các từ của `find`.",
        "Code or words of the name; marks do not matter, đ is d.": "Mã, hoặc các từ trong tên; không cần dấu, đ như d.",
        "`next` of the page before.": "`next` của trang trước.",
        "One agency, by its old or new code, today or as the directory had it on a day.":
            "Một cơ quan, theo mã mới hay mã cũ, hôm nay hoặc như danh bạ ghi vào một ngày.",
        "At the end of that day.": "Vào cuối ngày ấy.",
        "Whether the hub can do its work.": "Trục có làm việc được không.",
        "This description.": "Bản mô tả này.",
        "No token and no certificate, or a wrong one.": "Thiếu hoặc sai mã truy cập, chứng thư.",
        "The sender in the package is not an agency of this system.":
            "Nơi gửi trong gói tin không phải cơ quan của hệ thống này.",
        "`duplicate-document`: a receiver has a document of this id already. `conflict`: the key stands for another package.":
            "`duplicate-document`: một nơi nhận đã có văn bản mang mã này. `conflict`: khóa đã dùng cho gói tin khác.",
        "The package is larger than the hub takes.": "Gói tin lớn hơn mức trục nhận.",
        "The package is refused; `code`, `place` and `line` tell why.":
            "Gói tin bị từ chối; `code`, `place`, `line` nói vì sao.",
        "Too much at once; `Retry-After` tells when to try again.":
            "Quá nhiều cùng lúc; `Retry-After` nói khi nào gọi lại.",
        "The hub's disk is full; nothing was kept.": "Đĩa của trục đầy; chưa giữ gì.",
        "Taken in: the receipt.": "Đã nhận: biên nhận.",
        "Taken in before: the same receipt.": "Đã nhận từ trước: đúng biên nhận ấy.",
        "The digest is missing or is not that of the body.": "Thiếu mã băm, hoặc mã băm không phải của nội dung.",
        "No such package of this system.": "Hệ thống không có gói tin này.",
        "Begun: `Location` names it, `Upload-Offset` how much has arrived.":
            "Đã bắt đầu: `Location` là địa chỉ, `Upload-Offset` là phần đã nhận.",
        "Taken in before: the receipt.": "Đã nhận từ trước: biên nhận.",
        "A header is missing.": "Thiếu một trường của tiêu đề.",
        "No such upload of this system.": "Hệ thống không có lần gửi từng phần này.",
        "More is awaited.": "Còn chờ phần sau.",
        "`Upload-Offset` is missing.": "Thiếu `Upload-Offset`.",
        "A parameter is no number in its range.": "Tham số không phải số, hoặc ngoài khoảng cho phép.",
        "Too many calls of this system wait.": "Hệ thống có quá nhiều lời gọi đang chờ.",
        "No such delivery for this system.": "Hộp nhận của hệ thống không có gói này.",
        "The range lies behind the end.": "Khoảng nằm sau cuối gói tin.",
        "The body is not understood.": "Không hiểu được nội dung.",
        "It was acknowledged with the other outcome.": "Đã xác nhận với kết quả khác.",
        "The hash is another one.": "Mã băm của gói khác.",
        "The log is empty.": "Sổ còn trống.",
        "The log is not that long.": "Sổ chưa dài đến thế.",
        "None is set.": "Chưa đặt địa chỉ.",
        "`after` is no number.": "`after` không phải số.",
        "`limit` is out of range.": "`limit` ngoài khoảng cho phép.",
        "`on` is no day.": "`on` không phải ngày.",
        "The directory has no such code on that day.": "Danh bạ không có mã này vào ngày đó.",
        "The package is refused; `code`, `place` and `line` tell why. `malware`: a file of it holds some.":
            "Gói tin bị từ chối; `code`, `place` và `line` cho biết vì sao. `malware`: có tệp chứa mã độc.",
        "`too-many-requests`: too much at once. `quota-exceeded`: the system has sent what it may on this day. `Retry-After` tells when to try again.":
            "`too-many-requests`: quá nhiều cùng lúc. `quota-exceeded`: hệ thống đã gửi hết hạn mức trong ngày. `Retry-After` cho biết khi nào thử lại.",
        "`cannot-write`: the hub cannot write at the moment. `scanner-unavailable`: its malware scanner gave no clear answer. Nothing was kept; try again later.":
            "`cannot-write`: trục chưa ghi được. `scanner-unavailable`: máy quét mã độc của trục chưa trả lời rõ. Chưa giữ gì; thử lại sau.",
        "`package-removed`: it was taken more than a year ago and the file is no longer kept.":
            "`package-removed`: đã nhận từ hơn một năm trước, tệp không còn được lưu.",
        "Some of the receivers that the package names; missing: all of them. The same bytes again with others reach those too, under the same receipt. A status goes to whom it answers, whatever stands here.":
            "Một số nơi nhận trong gói tin; thiếu: tất cả. Gửi lại đúng những byte ấy cho nơi khác thì nơi ấy cũng nhận, cùng một biên nhận. Trạng thái luôn đến nơi nó trả lời.",
        "It can.": "Được.",
        "It cannot.": "Không được.",
        "Whether the hub can do its work: it has just read, written a transaction and a file to the disk, and found room. The finding is a few seconds old at most.":
            "Trục có làm việc được không: vừa đọc, vừa ghi một giao dịch và một tệp xuống đĩa, và còn chỗ. Kết quả cũ nhất vài giây.",
        "By which hash the caller knows the entry `after`.": "Mã băm mà hệ thống gọi biết về mục `after`.",
        "The entry `after` is another one: the hub was restored from a backup. Begin again.":
            "Mục `after` nay là mục khác: trục đã được phục hồi từ bản sao lưu. Đọc lại từ đầu.",
        "The description as pages to read: all calls on this one.":
            "Bản mô tả cho người đọc: trang này ghi mọi lời gọi.",
        "What there is to know of some calls, or of the shapes (`schemas`).":
            "Mọi điều cần biết về một nhóm lời gọi, hoặc về cấu trúc dữ liệu (`schemas`).",
        "As `/docs` leads there.": "Như `/docs` dẫn tới.", "There is no such part.": "Không có phần này.",
        "The page.": "Trang này.",
    ]

    /// Of the members of shapes.
    private static let notes: [String: String] = [
        "Answered with 2xx": "Được trả lời bằng 2xx",
        "Why not": "Vì sao không",
        "SHA-256, 64 hexadecimal digits": "SHA-256, 64 chữ số thập lục phân",
        "Code of an agency": "Mã định danh cơ quan",
        "`after` of the next page; null on the last": "`after` của trang sau; null ở trang cuối",
        "Which entry of the evidence log it is": "Mục thứ mấy của sổ bằng chứng",
        "Signed: hub, size, root, time": "Có chữ ký: trục, số mục, gốc, thời điểm",
        "By the hub's clock": "Theo đồng hồ của trục",
        "Made by the hub": "Do trục cấp",
        "Mã định danh văn bản": "Mã định danh văn bản",
        "Codes of the receivers; of one delivery its one receiver": "Mã các nơi nhận; của một lần giao: nơi nhận ấy",
        "Of the package": "Của gói tin",
        "Who called": "Hệ thống đã gọi",
        "Of a refusal": "Khi từ chối",
        "Số, ký hiệu": "Số, ký hiệu",
        "Day": "Ngày",
        "0 to 4": "0 đến 4",
        "Of a replacement: which documents at whom": "Khi thay thế: văn bản nào, ở nơi nào",
        "From before the log": "Có từ trước khi có sổ",
        "Of a status: what it reports and what it changed": "Của trạng thái: báo gì và đã đổi gì",
        "Of the entry in the evidence log": "Của mục trong sổ bằng chứng",
        "Of a failure": "Khi lỗi",
        "`after` of the next call": "`after` của lần gọi sau",
        "The closed agency that the package names, when `organ` stands in for it":
            "Cơ quan đã đóng mà gói tin ghi, khi `organ` nhận thay",
        "The closed agency that the package names, when `to` stands in for it":
            "Cơ quan đã đóng mà gói tin ghi, khi `to` nhận thay",
        "`mark` of the last answer": "`mark` của câu trả lời trước",
        "`mark` of the next call: hash of the entry `next`; missing while the log is empty":
            "`mark` của lần gọi sau: mã băm của mục `next`; không có khi sổ còn trống",
        "Names the request in the hub's log: tell it to the operator":
            "Tên của lời gọi trong nhật ký trục: báo cho người vận hành",
        "What keeps it from it": "Điều ngăn trở",
        "unavailable": "unavailable", "CODE,CODE": "MÃ,MÃ",
        "Behind the hub above: `processing` means that this one has taken it in":
            "Ở sau trục cấp trên: `processing` nghĩa là trục ấy đã nhận vào",
        "The malware scanner; without it documents are not taken in.":
            "Máy quét mã độc; thiếu nó thì văn bản không được nhận vào",
        "The malware scanner": "Máy quét mã độc",
        "By the reporter's clock": "Theo đồng hồ nơi báo",
        "Grows, never comes again": "Chỉ tăng, không lặp lại",
        "Of a status: what it reports on": "Của trạng thái: văn bản được báo",
        "Of a failure: a word such as bad-zip": "Khi lỗi: một từ như bad-zip",
        "Of a failure: for people": "Khi lỗi: cho người đọc",
        "Everything up to it has been told": "Đã báo đến hết con trỏ này",
        "In a row": "Liên tiếp",
        "Given up after five days": "Bị bỏ sau năm ngày",
        "English": "Tiếng Anh",
        "Vietnamese": "Tiếng Việt",
        "Stable: the only part that a program may branch on": "Không đổi: chỉ phần này cho chương trình rẽ nhánh",
        "Element path, header or parameter": "Đường dẫn phần tử, tiêu đề hoặc tham số",
        "In the package": "Trong gói tin",
        "It waits for the receiver, the receiver has it, the receiver cannot take it":
            "Chờ nơi nhận, nơi nhận đã có, nơi nhận không nhận được",
        "Has its system got it?": "Hệ thống nơi nhận đã có chưa",
        "Of a recall or an update, or after 13: the answer": "Khi thu hồi, cập nhật hoặc sau mã 13: câu trả lời",
        "Nothing more is expected": "Không còn chờ gì nữa",
        "What has not happened yet": "Việc chưa xảy ra",
        "What it changed": "Đã đổi gì",
        "What happened, after ETSI EN 319 522-1": "Việc đã xảy ra, theo ETSI EN 319 522-1",
        "In the directory": "Trong danh bạ",
        "ready": "ready", "Base64": "Base64", "01 … 16": "01 … 16", "about:blank": "about:blank",
    ]
}
