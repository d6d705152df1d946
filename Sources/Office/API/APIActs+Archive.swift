import Exchange
import Web

extension APIAct {
    /// Case files that leave their place, and reading what lies in the archives.
    static let archive: [APIAct] = [
        APIAct(
            path: "transfers/new", id: "offerCaseFiles", vietnamese: "Lập biên bản",
            english: "Offers case files to the archive, to the historical archive, or to be destroyed.",
            fields: [
                ("purpose", .choice(TransferPurpose.allCases.map(\.rawValue), "")),
                ("files", .list(.text("Id of a case file"))), ("note?", .text("")),
            ]
        ) { call in
            guard let purpose = TransferPurpose(rawValue: call.fields.text("purpose")) else {
                throw FormFault("purpose", "Chọn nộp lưu, nộp lưu trữ lịch sử hay hủy")
            }
            return try await TransferActs(office: call.office).make(
                purpose, of: call.fields.all("files"), note: call.fields.longText("note"), by: call.person,
                form: try call.fields.token())
        },
        APIAct(
            path: "transfers/{id}/end", id: "endTransfer", vietnamese: "Nhận hồ sơ, quyết định hủy",
            english: "Takes over every file that waits, or decides that they are destroyed.",
            fields: [("paper?", .text("Who took them over there; of a destruction number and date of the decision"))]
        ) { call in
            try await TransferActs(office: call.office).end(
                call.id, paper: call.fields.text("paper"), by: call.person, form: try call.fields.token())
        },
        APIAct(
            path: "transfers/{id}/files/{file}/return", id: "returnCaseFile", vietnamese: "Trả lại hồ sơ",
            english: "Gives one file back; the others go on.",
            fields: [("reason", .text("Why; it stays with the file"))]
        ) { call in
            try await TransferActs(office: call.office).giveBack(
                call.part, of: call.id, reason: call.fields.longText("reason"), by: call.person,
                form: try call.fields.token())
        },
        APIAct(
            path: "archive/{id}/ask", id: "askToRead", vietnamese: "Đề nghị xem hồ sơ",
            english: "Asks to read an archived file.", fields: [("purpose", .text("What for, 10 to 500 characters"))],
            isVersioned: false
        ) { call in
            try await ArchiveAccessActs(office: call.office).ask(
                call.id, purpose: call.fields.longText("purpose"), by: call.person, form: try call.fields.token())
        },
        APIAct(
            path: "archive-requests/{id}/answer", id: "answerArchiveRequest", vietnamese: "Trả lời đề nghị xem hồ sơ",
            english: "Grants what was asked until a day, or refuses it.",
            fields: [
                ("answer", .choice(["grant", "refuse"], "")), ("until?", OfficeSchemas.day),
                ("reason?", .text("Of a refusal")),
            ]
        ) { try await ArchiveAccessRoutes(office: $0.office).answer($0.id, false, $0.fields, by: $0.person) },
        APIAct(
            path: "archive-requests/{id}/end", id: "endArchiveAccess", vietnamese: "Thu hồi quyền xem hồ sơ",
            english: "Takes back what was granted, before its last day.",
            fields: [("reason", .text("Why; it stays with the request"))]
        ) { try await ArchiveAccessRoutes(office: $0.office).answer($0.id, true, $0.fields, by: $0.person) },
    ]
}
