import Pages
import Web

/// The form of the steps at which what is late is told upwards.
struct EscalationPage: Sendable {
    let shell: Shell
    let rule: EscalationRule
    /// How often each step told somebody in the last thirty days.
    let told: [EscalationRule.Step: Int]
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form(EscalationRoutes.path, once: RandomText.secret(), version: self.rule.version)
        let parts = EscalationRule.Subject.allCases.map(self.part)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(EscalationWords.title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(pageHead(EscalationWords.title, lead: EscalationWords.lead))
            \(PeopleTabs.html(.escalation))\(errorSummary(errors))\(notice(.plain, "\(EscalationWords.note)"))
            \(form.html("<div class=\"sheet--pad\">\(parts)</div>\(formFoot(submitButton("Lưu")))"))
            """)
    }

    private func part(_ subject: EscalationRule.Subject) -> HTML {
        let fields = EscalationRule.Level.allCases.map { level -> HTML in
            let step = EscalationRule.Step(subject: subject, level: level)
            let present = self.rule.days[step].map { String($0) } ?? ""
            return Field(
                step.name, EscalationWords.level(step),
                .number(value: self.fields?.text(step.name) ?? present, maximum: 3),
                hint: EscalationWords.hint(told: self.told[step, default: 0]), optional: true,
                error: self.fault.sentence(of: step.name)
            ).html
        }
        return """
            \(sectionHead(EscalationWords.subject(subject), id: "bao-\(subject.rawValue)", note: EscalationWords.note(subject)))\
            <div class="fields fields--wide">\(fields)</div>
            """
    }
}
