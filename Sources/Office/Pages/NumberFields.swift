import Pages
import Web

/// Which book and which number, where there is something to choose: shut while the usual is right.
struct NumberFields: Sendable, FormPage {
    let options: NumberOptions
    let fields: FormFields?
    let fault: FormFault?
    /// Open at once, on the page that is about nothing else.
    var isOpen = false

    static let choice = "number-choice"
    static let beside = "beside"

    var html: HTML {
        let isWrong = self.fault.concerns([Self.choice, Self.beside])
        let isChosen =
            self.fields.map { $0.optional(Self.beside) != nil || $0.text(Self.choice) != self.usual } ?? false
        let controls: HTML = """
            \(Field(
                Self.choice, "Sổ và số", .select(options: self.options.options, selected: self.fields?.text(Self.choice) ?? self.usual),
                error: self.error(Self.choice)
            ).html)\
            \(Field(
                Self.beside, "Số phụ của số", .number(value: self.fields?.text(Self.beside) ?? "", maximum: 9),
                hint: "Chỉ khi cần chen giữa hai số đã cấp: ghi 12 để lấy 12a", optional: true, error: self.error(Self.beside)
            ).html)
            """
        if self.isOpen { return controls }
        return """
            <details class="field"\(" open", if: isWrong || isChosen)><summary>Sổ khác, số chờ, số phụ</summary>\(controls)</details>
            """
    }

    private var usual: String { self.options.options.first?.value ?? "" }
}
