/// Why something was refused or failed: a stable code for machines, a sentence for people.
///
/// The code is the only part that code may branch on; the sentences may change. Nothing secret or personal stands in it.
package struct Fault: Error, Sendable, Equatable {
    package var code: Code
    /// Vietnamese, for the clerk: what happened and what would put it right.
    package var vietnamese: String
    /// English, for operators and implementers.
    package var english: String
    /// Where: an element path such as `MessageHeader.To`, a field's name, or nil.
    package var place: String?
    /// The line in the input, when known. From 1.
    package var line: Int?

    package init(_ code: Code, vi vietnamese: String, en english: String, place: String? = nil, line: Int? = nil) {
        self.code = code
        self.vietnamese = vietnamese
        self.english = english
        self.place = place
        self.line = line
    }

    /// The codes that partners see. Spelled out, so that renaming a case cannot change one.
    package enum Code: String, Sendable, CaseIterable {
        // Reading a package: the reason classes of `Samples/README.md`.
        case empty = "empty"
        case notXML = "not-xml"
        case notWellFormed = "not-well-formed"
        case encoding = "encoding"
        case doctype = "doctype"
        case tooDeep = "too-deep"
        case tooMany = "too-many"
        case wrongRoot = "wrong-root"
        case structure = "structure"
        case missingField = "missing-field"
        case duplicateRecipient = "duplicate-recipient"
        case badFormat = "bad-format"
        case outOfRange = "out-of-range"
        case tooLong = "too-long"
        case unknownOrgan = "unknown-organ"
        case attachmentMismatch = "attachment-mismatch"
        case badBase64 = "bad-base64"
        case badZip = "bad-zip"
        case zipBomb = "zip-bomb"
        case unsafeName = "unsafe-name"
        case secret = "secret"
        case duplicateDocument = "duplicate-document"
        case status = "status"
        case business = "business"
        case unsupported = "unsupported"
        // Commands on packages.
        case cannotWrite = "cannot-write"
        case toolMissing = "tool-missing"
        // Exchange with the hub.
        case unauthenticated = "unauthenticated"
        case forbidden = "forbidden"
        case unknownSender = "unknown-sender"
        case unknownReceiver = "unknown-receiver"
        case organClosed = "organ-closed"
        case unknownDocument = "unknown-document"
        case notFound = "not-found"
        case packageRemoved = "package-removed"
        case hashMismatch = "hash-mismatch"
        case tooLarge = "too-large"
        case diskFull = "disk-full"
        case conflict = "conflict"
        case invalidRequest = "invalid-request"
        case unreachable = "unreachable"
        case untrustedHub = "untrusted-hub"
        case interrupted = "interrupted"
        case tooManyRequests = "too-many-requests"
        case quotaExceeded = "quota-exceeded"
        case malware = "malware"
        case scannerUnavailable = "scanner-unavailable"
        case internalFault = "internal"
        // A database that several nodes share.
        case databaseBusy = "database-busy"
        case databaseUnreachable = "database-unreachable"
        /// It may be done or not: who repeats an act with the same key finds out.
        case outcomeUnknown = "outcome-unknown"
        // Hubs of hubs.
        case loop = "loop"
        /// The other side refused and its language does not tell for which reason.
        case refused = "refused"
        // The office.
        case notAllowed = "not-allowed"
        case staleVersion = "stale-version"
        case numberTaken = "number-taken"
        case registerClosed = "register-closed"
        case invalidForm = "invalid-form"
    }

    /// Whether the same attempt may succeed later: nothing is wrong with what is sent. A hub that shows a wrong certificate is found again
    /// once somebody has mended that.
    package var isTransient: Bool {
        switch self.code {
        case .unreachable, .untrustedHub, .interrupted, .diskFull, .cannotWrite, .internalFault, .tooManyRequests,
            .quotaExceeded, .scannerUnavailable, .databaseBusy, .databaseUnreachable, .outcomeUnknown:
            true
        default: false
        }
    }
}

extension Fault: CustomStringConvertible {
    /// `code: English sentence (place, line n)`.
    package var description: String {
        let location = [self.place, self.line.map { "line \($0)" }].compactMap { $0 }
        return "\(self.code.rawValue): \(self.english)"
            + (location.isEmpty ? "" : " (\(location.joined(separator: ", ")))")
    }
}
