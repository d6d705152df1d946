import CLibXML
import CLibZip
import Foundation

/// The text of a .docx (Office Open XML) or .odt (OpenDocument): one line a paragraph, without what was deleted while changes were tracked.
enum WordText {
    enum Format: Sendable {
        case word, openDocument

        /// The part that holds the text.
        fileprivate var part: String { self == .word ? "word/document.xml" : "content.xml" }
        /// Those of the elements that are looked at; Word's transitional and strict.
        fileprivate var languages: [String] {
            switch self {
            case .word:
                [
                    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    "http://purl.oclc.org/ooxml/wordprocessingml/main",
                ]
            case .openDocument: ["urn:oasis:names:tc:opendocument:xmlns:text:1.0"]
            }
        }
    }

    /// Of the unpacked part that holds the text.
    private static let maximumBytes = 64 << 20

    /// Nil when the file is no such document, is encrypted, broken or too large.
    static func read(_ file: URL, as format: Format = .word) -> String? {
        guard let zip = lt_zip_open(file.path) else { return nil }
        defer { lt_zip_close(zip) }
        guard lt_zip_begin_named(zip, format.part) else { return nil }
        let reading = Reading(format)
        let handler = lt_xml_handler(
            context: Unmanaged.passUnretained(reading).toOpaque(),
            start: { context, name, _, uri, _, _ in
                Reading.of(context)?.start(
                    name.map { String(cString: $0) } ?? "", uri.map { String(cString: $0) } ?? "")
            },
            end: { context, _ in Reading.of(context)?.end() },
            text: { context, bytes, count in
                Reading.of(context)?.text(UnsafeRawBufferPointer(start: bytes, count: count))
            },
            doctype: { _, _ in }
        )
        guard let parser = lt_xml_new(handler) else { return nil }
        defer { lt_xml_free(parser) }
        var (buffer, total) = ([UInt8](repeating: 0, count: 65_536), 0)
        while true {
            let count = Int(lt_zip_read(zip, &buffer, buffer.count))
            guard count != 0 else { break }
            total += count
            guard count > 0, total <= Self.maximumBytes, lt_xml_feed(parser, buffer, count) else { return nil }
        }
        return lt_xml_finish(parser) ? String(decoding: reading.bytes, as: UTF8.self) : nil
    }

    /// What was read so far.
    private final class Reading {
        private(set) var bytes: [UInt8] = []
        /// The elements that are open, outermost first; nil for those of another language.
        private var open: [String?] = []
        private let format: Format

        init(_ format: Format) { self.format = format }

        static func of(_ context: UnsafeMutableRawPointer?) -> Reading? {
            context.map { Unmanaged<Reading>.fromOpaque($0).takeUnretainedValue() }
        }

        func start(_ name: String, _ uri: String) {
            let isKnown = self.format.languages.contains(uri)
            self.open.append(isKnown ? name : nil)
            if isKnown, ["tab", "br", "cr", "s", "line-break"].contains(name) { self.bytes.append(UInt8(ascii: " ")) }
        }

        func end() {
            if let ended = self.open.popLast(), ["p", "h"].contains(ended) { self.bytes.append(UInt8(ascii: "\n")) }
        }

        func text(_ text: UnsafeRawBufferPointer) {
            if self.holdsText { self.bytes.append(contentsOf: text) }
        }

        private var holdsText: Bool {
            switch self.format {
            case .word: self.open.last == "t"
            case .openDocument:
                self.open.contains { $0 == "p" || $0 == "h" } && !self.open.contains("tracked-changes")
            }
        }
    }
}
