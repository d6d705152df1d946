import Exchange

enum WebhookFault {
    static let address = Fault(
        .invalidRequest, vi: "Địa chỉ gọi báo phải là https://… (http:// chỉ với 127.0.0.1).",
        en: "A webhook needs an https address; http is for 127.0.0.1 only.", place: "url")

    static let none = Fault(
        .notFound, vi: "Hệ thống này chưa có địa chỉ gọi báo. Đơn vị vận hành trục đặt địa chỉ.",
        en: "This system has no webhook. The hub's operator sets one.")
}
