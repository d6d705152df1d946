import CLibXML
import Exchange

/// Pushes the bytes of one XML file through libxml2 into closures. What a closure throws stops the parser and comes out of `feed`.
///
/// A DOCTYPE is refused; so no entity but the five exists and nothing is loaded.
final class XMLPart {
    private var parser: OpaquePointer?
    private var open: [String] = []
    private var fault: Fault?
    private let onStart: (XMLPart, String) throws(Fault) -> Void
    private let onEnd: (String) throws(Fault) -> Void
    private let onText: (UnsafeRawBufferPointer) throws(Fault) -> Void

    private static let maximumDepth = 64

    init(
        start: @escaping (XMLPart, String) throws(Fault) -> Void,
        end: @escaping (String) throws(Fault) -> Void = { _ throws(Fault) in },
        text: @escaping (UnsafeRawBufferPointer) throws(Fault) -> Void = { _ throws(Fault) in }
    ) {
        (self.onStart, self.onEnd, self.onText) = (start, end, text)
        self.parser = lt_xml_new(
            lt_xml_handler(
                context: Unmanaged.passUnretained(self).toOpaque(),
                start: { context, name, _, _, _, _ in
                    guard let name else { return }
                    XMLPart.from(context)?.started(String(cString: name))
                },
                end: { context, _ in XMLPart.from(context)?.ended() },
                text: { context, bytes, count in
                    XMLPart.from(context)?.guarding { part throws(Fault) in
                        try part.onText(UnsafeRawBufferPointer(start: bytes, count: count))
                    }
                },
                doctype: { context, _ in
                    XMLPart.from(context)?.guarding { _ throws(Fault) in
                        throw Fault(
                            .doctype, vi: "Tệp bảng tính chứa khai báo DOCTYPE nên không được đọc.",
                            en: "The workbook declares a document type.")
                    }
                }
            ))
    }

    deinit { lt_xml_free(self.parser) }

    /// Within `start`: the value of an attribute by its local name.
    func attribute(_ name: String) -> String? {
        guard let parser else { return nil }
        var count = 0
        guard let bytes = lt_xml_attribute(parser, name, &count) else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        guard let parser else { throw Self.broken }
        try self.check(lt_xml_feed(parser, bytes.baseAddress, bytes.count))
    }

    func finish() throws(Fault) {
        guard let parser else { throw Self.broken }
        try self.check(lt_xml_finish(parser))
    }

    private func check(_ isSound: Bool) throws(Fault) {
        if let fault { throw fault }
        guard isSound else { throw Self.broken }
    }

    private func started(_ name: String) {
        self.guarding { part throws(Fault) in
            guard part.open.count < Self.maximumDepth else {
                throw Fault(.tooDeep, vi: "Tệp bảng tính bị hỏng.", en: "The workbook nests too deep.")
            }
            part.open.append(name)
            try part.onStart(part, name)
        }
    }

    private func ended() {
        self.guarding { part throws(Fault) in
            guard let name = part.open.popLast() else { return }
            try part.onEnd(name)
        }
    }

    private func guarding(_ body: (XMLPart) throws(Fault) -> Void) {
        guard self.fault == nil else { return }
        do {
            try body(self)
        } catch {
            self.fault = error
            if let parser { lt_xml_stop(parser) }
        }
    }

    private static let broken = Fault(
        .notWellFormed, vi: "Tệp bảng tính bị hỏng nên không đọc được. Mở và lưu lại thành .xlsx rồi chọn lại.",
        en: "A part of the workbook is not well-formed.")

    private static func from(_ context: UnsafeMutableRawPointer?) -> XMLPart? {
        context.map { Unmanaged<XMLPart>.fromOpaque($0).takeUnretainedValue() }
    }
}
