import Exchange
import Web

extension APIAct {
    /// Taking over a register that was kept elsewhere (nhập sổ cũ): sent, looked at, taken.
    static let registerImport: [APIAct] = [
        APIAct(
            path: "registers/import", id: "sendRegister", vietnamese: "Gửi bảng sổ cũ",
            english:
                "Sends the register of a former year, .xlsx or .csv, at most 10 MiB and \(RegisterImport.maximumLines) lines. "
                + "Nothing is taken yet; `location` names the preview.",
            fields: [("book", .text("Id of a book of a former year"))], takesTable: true
        ) { call in
            try await RegisterImportActs(office: call.office).send(
                call.files.first, into: call.fields.text("book"), by: call.person,
                once: try call.fields.token().once)
        },
        APIAct(
            path: "registers/import/{id}", id: "takeRegister", vietnamese: "Nhập sổ cũ",
            english: "Takes every line that can be taken, all in one act; there is no way back.", isVersioned: false
        ) { call in
            try await RegisterImportActs(office: call.office).take(
                call.id, by: call.person, form: try call.fields.token())
        },
    ]
}
