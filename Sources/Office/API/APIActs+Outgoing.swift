import Exchange
import Web

extension APIAct {
    private static func step(
        _ act: OutgoingState.Act, _ id: String, _ vietnamese: String, _ english: String,
        _ fields: [(name: String, schema: APISchema)] = [], takesFiles: Bool = false
    ) -> APIAct {
        APIAct(
            path: "outgoing/{id}/\(act.rawValue)", id: id, vietnamese: vietnamese, english: english, fields: fields,
            takesFiles: takesFiles
        ) {
            try await OutgoingRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes, canSign: false)
                .perform(
                    act, on: $0.id, $0.fields, $0.files, by: $0.person)
        }
    }

    private static let draft: [(name: String, schema: APISchema)] =
        Self.withMetadata([
            ("type", .text("Loại văn bản")), ("subject", .text("Trích yếu")),
            ("notation?", .text("Ký hiệu; missing: by type, agency and unit")),
            ("urgency", .integer("0 to 4")),
            (
                "circulation?",
                .choice(Circulation.allCases.map(\.rawValue), "internal: on paper alone; missing: no limit")
            ), ("steering", .integer("1 to 3: tính chất")),
            ("due?", .text("Day: 2026-12-31")), ("approver", .text("Id of the leader who signs")),
            ("recipients", .list(.text("Code of an agency; none for paper alone"))),
            (
                "issue-way?",
                .choice(
                    IssueWay.allCases.map(\.rawValue), "paper: issued on paper alone, never sent; missing: exchange")
            ),
            ("paper-recipients?", .text("Who gets it on paper, a name a line")), ("note?", .text("About this version")),
            ("files?", .choice(["add"], "The new files stand beside the old ones")),
        ]) + (1...Initialling.maximum).map { ("initial-\($0)?", .text("Id of who initials it")) }

    static let outgoing: [APIAct] = [
        APIAct(
            path: "outgoing", id: "draftOutgoing", vietnamese: "Soạn dự thảo",
            english: "Begins a draft; as a reply it begins the work on the incoming document.",
            fields: Self.draft + [
                ("answers?", .text("Id of the incoming document")), ("replaces?", .text("Id of the document replaced")),
            ], takesFiles: true
        ) {
            try await DraftRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes).create(
                $0.fields, $0.files, by: $0.person)
        },
        APIAct(
            path: "outgoing/{id}/edit", id: "editDraft", vietnamese: "Sửa dự thảo",
            english: "Saves the draft whole, as its next version.", fields: Self.draft, takesFiles: true
        ) {
            try await DraftRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes).edit(
                $0.id, $0.fields, $0.files, by: $0.person)
        },
        Self.step(.submit, "submitDraft", "Trình ký", "Submits the draft to who initials and signs it."),
        Self.step(.initial, "initialDraft", "Ký nháy", "Initials the draft.", [("remark?", .text(""))]),
        Self.step(
            .approve, "approveDraft", "Ký duyệt", "The leader approves it.",
            [("urgency?", .integer("0 to 4; missing: as proposed"))]),
        Self.step(
            .return, "returnDraft", "Trả lại người soạn", "Sends it back to its drafter.",
            [("reason", .text("Why; the drafter reads it"))]),
        Self.step(
            .number, "numberOutgoing", "Cấp số", "Gives it number and date.", [Self.choice, Self.beside]),
        Self.step(
            .attach, "attachFiles", "Đính kèm tệp", "Attaches the signed document and its annexes.", takesFiles: true),
        Self.step(
            .detach, "detachFile", "Gỡ tệp", "Takes a file away again.", [("attachment", .text("Id of the file"))]),
        Self.step(
            .publish, "issueOutgoing", "Ban hành",
            "Issues it and sends it to its receivers; a reply finishes what required it.",
            [
                ("anyway?", .boolean("Although its signatures leave a doubt, or a deadline of a task has passed")),
                ("reason?", .text("Why all the same")),
                (
                    "paper?",
                    .choice(
                        PaperCase.allCases.map(\.rawValue),
                        "Why paper follows, of types that may have it; missing: none does")
                ),
                ("on-paper?", .boolean("Of paper alone, required: it was signed, sealed and issued")),
            ]),
        APIAct(
            path: "outgoing/{id}/recipients", id: "sendOn", vietnamese: "Gửi bổ sung nơi nhận",
            english: "Sends an issued document to more agencies.",
            fields: [("recipients", .list(.text("Code of an agency")))]
        ) { try await FurtherRecipientsRoutes(office: $0.office).perform($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "outgoing/{id}/recall", id: "askBack", vietnamese: "Thu hồi",
            english: "Asks receivers to give it back.",
            fields: [("recipients", .list(.text("Code of an agency"))), ("reason", .text("The receivers read it"))]
        ) { try await RecallRoutes(office: $0.office).ask($0.id, $0.fields, by: $0.person) },
        APIAct(
            path: "outgoing/{id}/update", id: "sendUpdate", vietnamese: "Gửi cập nhật",
            english: "Corrects an issued document here and at every receiver that has it; the number stays.",
            fields: [
                ("subject", .text("Trích yếu")), ("date", .text("Day: 2026-12-31, of the year of the number")),
                ("signer", .text("Name")), ("title", .text("Chức vụ")),
                ("drop?", .list(.text("Id of a file that no longer belongs to it"))),
                ("recipients?", .list(.text("Code of an agency that becomes a receiver"))),
                ("remove?", .list(.text("Code of a receiver that is none any more"))),
                ("anyway?", .boolean("The document itself is exchanged, its signatures are not looked at")),
                ("anyway-reason?", .text("Why all the same")),
                ("reason", .text("The receivers read it")),
            ], takesFiles: true
        ) {
            try await UpdateRoutes(office: $0.office, maximumUploadBytes: $0.maximumUploadBytes).send(
                $0.id, $0.fields, $0.files, by: $0.person)
        },
        Self.filing("outgoing"),
    ]
}
