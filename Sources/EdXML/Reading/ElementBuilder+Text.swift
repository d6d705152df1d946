import Exchange

extension ElementBuilder {
    /// Trims and composes what was written; tells what was odd about it.
    func finishText(of element: Element, limit: Int) {
        let written = String(decoding: element.raw, as: UTF8.self)
        element.raw = []
        let (text, isChanged) = written.composed
        guard !text.isEmpty else { return }
        if isChanged {
            self.findings.warnOnce(.textNotNFC, place: element.place, line: element.line)
        }
        if text.utf8.count == 3, text.uppercased() == "N/A" {
            self.findings.warn(.placeholderValue, place: element.place, line: element.line)
            element.isPlaceholder = true
            return
        }
        // Characters are never more than bytes, and bytes are counted at once.
        if text.utf8.count > limit, text.count > limit {
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
