/// What only people can do at a system under trial.
package enum TrialAct: Sendable {
    case register(TrialPaper)
    case refuse(TrialPaper)
    case assign(TrialPaper)
    case begin(TrialPaper)
    case finish(TrialPaper)
    case agreeToRecall(TrialPaper)
    case declineRecall(TrialPaper)
    /// Publish a new document with this subject, to the agency with this code.
    case publish(subject: String, to: String)
    /// Publish a reply to the document.
    case reply(TrialPaper, subject: String)
    /// Ask back what was published with this subject.
    case recall(subject: String)
    /// Tắt hệ thống: it fetches nothing until it is switched on again.
    case switchOff
    case switchOn
    /// Tắt trục: nobody reaches it until it is switched on again.
    case switchHubOff
    case switchHubOn

    /// Whether no page does it: whoever runs the system is asked, also of an office of ours.
    package var isOfOperators: Bool {
        switch self {
        case .switchOff, .switchOn, .switchHubOff, .switchHubOn: true
        default: false
        }
    }

    /// For whoever is asked.
    package var told: String {
        switch self {
        case .register(let paper): "Vào sổ văn bản đến \(paper)."
        case .refuse(let paper): "Trả lại nơi gửi văn bản đến \(paper), ghi lý do."
        case .assign(let paper): "Trình, bút phê, phân công văn bản đến \(paper)."
        case .begin(let paper): "Bắt đầu xử lý văn bản đến \(paper)."
        case .finish(let paper): "Hoàn thành văn bản đến \(paper)."
        case .agreeToRecall(let paper): "Đồng ý trả lại văn bản đến \(paper) theo yêu cầu thu hồi."
        case .declineRecall(let paper): "Từ chối yêu cầu thu hồi văn bản đến \(paper), ghi lý do."
        case .publish(let subject, let to):
            "Phát hành một văn bản có trích yếu “\(subject)”, gửi \(to), kèm tệp PDF đã ký số."
        case .reply(let paper, let subject): "Phát hành văn bản trả lời \(paper), trích yếu “\(subject)”."
        case .recall(let subject): "Gửi yêu cầu thu hồi văn bản đi có trích yếu “\(subject)”."
        case .switchOff: "Tắt hệ thống, hoặc ngắt hệ thống khỏi trục, đến khi được đề nghị bật lại."
        case .switchOn: "Bật hệ thống trở lại."
        case .switchHubOff: "Tắt trục, hoặc ngắt trục khỏi mạng, đến khi được đề nghị bật lại."
        case .switchHubOn: "Bật trục trở lại, sau khi các bên đã phát hành văn bản vừa được đề nghị."
        }
    }
}

/// A document of the tester, as people find it.
package struct TrialPaper: Sendable, CustomStringConvertible {
    package let documentID: String
    package let code: String
    package let subject: String
    package var description: String { "\(self.code) “\(self.subject)”" }
}

/// Whoever does what only people can do: people who are asked and need their time, or an office of ours by its pages.
package protocol TrialPeople: Sendable {
    /// Asks for an act at the system of `organ`. Returns when it was asked for; that it was done is seen at the hub.
    /// Throws when it cannot be done there at all.
    func ask(_ act: TrialAct, at organ: String) async throws
}
