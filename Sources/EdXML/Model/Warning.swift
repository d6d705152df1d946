/// Something odd in a package that was read all the same.
package struct Warning: Sendable, Equatable {
    package var code: Code
    /// Element path such as `MessageHeader/To/OrganId`.
    package var place: String
    /// The line in the package, from 1.
    package var line: Int

    package init(_ code: Code, place: String, line: Int) {
        self.code = code
        self.place = place
        self.line = line
    }

    /// The codes of `Samples/README.md` that a reader can tell without a directory, and a few more.
    package enum Code: String, Sendable, CaseIterable {
        /// The file starts with a byte order mark.
        case bom = "bom"
        /// Texts came decomposed (NFD).
        case textNotNFC = "text-not-nfc"
        /// The envelope has no `edXML:` prefix. Told once.
        case prefixMissing = "prefix-missing"
        /// A prefix is declared nowhere. Told once.
        case prefixUndeclared = "prefix-undeclared"
        /// The envelope uses another prefix. Told once.
        case prefixOther = "prefix-other"
        /// An older namespace, or none.
        case namespaceLegacy = "namespace-legacy"
        /// Older element names: Author, Function, ResponseDate, Manifest, a DueDate in To.
        case nameLegacy = "name-legacy"
        /// Business instead of Bussiness.
        case businessSpelling = "business-spelling"
        /// No Bussiness block: a new document.
        case businessAbsent = "business-absent"
        /// A Bussiness block outside of TraceHeaderList.
        case businessMisplaced = "business-misplaced"
        /// An empty ResponseFor; ignored.
        case responseForEmpty = "response-for-empty"
        /// A ResponseFor without agency or code; ignored.
        case responseForIncomplete = "response-for-incomplete"
        /// Declared type and content disagree.
        case contentTypeMismatch = "content-type-mismatch"
        /// Type and TypeDetail do not say what TypeName says.
        case documentTypeUnusual = "document-type-unusual"
        /// SteeringType is not 1, 2 or 3; read as 1.
        case steeringTypeUnusual = "steering-type-unusual"
        /// An OrganId of neither form; only the directory can tell.
        case organCodeUnusual = "organ-code-unusual"
        /// The code of a receiver is closed in the directory.
        case organClosed = "organ-closed"
        /// OrganName is not the name that the directory has for the code.
        case organNameDiffers = "organ-name-differs"
        /// An e-mail address that is none; kept as it is.
        case emailUnusual = "email-unusual"
        /// DocumentId is not code, date, number/notation.
        case documentIDUnusual = "document-id-unusual"
        /// DocumentId disagrees with the sender, date or code beside it.
        case documentIDDiffers = "document-id-differs"
        /// A TraceHeader without OrganId or time.
        case traceIncomplete = "trace-incomplete"
        /// White space inside the Base64.
        case base64Wrapped = "base64-wrapped"
        /// N/A in place of a value.
        case placeholderValue = "placeholder-value"
        /// StatusCode with one digit.
        case statusCodeWidth = "status-code-width"
        /// Status 02, 13 or 16 without a reason.
        case reasonMissing = "reason-missing"
        /// An element that the profile does not know; ignored with all that it holds.
        case unknownElement = "unknown-element"
        /// A ZIP with other than one entry; kept as it is.
        case zipNotSingle = "zip-not-single"
        /// A signature block that nothing can verify.
        case signatureNotCheckable = "signature-not-checkable"
        /// Longer than the profile allows; kept whole.
        case tooLong = "too-long"
        /// An optional element that is present and empty.
        case emptyElement = "empty-element"
        /// An optional value of the wrong form; read as absent.
        case badFormat = "bad-format"
        /// A PDF that holds no text or cannot be read: nobody looked for secrecy marks in it.
        case insideNotRead = "inside-not-read"
        /// More warnings than are kept; the rest is not told.
        case more = "more"
    }
}
