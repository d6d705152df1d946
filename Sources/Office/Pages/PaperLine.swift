import Exchange
import Pages

/// A receiver on paper as a row beside those of the exchange.
enum PaperLine {
    static func row(_ recipient: PaperRecipient) -> RecipientLine {
        let isSent = !recipient.sendings.isEmpty
        let sendings = recipient.sendings.map { sending -> HTML in
            " <small class=\"small quiet\">\(Shown.date(sending.on)), \(OutgoingWords.way(sending.way).lowercased())</small>"
        }
        return RecipientLine(
            recipient.name, under: ["Ngoài hệ thống"],
            sending: Mark(isSent ? .done : .none, isSent ? "Đã gửi giấy" : "Gửi giấy: chưa gửi", wrap: true),
            sendingDetails: "\(sendings)", handling: Mark(.none, "Không theo dõi"),
            at: recipient.sendings.last.map { Shown.date($0.on) } ?? "",
            attributes: " data-paper=\"\(isSent ? "sent" : "none")\"")
    }
}
