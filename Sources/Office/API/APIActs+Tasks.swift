import Exchange
import Web

extension APIAct {
    private static let due: [(name: String, schema: APISchema)] = [
        ("due?", OfficeSchemas.day), ("standing?", .boolean("Instead of a deadline: there is none (thường xuyên)")),
    ]
    private static let task: [(name: String, schema: APISchema)] =
        [
            ("text", .text("What is to be done, at most 1,000 characters")),
            ("lead", .text("Code of the receiver that leads (chủ trì)")),
            ("support?", .list(.text("Code of a receiver"))),
            ("comes-back", .choice(DirectiveTask.ComesBack.allCases.map(\.rawValue), "What must be sent back")),
        ] + Self.due
    private static let why: (name: String, schema: APISchema) = ("reason", .text("Why; it stays with the document"))

    /// What is answered: a later wish is another one.
    private static let asked: (name: String, schema: APISchema) = (
        "asked", .text("The day that was asked for, `askedDue` as read")
    )

    private static func step(
        _ act: TaskAct, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)] = []
    ) -> APIAct {
        APIAct(
            path: "outgoing/{id}/tasks/{task}/\(act.rawValue)", id: id, vietnamese: vietnamese, english: english,
            fields: fields
        ) {
            try await TaskActs(office: $0.office).perform(act, on: $0.part, of: $0.id, $0.fields, by: $0.person)
        }
    }

    /// Tasks in directives (nhiệm vụ trong văn bản chỉ đạo); `version` is that of the document.
    static let tasks: [APIAct] = [
        APIAct(
            path: "outgoing/{id}/tasks", id: "addTask", vietnamese: "Thêm nhiệm vụ",
            english: "Writes a task of a directive down; `location` names it.", fields: Self.task
        ) { try await TaskActs(office: $0.office).add(to: $0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "outgoing/{id}/field", id: "setDirectiveField", vietnamese: "Đổi lĩnh vực",
            english: "Says of which field a directive is; the board is filtered by it. It goes to nobody.",
            fields: [("field", .text("At most 100 characters; empty: none"))]
        ) { try await TaskActs(office: $0.office).setField(of: $0.id, $0.fields, by: $0.person) },
        Self.step(.edit, "editTask", "Sửa nhiệm vụ", "Changes a task of a draft.", Self.task),
        Self.step(.remove, "removeTask", "Xóa nhiệm vụ", "Removes a task of a draft; those behind it move up."),
        Self.step(
            .finish, "confirmTask", "Xác nhận nhiệm vụ xong", "The director says that one task is done.",
            [("day", OfficeSchemas.day), ("result", .text("What came of it, at most 1,000 characters"))]),
        Self.step(
            .grant, "grantTaskExtension", "Đồng ý gia hạn nhiệm vụ",
            "Grants whoever leads the time that they asked for.",
            [Self.asked, ("note?", .text("At most 1,000 characters"))]),
        Self.step(
            .refuse, "refuseTaskExtension", "Không gia hạn nhiệm vụ", "Refuses it; the deadline stays.",
            [Self.asked, Self.why]),
        Self.step(
            .changeDeadline, "changeTaskDeadline", "Đổi hạn nhiệm vụ", "Changes the deadline of an issued task.",
            Self.due + [Self.why]),
        Self.step(
            .stopClock, "stopTaskClock", "Dừng tính hạn nhiệm vụ",
            "Stops the clock of a task: it has no deadline meanwhile.",
            [("kind", .choice(TaskStop.Kind.allCases.map(\.rawValue), "Of the reason")), Self.why]),
        Self.step(
            .resumeClock, "resumeTaskClock", "Tính hạn tiếp nhiệm vụ",
            "Lets it run again: the deadline is later by the working days that passed."),
        Self.step(
            .reopen, "reopenTask", "Mở lại nhiệm vụ",
            "Opens a task that was finished, or gives it anew after whoever leads gave it back.", [Self.why]),
        Self.step(.withdraw, "withdrawTask", "Rút nhiệm vụ", "Takes an issued task back.", [Self.why]),
    ]
}
