import Exchange

/// What stands in `edXMLHeader`, understood.
struct PacketHeader {
    var kind: PackageKind
    var from: Organ
    var to: [Organ] = []
    var document: DocumentHeader?
    var status: StatusReport?
    var trace: [TraceHop] = []
    var business: Business?

    /// A new document and a replacement come with a file at least (edXML §3).
    var needsFiles: Bool { self.kind == .new || self.kind == .replacement }

    init(
        _ header: Element,
        limits: ReadingLimits,
        today: CalendarDate,
        context: ReadingContext,
        findings: Findings
    ) throws(Fault) {
        guard let message = header["MessageHeader"] else {
            throw Fault.absent(part: "MessageHeader", line: header.line)
        }
        let fields = FieldReader(findings: findings, context: context, today: today)
        guard let from = message["From"] else {
            throw Fault.missing(place: "\(message.place)/From", line: message.line)
        }
        self.from = try fields.organ(from, isReceiver: false)
        // A status has a code of its own and nobody it is addressed to (edXML §4.1).
        if message["StatusCode"] != nil || header.isStatus(message) {
            self.kind = .status
            self.status = try fields.status(message)
            return
        }
        self.kind = .new
        self.to = try Self.receivers(message, fields, limits: limits)
        let document = try fields.document(message, sender: self.from.code, limits: limits)
        self.document = document
        let traces = header["TraceHeaderList"]
        self.trace = fields.trace(traces?.all("TraceHeader") ?? [])
        if let block = traces?["Bussiness"] {
            guard header["Bussiness"] == nil else { throw Fault.twice(place: "Bussiness", line: block.line) }
            self.business = try fields.business(block, limits: limits)
        } else if let block = header["Bussiness"] {
            self.business = try fields.business(block, limits: limits)
        } else {
            findings.warn(.businessAbsent, place: traces?.place ?? header.place, line: traces?.line ?? header.line)
        }
        self.kind = self.business?.kind ?? .new
        if self.kind == .new, let owner = context.receiver(having: document.id, of: self.from.code, among: self.to) {
            throw Fault.duplicateDocument(document.id, at: owner, line: message["DocumentId"]?.line ?? message.line)
        }
    }

    private static func receivers(
        _ message: Element,
        _ fields: FieldReader,
        limits: ReadingLimits
    ) throws(Fault) -> [Organ] {
        let elements = message.all("To")
        guard elements.count <= limits.maxReceivers else {
            throw Fault.tooManyReceivers(limit: limits.maxReceivers, line: message.line)
        }
        guard !elements.isEmpty else { throw Fault.missing(place: "\(message.place)/To", line: message.line) }
        var receivers: [Organ] = []
        var known: Set<OrganCode> = []
        for element in elements {
            let organ = try fields.organ(element, isReceiver: true)
            guard known.insert(organ.code).inserted else {
                throw Fault.duplicateReceiver(organ.code, line: element.line)
            }
            receivers.append(organ)
        }
        return receivers
    }
}

extension Element {
    /// A status package that lost its code: it has neither a receiver nor a document, but says what it answers and
    /// when.
    fileprivate func isStatus(_ message: Element) -> Bool {
        message["To"] == nil && message["Code"] == nil && message["Timestamp"] != nil && message["ResponseFor"] != nil
    }
}
