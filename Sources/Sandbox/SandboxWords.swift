/// What the sandbox says to people.
enum SandboxWords {
    static let title = "Hộp cát"
    static let letterhead = ["Trục liên thông văn bản", "Hộp cát"]
    static let lead =
        "Một trục và hai văn phòng trên máy này, để phần mềm của bạn gặp trước những sự cố sẽ gặp khi chạy thật."
    static let switches = "Công tắc sự cố"
    static let clock = "Đồng hồ"
    static let addresses = "Địa chỉ"
    static let on = "Đang bật"
    static let off = "Đang tắt"
    static let turnOn = "Bật"
    static let turnOff = "Tắt"
    static let clockSentence =
        "Trục và hai văn phòng chạy theo đồng hồ này; trục nghi ngờ đồng hồ nhảy quá 24 giờ một lần và chưa cho gì hết hạn trong một ngày sau đó."
    static let hours = "Số giờ đi tới"
    static let hoursHint = "Từ 1 giờ; 24 giờ là một ngày"
    static let forward = "Cho đồng hồ đi tới"
    static let real = "Về giờ thật"

    static func shown(_ trouble: HubTrouble, on: Bool) -> Switch {
        switch trouble {
        case .unavailable:
            Switch(
                id: trouble.rawValue, title: "Trục bảo trì",
                sentence: "Mọi lời gọi đến trục được trả lời 503 và không đến trục.",
                english: "Every call is answered with 503 and does not reach the hub.", on: on)
        case .cut:
            Switch(
                id: trouble.rawValue, title: "Mất kết nối",
                sentence: "Trục nhận cuộc gọi rồi cắt kết nối, không trả lời.",
                english: "The connection of every call is cut; there is no answer.", on: on)
        case .slow:
            Switch(
                id: trouble.rawValue, title: "Trục chậm",
                sentence: "Mọi lời gọi chờ 5 giây rồi mới được xử lý.",
                english: "Every call waits for five seconds before the hub sees it.", on: on)
        }
    }

    static func toldTwice(_ id: String, on: Bool) -> Switch {
        Switch(
            id: id, title: "Báo hai lần",
            sentence:
                "Xác nhận đầu tiên của mỗi gói được trả lời là xong rồi bị quên, như khi trục phục hồi từ bản sao: gói đó lại có trong hộp nhận.",
            english:
                "The first acknowledgement of each delivery is answered and then forgotten, as by a hub that was restored: it is listed again.",
            on: on)
    }

    static func down(_ id: String, name: String, on: Bool) -> Switch {
        Switch(
            id: id, title: "Văn phòng ngừng: \(name)",
            sentence: "Văn phòng tắt ngay như khi mất điện; bật lại thì chạy tiếp trên dữ liệu cũ.",
            english: "The office ends at once, as when the power fails; it comes back on its data.", on: on)
    }
}
