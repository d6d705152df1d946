package import Exchange
import Hummingbird

/// What a request failed with, judged in one place. How a server answers and what it writes into its log stays its own.
package enum Failure {
    /// The caller reads the fault as it stands: a refusal, also by the framework, or what must be corrected in a form.
    case refused(Fault)
    /// Our failure. It may name our files, so it goes into the log only and the caller reads general words.
    case ours(any Error)
    /// The server stops, or nobody waits for the answer.
    case stopping

    package init(_ error: any Error) {
        switch error {
        case let fault as Fault where fault.code != .internalFault: self = .refused(fault)
        case let fault as FormFault: self = .refused(Fault(fault))
        case let error as HTTPError: self = Fault(error).map(Failure.refused) ?? .ours(error)
        case is CancellationError: self = .stopping
        default: self = .ours(error)
        }
    }
}

extension Fault {
    /// For who cannot be shown the form again; names the first field.
    fileprivate init(_ fault: FormFault) {
        let (sentences, fields) = (fault.all.map(\.sentence), fault.all.map(\.field))
        self.init(
            .invalidForm, vi: sentences.joined(separator: ". ") + ".",
            en: "To be corrected: \(fields.joined(separator: ", ")).", place: fault.field)
    }

    /// What the framework refuses by itself: unknown routes and parameters. Nil for what is our failure.
    fileprivate init?(_ error: HTTPError) {
        switch error.status {
        case .notFound, .methodNotAllowed:
            self.init(.notFound, vi: "Không có địa chỉ này.", en: "There is no such address.")
        case .contentTooLarge: self = .bodyTooLarge
        case let status where status.code < 500:
            self = .invalid("Yêu cầu không hợp lệ.", "The request is not valid.")
        default: return nil
        }
    }
}
