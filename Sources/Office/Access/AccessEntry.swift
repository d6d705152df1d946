import Exchange
import Foundation
import Storage

/// One line of the access log (nhật ký truy cập): who did, opened or was refused what, when, from where. Never changed, and gone by `AccessRetention` alone; each carries the hash
/// of itself and of the line before it, so that nothing can be altered, taken out or put in between unseen (NĐ 30/2020/NĐ-CP, PL VI, phần I,
/// II.3, III.5.a, III.6).
struct AccessEntry: Sendable {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Something that stands in a timeline; `detail` is its kind, a space, its own detail.
        case acted
        case opened, downloaded, printed, exported
        case signedIn = "signed-in"
        case signInFailed = "sign-in-failed"
        case signedOut = "signed-out"
        case refused
        /// A change of people, units or rights; `detail` is the act and whom it is about.
        case administered
        /// So many accesses came faster than they could be written.
        case lost
    }

    var kind: Kind
    var at: Date
    /// Whoever really acts; nil: the system, or nobody knows.
    var personID: String?
    /// As it was signed then, with the principal of a deputy; empty: looked up when it is written.
    var person = ""
    /// A document or a case file; empty where it is about none.
    var documentID = ""
    /// An attachment; empty where it is about none.
    var fileID = ""
    var detail = ""
    /// Of the machine that asked, or of the proxy before us.
    var address = ""

    /// A line of somebody.
    init(_ kind: Kind, by person: Person?, at now: Date) {
        self.kind = kind
        self.at = now
        self.personID = person.map { $0.deputy?.id ?? $0.id }
        self.person = person?.signature ?? "Hệ thống"
    }

    /// A line of whoever has this id, if anybody has.
    init(_ kind: Kind, personID: String?, address: String, at now: Date) {
        self.kind = kind
        self.at = now
        self.personID = personID
        self.address = address
    }
}
