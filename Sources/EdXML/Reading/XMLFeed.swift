import CLibXML
import Exchange

/// Pushes bytes through libxml2 into an `ElementBuilder`. What the builder throws stops the parser and comes out of
/// `feed`.
final class XMLFeed {
    let builder: ElementBuilder
    private var parser: OpaquePointer?
    private var fault: Fault?
    private var prefixes = LastName()
    private var namespaces = LastName()

    init(builder: ElementBuilder) {
        self.builder = builder
        let handler = lt_xml_handler(
            context: Unmanaged.passUnretained(self).toOpaque(),
            start: { context, name, prefix, uri, strayPrefix, line in
                guard let name, let feed = XMLFeed.from(context) else { return }
                let prefix = feed.prefixes.string(prefix)
                let namespace = feed.namespaces.string(uri)
                feed.guarding { builder throws(Fault) in
                    try builder.start(
                        String(cString: name),
                        prefix: prefix,
                        namespace: namespace,
                        strayPrefix: strayPrefix,
                        line: Int(line)
                    )
                }
            },
            end: { context, line in
                XMLFeed.from(context)?.guarding { builder throws(Fault) in try builder.end(line: Int(line)) }
            },
            text: { context, bytes, count in
                XMLFeed.from(context)?.guarding { builder throws(Fault) in
                    try builder.text(UnsafeRawBufferPointer(start: bytes, count: count))
                }
            },
            doctype: { context, line in
                XMLFeed.from(context)?.guarding { _ throws(Fault) in throw Fault.doctype(line: Int(line)) }
            }
        )
        self.parser = lt_xml_new(handler)
    }

    deinit {
        lt_xml_free(self.parser)
    }

    /// The line that the parser has reached, from 1.
    var line: Int { self.parser.map { Int(lt_xml_line($0)) } ?? 1 }

    /// Takes whole UTF-8 sequences only.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        guard let parser = self.parser else { throw Fault.noMemory }
        guard !bytes.isEmpty else { return }
        try self.check(lt_xml_feed(parser, bytes.baseAddress, bytes.count))
    }

    func finish() throws(Fault) {
        guard let parser = self.parser else { throw Fault.noMemory }
        try self.check(lt_xml_finish(parser))
    }

    private func check(_ sound: Bool) throws(Fault) {
        if let fault = self.fault { throw fault }
        if sound { return }
        var line: CInt = 0
        var sentence: UnsafePointer<CChar>?
        let number = lt_xml_error(self.parser, &line, &sentence)
        throw Fault.notWellFormed(
            sentence.map { String(cString: $0) } ?? "",
            number: Int(number),
            place: self.builder.place,
            line: Int(line)
        )
    }

    private func guarding(_ body: (ElementBuilder) throws(Fault) -> Void) {
        guard self.fault == nil else { return }
        do {
            try body(self.builder)
        } catch {
            self.fault = error
            lt_xml_stop(self.parser)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> XMLFeed? {
        context.map { Unmanaged<XMLFeed>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Remembers the last string that the parser gave: libxml2 keeps each prefix and namespace at one place as long as it lives.
private struct LastName {
    private var pointer: UnsafePointer<CChar>?
    private var text: String?

    mutating func string(_ pointer: UnsafePointer<CChar>?) -> String? {
        if pointer != self.pointer {
            self.pointer = pointer
            self.text = pointer.map { String(cString: $0) }
        }
        return self.text
    }
}
