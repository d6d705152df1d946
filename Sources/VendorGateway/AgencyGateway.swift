import Exchange
import Foundation
import Gateway
import Storage
import Web

/// The gateway of one agency that works with document software of another vendor (phần mềm quản lý văn bản của hãng khác): what that software
/// hands over goes to the hub, what comes from the hub is laid ready for it.
struct AgencyGateway: Sendable {
    /// Who this agency is in the exchange.
    let organ: OrganCode
    let database: Database
    let store: KeptContent
    let signals: GatewaySignals
    let now: @Sendable () -> Date
    /// Sum of the files of one document, and size of one package.
    let maximumBytes: Int
    /// Wakes whoever tells the software what has come.
    let arrived = WakeSignal()
    /// What no other run of a gateway is called.
    let run = UUID().uuidString
    /// How the API answers, for the metrics.
    let answers = AnswerMetrics()

    var today: CalendarDate { VietnamTime.date(self.now()) }

    /// Whether a package names this agency by its code or by the code in the other form.
    func isOurs(_ code: OrganCode) -> Bool { code == self.organ || code.counterpart == self.organ }
}

extension OrganCode {
    /// The spellings by which a row of ours may name the agency.
    var spellings: [String] { [self.key] + [self.counterpart?.key].compactMap { $0 } }
}
