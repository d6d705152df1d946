/// One thing that a trial looks at. Where it comes from is the clause of the rule; `must` stands in a rule, `should` is what users expect.
package struct TrialCheck: Sendable, Equatable {
    package let id: String
    package let part: Part
    package let level: Level
    package let clause: String
    /// What is expected, one sentence.
    package let expected: String

    package enum Part: String, Sendable, CaseIterable {
        case receiving, following, sending, trouble, together

        package var title: String {
            switch self {
            case .receiving: "Nhận văn bản"
            case .following: "Theo dõi trạng thái"
            case .sending: "Gửi văn bản"
            case .trouble: "Sự cố"
            case .together: "Hai hệ thống với nhau"
            }
        }
    }

    package enum Level: String, Sendable {
        case must, should
    }

    private init(_ id: String, _ part: Part, _ level: Level, _ clause: String, _ expected: String) {
        self.id = id
        self.part = part
        self.level = level
        self.clause = clause
        self.expected = expected
    }

    package static let all = [
        Self.delivered, .arrived, .fileKinds, .letters, .urgent, .severalReceivers, .large,
        .accepted, .assigned, .inProgress, .finished, .order, .once, .clock, .staff, .refused, .recallAgreed,
        .recallDeclined, .update,
        .replacement,
        .sent, .readable, .identity, .files, .signatures, .reply, .recallSent,
        .repeated, .sentAnew, .unknownStatus, .badPackage, .unknownReceiver, .wrongSecret, .expiredCertificate,
        .switchedOff, .hubOff,
        .exchanged, .told,
    ]

    // Receiving
    package static let delivered = Self(
        "N1", .receiving, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.3",
        "Văn bản thường được lấy về và xác nhận trong thời gian chờ.")
    package static let arrived = Self(
        "N2", .receiving, .must, "NĐ 30/2020/NĐ-CP, Điều 21; QCVN 102",
        "Trạng thái 01 tự về, đúng mã văn bản, đúng nơi gửi.")
    package static let fileKinds = Self(
        "N3", .receiving, .must, "QCVN 102",
        "Gói tin có PDF, DOCX, XLSX, XML, PNG, ZIP, văn bản thô được lấy về và báo 01.")
    package static let letters = Self(
        "N4", .receiving, .must, "QCVN 102",
        "Tiếng Việt dựng sẵn và tổ hợp trong trích yếu, tên tệp được nhận như nhau.")
    package static let urgent = Self(
        "N5", .receiving, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.2", "Văn bản hỏa tốc được lấy về và báo 01.")
    package static let severalReceivers = Self(
        "N6", .receiving, .must, "QCVN 102", "Văn bản gửi nhiều nơi được lấy về và báo 01.")
    package static let large = Self(
        "N7", .receiving, .should, "Thực tế sử dụng", "Văn bản có tệp 400 kB, 5 MB, 20 MB được lấy về và báo 01.")
    // Following
    package static let accepted = Self(
        "T1", .following, .must, "QĐ 28/2018/QĐ-TTg, Điều 9.2", "Vào sổ thì trạng thái 03 tự về.")
    package static let assigned = Self(
        "T2", .following, .must, "QĐ 28/2018/QĐ-TTg, Điều 9.2", "Phân công thì trạng thái 04 tự về.")
    package static let inProgress = Self(
        "T3", .following, .must, "QĐ 28/2018/QĐ-TTg, Điều 9.2", "Bắt đầu xử lý thì trạng thái 05 tự về.")
    package static let finished = Self(
        "T4", .following, .must, "QĐ 28/2018/QĐ-TTg, Điều 9.2", "Hoàn thành thì trạng thái 06 tự về.")
    package static let order = Self(
        "T5", .following, .must, "QCVN 102", "Các trạng thái về theo thứ tự 01, 03, 04, 05, 06.")
    package static let once = Self(
        "T6", .following, .must, "QCVN 102", "Không trạng thái nào của một văn bản về hai lần (05 được lặp).")
    package static let clock = Self(
        "T7", .following, .must, "QCVN 102", "Thời điểm trong trạng thái lệch đồng hồ của trục không quá 5 phút.")
    package static let staff = Self(
        "T8", .following, .should, "QCVN 102", "Trạng thái 02 trở đi cho biết người và phòng xử lý.")
    package static let refused = Self(
        "T9", .following, .must, "QĐ 28/2018/QĐ-TTg, Điều 4", "Trả lại thì 02 về, có lý do từ 10 ký tự.")
    package static let recallAgreed = Self(
        "T10", .following, .must, "NĐ 30/2020/NĐ-CP, Điều 18.4", "Đồng ý thu hồi thì 15 về.")
    package static let recallDeclined = Self(
        "T11", .following, .must, "NĐ 30/2020/NĐ-CP, Điều 18.4", "Từ chối thu hồi thì 16 về, có lý do.")
    package static let update = Self(
        "T12", .following, .must, "QCVN 102", "Gói tin cập nhật được lấy về, hoặc bị từ chối có lý do.")
    package static let replacement = Self(
        "T13", .following, .must, "NĐ 30/2020/NĐ-CP, Điều 18.3", "Văn bản thay thế được lấy về và báo 01.")
    // Sending
    package static let sent = Self(
        "G1", .sending, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.2", "Văn bản phát hành đến nơi nhận trong thời gian chờ.")
    package static let readable = Self(
        "G2", .sending, .must, "QCVN 102", "Gói tin đọc được, không có điểm lạ.")
    package static let identity = Self(
        "G3", .sending, .must, "QCVN 102; QĐ 20/2020/QĐ-TTg",
        "Mã nơi gửi là mã của cơ quan; mã định danh, số ký hiệu, ngày khớp nhau.")
    package static let files = Self(
        "G4", .sending, .must, "QCVN 102", "Có ít nhất một tệp; nội dung đúng loại tệp mà tên nói.")
    package static let signatures = Self(
        "G5", .sending, .should, "NĐ 30/2020/NĐ-CP, Điều 5", "Trong tệp PDF có chữ ký số.")
    package static let reply = Self(
        "G6", .sending, .must, "QCVN 102", "Văn bản trả lời nêu đúng văn bản được trả lời.")
    package static let recallSent = Self(
        "G7", .sending, .must, "NĐ 30/2020/NĐ-CP, Điều 18.4",
        "Yêu cầu thu hồi đến nơi nhận, nêu đúng văn bản và có lý do.")
    // Trouble
    package static let repeated = Self(
        "S1", .trouble, .must, "Yêu cầu của trục",
        "Gói tin gửi lại nguyên vẹn được trả lời như lần đầu, nơi nhận không báo 01 lần nữa.")
    package static let sentAnew = Self(
        "S2", .trouble, .must, "Yêu cầu của trục",
        "Văn bản đã có mà gửi lại trong gói tin khác không làm nghẽn: gói tin sau vẫn được lấy.")
    package static let unknownStatus = Self(
        "S3", .trouble, .must, "Yêu cầu của trục",
        "Trạng thái của văn bản không có không làm nghẽn: gói tin sau vẫn được lấy.")
    package static let badPackage = Self(
        "S4", .trouble, .must, "QCVN 102", "Trục từ chối gói tin hỏng, có mã lỗi.")
    package static let unknownReceiver = Self(
        "S5", .trouble, .must, "QĐ 20/2020/QĐ-TTg", "Trục từ chối gói tin đến mã không có trong danh bạ.")
    package static let wrongSecret = Self(
        "S6", .trouble, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.1", "Trục từ chối hệ thống không chứng minh được mình là ai.")
    package static let expiredCertificate = Self(
        "S7", .trouble, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.1", "Trục từ chối hệ thống có chứng thư đã hết hạn.")
    package static let switchedOff = Self(
        "S8", .trouble, .must, "Yêu cầu của trục",
        "Gói tin gửi khi hệ thống tắt chờ ở trục, bên gửi thấy đang chờ; bật lại thì hệ thống tự lấy và báo 01.")
    package static let hubOff = Self(
        "S9", .trouble, .must, "Yêu cầu của trục",
        "Văn bản phát hành khi trục tắt chờ ở hệ thống; trục bật lại thì tự gửi đi.")
    // Together
    package static let exchanged = Self(
        "H1", .together, .must, "QĐ 28/2018/QĐ-TTg, Điều 6.3", "Văn bản của bên này đến hệ thống của bên kia.")
    package static let told = Self(
        "H2", .together, .must, "QĐ 28/2018/QĐ-TTg, Điều 9.2", "Bên gửi biết qua trục: đã đến (01), đã tiếp nhận (03).")
}
