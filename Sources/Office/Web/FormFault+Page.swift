import Pages
import Web

/// The page of a form, which comes back with what must be corrected.
protocol FormPage {
    var fault: FormFault? { get }
}

extension FormPage {
    /// What stands beside a field; nil where it is right.
    func error(_ field: String) -> String? { self.fault.sentence(of: field) }
}

/// What the page of a form shows of what must be corrected.
extension Optional<FormFault> {
    /// For the summary; empty when there is nothing.
    var errors: [FieldError] { self?.all.map { FieldError(field: $0.field, sentence: $0.sentence) } ?? [] }

    /// What stands beside a field; nil where it is right.
    func sentence(of field: String) -> String? { self?.all.first { $0.field == field }?.sentence }

    /// Whether one of `fields` must be corrected.
    func concerns(_ fields: some Sequence<String>) -> Bool { fields.contains { self.sentence(of: $0) != nil } }
}
