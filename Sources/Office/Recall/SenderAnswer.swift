import Pages
import Web

/// What the clerk answers a sender who asks a document back or corrects it: yes (15), or no with a reason (16).
enum SenderAnswer {
    static let agree = "agree"
    static let decline = "decline"

    /// Which button was pressed; `buttons` says which there are.
    static func agrees(_ fields: FormFields, _ buttons: String) throws(FormFault) -> Bool {
        switch fields.text("answer") {
        case Self.agree: true
        case Self.decline: false
        default: throw FormFault("reason", buttons)
        }
    }

    /// The reason in the form of an answer.
    static func reason(_ fields: FormFields?, _ fault: FormFault?) -> HTML {
        Field(
            "reason", "Ý kiến của cơ quan ta", .area(value: fields?.text("reason") ?? "", rows: 3, maximum: 1000),
            hint: "Bắt buộc khi từ chối, từ 10 đến 1.000 ký tự; nơi gửi sẽ đọc đúng câu này.", error: fault?.sentence
        ).html
    }
}
