import Exchange
import Web

extension APIAct {
    /// Urging the receivers of issued documents (đôn đốc nơi nhận).
    static let urging: [APIAct] = [
        APIAct(
            path: "urging", id: "urge", vietnamese: "Đôn đốc nơi nhận",
            english:
                "Urges receivers, at most \(UrgingRule.maximumLines), and drafts the letter that tells them, which `location` names.",
            fields: [
                (
                    "line",
                    .list(.text("`pick` of a line as read: somebody who urged it meanwhile is not urged over unseen"))
                ),
                ("kind", .choice(ReminderKind.allCases.map(\.rawValue), "How firmly")),
                ("text", .text("The receivers read it, at most \(UrgingRule.maximumCharacters) characters")),
                ("approver?", .text("Of a clerk, required: id of who signs the letter; a leader signs it")),
                ("drafter?", .text("Of a leader, required: id of who goes on with the letter; a clerk does it")),
            ]
        ) { try await UrgingActs(office: $0.office).urge($0.fields, by: $0.person) }
    ]
}
