import Exchange
import Pages
import Web

/// Who signs a draft, in order, and the form of whoever's turn it is: beside the file that they look at.
struct SigningPanel: Sendable, FormPage {
    let shell: Shell
    let issue: Issue
    let person: Person
    let once: String
    /// What was typed when something must be corrected.
    var fields: FormFields?
    var fault: FormFault?

    private var outgoing: Outgoing { self.issue.outgoing }

    var html: HTML { "\(self.form)\(self.signers)" }

    private var form: HTML {
        let isInitial = OutgoingRule.refusal(.initial, on: self.outgoing, by: self.person) == nil
        let isApproval = OutgoingRule.refusal(.approve, on: self.outgoing, by: self.person) == nil
        guard isInitial || isApproval else { return "" }
        let act = isInitial ? OutgoingState.Act.initial : .approve
        var form = self.shell.form(
            "/outgoing/\(self.outgoing.id)/\(act.rawValue)", once: self.once, version: self.outgoing.version)
        form.kind = "sheet sheet--pad"
        form.id = "ky"
        let control: Field =
            isInitial
            ? Field(
                "remark", "Ý kiến", .area(value: self.fields?.text("remark") ?? "", rows: 2, maximum: 1000),
                hint: "Người ký sau và lãnh đạo đọc câu này.", optional: true, error: self.error("remark"))
            : Field(
                "urgency", "Độ khẩn",
                .select(
                    options: Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) },
                    selected: self.fields?.optional("urgency") ?? String(self.outgoing.urgency.rawValue)),
                hint: "Người soạn đề xuất, người ký quyết định.", error: self.error("urgency"))
        return form.html(
            """
            <h2>\(isInitial ? "Ký nháy phiên bản" : "Ký duyệt phiên bản") \(self.issue.versions.first?.number ?? 1)</h2>
            \(control.html)\(submitButton(isInitial ? "Ký nháy" : "Ký duyệt"))
            """)
    }

    private var signers: HTML {
        guard !self.issue.initials.isEmpty else { return "<div id=\"nguoi-ky\"></div>" }
        let initials = self.issue.initials.map { initial -> HTML in
            let remark: HTML = initial.remark.html { "<br>“\($0)”" }
            return
                "<li>\(initial.signature)<br>\(self.mark(initial).html)\(initial.at.html { " \(Shown.moment($0))" })\(remark)</li>"
        }
        let approval =
            self.outgoing.approvedAt.map { (Mark(.done, "Đã ký duyệt"), Shown.moment($0)) }
            ?? (Mark(.none, "Ký duyệt sau cùng"), "")
        return panel(
            "Người ký", id: "nguoi-ky", section: false,
            """
            <ol class="links">\(initials)<li>\(self.outgoing.approverName), \(self.outgoing.signerTitle)<br>\
            \(approval.0.html) \(approval.1)</li></ol>
            """)
    }

    private func mark(_ initial: Initialling) -> Mark {
        if initial.at != nil { return Mark(.done, "Đã ký nháy") }
        let isTurn = self.outgoing.state == .submitted && self.outgoing.initiallerID == initial.personID
        return isTurn ? Mark(.near, "Đến lượt ký nháy") : Mark(.none, "Chưa ký nháy")
    }
}
