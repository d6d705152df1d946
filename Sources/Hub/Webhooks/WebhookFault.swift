import Exchange

enum WebhookFault {
    static let none = Fault(
        .notFound, vi: "Hệ thống này chưa có địa chỉ gọi báo. Đơn vị vận hành trục đặt địa chỉ.",
        en: "This system has no webhook. The hub's operator sets one.")
}
