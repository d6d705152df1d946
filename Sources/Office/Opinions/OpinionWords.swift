/// The words of opinions.
enum OpinionWords {
    static func answer(_ answer: Opinion.Answer) -> String {
        switch answer {
        case .agree: "Đồng ý"
        case .disagree: "Không đồng ý"
        case .other: "Ý kiến khác"
        }
    }
}
