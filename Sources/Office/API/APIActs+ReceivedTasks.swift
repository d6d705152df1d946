import Exchange
import Web

extension APIAct {
    private static func step(
        _ act: ReceivedTaskAct, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)] = []
    ) -> APIAct {
        APIAct(
            path: "incoming/{id}/received-tasks/{task}/\(act.rawValue)", id: id, vietnamese: vietnamese,
            english: english, fields: fields
        ) {
            try await ReceivedTaskActs(office: $0.office).perform(act, on: $0.part, of: $0.id, $0.fields, by: $0.person)
        }
    }

    private static let told: (name: String, schema: APISchema) = (
        "text", .text("Whoever gave the task reads it; at most \(TaskReport.maximumCharacters) characters")
    )
    private static let why: (name: String, schema: APISchema) = ("reason", .text("Why; whoever gave the task reads it"))

    /// Tasks that directives give to us (nhiệm vụ được giao); `version` is that of the document, and each act but the report of a part is
    /// reported to its sender.
    static let receivedTasks: [APIAct] = [
        Self.step(.accept, "acceptTask", "Tiếp nhận nhiệm vụ", "Says that we do it."),
        Self.step(
            .give, "giveTask", "Giao nhiệm vụ cho đơn vị", "One of our units does it; anew, another one does.",
            [
                ("unit", .text("Id of a unit that has the document; the leader may name any")),
                (
                    "support?",
                    .list(
                        .text(
                            "Id of a unit that supports it, as `unit`; missing: none does any more. A head leaves those whom others named"
                        ))
                ),
                ("due?", APISchema.text("Day: 2026-12-31; the unit's own, never after the task's")),
            ]),
        Self.step(
            .progress, "reportTaskProgress", "Báo tiến độ nhiệm vụ", "Says how far it has come.", [Self.told]),
        Self.step(.finish, "finishTask", "Báo hoàn thành nhiệm vụ", "Says that it is done, once.", [Self.told]),
        Self.step(
            .reportPart, "reportTaskPart", "Báo phần phối hợp nhiệm vụ",
            "Says what a unit did that supports the task; it stays in the house.",
            [
                ("text", .text("The unit that leads reads it; at most \(TaskReport.maximumCharacters) characters")),
                ("done?", .boolean("Its part is done")),
            ]),
        Self.step(
            .askExtension, "askTaskExtension", "Xin gia hạn nhiệm vụ",
            "Asks for more time; the deadline changes when the sender updates the directive.",
            [("due", OfficeSchemas.day), Self.why]),
        Self.step(.return, "returnTask", "Trả lại nhiệm vụ", "Gives it back to whoever gave it.", [Self.why]),
    ]
}
