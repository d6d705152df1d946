import Exchange

/// Builds the elements of a package from the parser's events, within limits, and hands the Base64 of files on as it
/// passes.
final class ElementBuilder {
    private let limits: ReadingLimits
    let findings: Findings
    private let files: AttachmentIntake
    /// Open elements, the root first.
    private var open: [Element] = []
    /// Levels below the innermost open element that are being skipped.
    private var skipping = 0
    /// Set while a signature block in a foreign place or namespace is skipped and something was found in it.
    private var signature: (isXML: Bool, place: String, line: Int, isFilled: Bool)?
    private var elementCount = 0
    private var textBytes = 0
    private(set) var root: Element?
    /// The signature block that was seen.
    private(set) var signatureBlock = SignatureBlock.none
    /// What the header says, understood as soon as it is complete, so that a bad package is refused before its files
    /// come.
    private(set) var header: PacketHeader?
    private let today: CalendarDate
    private let context: ReadingContext

    init(
        limits: ReadingLimits,
        today: CalendarDate,
        context: ReadingContext,
        findings: Findings,
        files: AttachmentIntake
    ) {
        self.limits = limits
        self.today = today
        self.context = context
        self.findings = findings
        self.files = files
    }

    /// The path of the innermost open element; nil before the root.
    var place: String? { self.open.last?.place }

    /// Whether an element has not ended yet.
    var isOpen: Bool { !self.open.isEmpty }

    func start(_ name: String, prefix: String?, namespace: String?, strayPrefix: Bool, line: Int) throws(Fault) {
        self.elementCount += 1
        guard self.elementCount <= self.limits.maxElements else {
            throw Fault.tooMany(
                "elements", vi: "thành phần", limit: self.limits.maxElements, place: self.place, line: line)
        }
        guard self.open.count + self.skipping < self.limits.maxDepth else {
            throw Fault.tooDeep(limit: self.limits.maxDepth, place: self.place, line: line)
        }
        if self.skipping > 0 {
            self.skipping += 1
            self.signature?.isFilled = true
            return
        }
        guard let parent = self.open.last else {
            try self.startRoot(name, prefix: prefix, namespace: namespace, line: line)
            return
        }
        if strayPrefix || (prefix != nil && namespace == nil) {
            self.findings.warnOnce(.prefixUndeclared, place: "\(parent.place)/\(name)", line: line)
        }
        switch parent.shape.content {
        case .elements(let shapes):
            guard let shape = shapes[name], Namespaces.isKnown(namespace) || shape.isSignature else {
                self.skip(unknown: name, namespace: namespace, in: parent, line: line)
                return
            }
            try self.start(shape, prefix: prefix, namespace: namespace, in: parent, line: line)
        case .encoded:
            throw Fault.badBase64(place: parent.place, line: line)
        case .text, .ignored, .signature:
            self.skip(unknown: name, namespace: namespace, in: parent, line: line)
        }
    }

    private func startRoot(_ name: String, prefix: String?, namespace: String?, line: Int) throws(Fault) {
        guard name == Shape.packet.name, Namespaces.isKnown(namespace) else { throw Fault.wrongRoot(line: line) }
        if namespace != Namespaces.edXML {
            self.findings.warn(.namespaceLegacy, place: name, line: line)
        }
        if prefix != nil, namespace == nil {
            self.findings.warnOnce(.prefixUndeclared, place: name, line: line)
        }
        let root = Element(.packet, parent: nil, line: line)
        self.root = root
        self.open.append(root)
    }

    private func start(_ shape: Shape, prefix: String?, namespace: String?, in parent: Element, line: Int) throws(Fault)
    {
        let element = Element(shape, parent: parent, line: line)
        if !shape.repeats, parent[shape.name] != nil {
            throw Fault.twice(place: element.place, line: line)
        }
        if let warning = shape.warning {
            self.findings.warnOnce(warning, place: element.place, line: line)
        }
        switch shape.content {
        case .ignored:
            self.skipping = 1
            return
        case .signature:
            self.signature = (namespace == Namespaces.signature, element.place, line, false)
            self.skipping = 1
            return
        case .encoded:
            try self.files.begin(place: element.place, line: line)
        case .text, .elements:
            break
        }
        if shape.name == "edXMLEnvelope", namespace != nil, prefix != "edXML" {
            self.findings.warn(prefix == nil ? .prefixMissing : .prefixOther, place: element.place, line: line)
        }
        parent.add(element)
        self.open.append(element)
    }

    /// An XML signature is found wherever it stands: `verify` judges it there too.
    private func skip(unknown name: String, namespace: String?, in parent: Element, line: Int) {
        let place = "\(parent.place)/\(name)"
        self.findings.warn(.unknownElement, place: place, line: line)
        if name == "Signature", namespace == Namespaces.signature { self.signature = (true, place, line, false) }
        self.skipping = 1
    }

    func text(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        if self.skipping > 0 {
            if self.signature != nil, !bytes.allSatisfy(\.isXMLSpace) { self.signature?.isFilled = true }
            return
        }
        guard let element = self.open.last else { return }
        switch element.shape.content {
        case .encoded:
            try self.files.feed(bytes, line: element.line)
        case .text:
            self.textBytes += bytes.count
            guard element.raw.count + bytes.count <= self.limits.maxTextBytes,
                self.textBytes <= self.limits.maxHeaderBytes
            else {
                throw Fault.tooLong(place: element.place, line: element.line)
            }
            element.raw.append(contentsOf: bytes)
        case .elements, .ignored, .signature:
            break
        }
    }

    func end(line: Int) throws(Fault) {
        if self.skipping > 0 {
            self.skipping -= 1
            if self.skipping == 0 { self.endSignature() }
            return
        }
        guard let element = self.open.popLast() else { return }
        switch element.shape.content {
        case .text(let limit): self.finishText(of: element, limit: limit)
        case .elements: self.dropEmptyChildren(of: element)
        case .encoded: try self.files.end(place: element.place, line: element.line)
        case .ignored, .signature: break
        }
        switch element.name {
        case "edXMLHeader":
            self.header = try PacketHeader(
                element, limits: self.limits, today: self.today, context: self.context, findings: self.findings)
        case "Attachment":
            try self.files.complete(element)
        default:
            break
        }
    }

    private func endSignature() {
        guard let signature = self.signature else { return }
        self.signature = nil
        guard signature.isFilled else { return }
        self.signatureBlock = signature.isXML ? .xmlDSig : .foreign
        if !signature.isXML {
            self.findings.warn(.signatureNotCheckable, place: signature.place, line: signature.line)
        }
    }
}
