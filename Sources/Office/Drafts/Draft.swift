import Exchange
import Web

/// A draft as its form was sent: what it says of the document, and the files that came with it.
struct Draft: Sendable {
    var typeName: String
    var subject: String
    /// Empty: what the type and the unit usually have.
    var notation: String
    var urgency: Urgency
    var circulation: Circulation?
    var steering: Steering
    var due: CalendarDate?
    var approverID: String
    /// Who initials it before, in order.
    var initials: [String] = []
    /// Codes of the receiving agencies.
    var recipients: [String]
    var way = IssueWay.exchange
    /// Names of those who get it on paper.
    var paperRecipients: [String] = []
    var metadata = DocumentMetadata()
    /// What changed, for whoever looks at it (phiếu trình); may be empty.
    var note: String = ""
    var files: [StoredFile] = []
    /// Whether `files` stand beside those of the version before; a file of the same name takes the place of the old one. False: instead of them.
    var keepsFiles = false
    /// What of its form could not be read: told with everything else that must be corrected.
    var unread = FormFaults()
}
