import Exchange
import Foundation

extension ElementBuilder {
    /// Trims and composes what was written; tells what was odd about it.
    func finishText(of element: Element, limit: Int) {
        let written = String(decoding: element.raw, as: UTF8.self)
        element.raw = []
        let text = written.normalized
        guard !text.isEmpty else { return }
        // What was only trimmed is a piece of what was written.
        if !text.utf8.elementsEqual(written.utf8),
            !text.utf8.elementsEqual(written.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        {
            self.findings.warnOnce(.textNotNFC, place: element.place, line: element.line)
        }
        if text.uppercased() == "N/A" {
            self.findings.warn(.placeholderValue, place: element.place, line: element.line)
            element.isPlaceholder = true
            return
        }
        if text.count > limit {
            self.findings.warn(.tooLong, place: element.place, line: element.line)
        }
        element.text = text
    }

    /// Takes out the children of a complete element that say nothing, so that present and empty reads like absent.
    func dropEmptyChildren(of element: Element) {
        guard !element.children.isEmpty else { return }
        let isAllEmpty = element.children.allSatisfy { $0.isEmpty }
        for child in element.children where child.isEmpty && !child.isPlaceholder {
            if child.name == "ResponseFor" {
                self.findings.warn(.responseForEmpty, place: child.place, line: child.line)
            } else if !(isAllEmpty && Self.toldAsWhole.contains(element.name)), !Self.mayBeEmpty.contains(child.name) {
                self.findings.warn(.emptyElement, place: child.place, line: child.line)
            }
        }
        let placeholders = element.children.contains { $0.isPlaceholder }
        element.keep { !$0.isEmpty || Self.mayBeEmpty.contains($0.name) }
        element.isPlaceholder = placeholders && element.children.isEmpty
    }

    /// Elements whose own emptiness is the news, not that of their children.
    private static let toldAsWhole: Set<String> = ["ResponseFor", "TraceHeader"]
    /// Elements that are empty in sound packages, or whose emptiness is told by another name.
    private static let mayBeEmpty: Set<String> = [
        "edXMLManifest", "edXMLBody", "AttachmentEncoded", "TraceHeader", "TraceHeaderList", "Attachment", "Reference",
        "From",
        "To", "ContentTransferEncoded",
    ]
}

extension UInt8 {
    /// White space as XML has it.
    var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
