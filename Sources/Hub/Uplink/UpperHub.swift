import Exchange
import Foundation
import Storage

/// The hub above, in whichever language it speaks. Every call has a deadline; what fails is a `Fault`.
protocol UpperHub: Sendable {
    /// Hands a package over. A repeat of the same bytes gets the first answer and arrives once.
    func send(_ send: UplinkSend, _ file: ContentReader, _ hash: ContentHash) async throws -> Relay

    /// What became of the deliveries of what went up: news behind `cursor`, or, of a hub that does not tell by itself, the standing of
    /// `asked`.
    func reports(after cursor: Int, asked: [UplinkReports.Open]) async throws -> (reports: [UplinkReport], cursor: Int)

    /// What waits there for agencies of this hub, behind `cursor`. One that `waits` answers as soon as there is something, at the latest
    /// after `seconds`.
    func waiting(
        _ lane: UplinkOutbox.Lane, after cursor: Int, seconds: Int
    ) async throws -> (items: [UpperItem], cursor: Int)

    /// Fetches an item. Reading changes nothing there.
    func fetch(_ item: UpperItem, into staged: StagedFile) async throws

    /// Tells that an item is safe here, or why it cannot be taken. A repeat changes nothing.
    func end(_ item: UpperItem, _ outcome: UpperOutcome) async throws

    /// Those in which it tells what waits.
    var lanes: [UplinkOutbox.Lane] { get }

    /// Whether calls that ask for news wait there until there are some; otherwise this hub looks again and again.
    var waits: Bool { get }
    func shutdown() async throws
}

/// What the hub above answered to a send.
struct Relay: Sendable, Equatable {
    /// What it calls the package.
    var id: String
    /// JSON that can be verified offline; nil where it gives none.
    var receipt: String?
}

/// What the hub above says of one delivery of what went up.
struct UplinkReport: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        case bytes(ContentHash)
        case relay(String)
    }

    enum Standing: Sendable, Equatable {
        /// It waits there, or waits again.
        case waiting
        case done
        case failed(code: String, reason: String?)
    }

    var subject: Subject
    var to: OrganCode
    var standing: Standing
}

/// Something that waits at the hub above for an agency here.
struct UpperItem: Sendable, Equatable {
    /// What the other hub calls the item.
    var id: String
    var to: OrganCode
    /// Of the package file; nil where it is not told.
    var hash: ContentHash?
    /// 0 where it is not told.
    var sizeBytes: Int
    /// When the other hub took it in: stands in our TraceHeader, so that every fetch makes the same bytes. Nil where it is not told.
    var at: Date?
}

enum UpperOutcome: Sendable, Equatable {
    case done
    case fail(code: String, reason: String)
}
