/// One element of a package that is known to the profile. Files are not among them: their Base64 is streamed past.
final class Element {
    let name: String
    /// Path without the outer levels: `MessageHeader/To/OrganId`.
    let place: String
    let line: Int
    let shape: Shape
    /// Of a leaf: trimmed, NFC, never empty, never `N/A`.
    var text: String?
    /// It said `N/A`, or held nothing but elements that did.
    var isPlaceholder = false
    /// What was written between the tags so far, as it came.
    var raw: [UInt8] = []
    private(set) var children: [Element] = []

    init(_ shape: Shape, parent: Element?, line: Int) {
        self.name = shape.name
        self.shape = shape
        self.line = line
        if let parent, !Self.outer.contains(parent.name) {
            self.place = "\(parent.place)/\(shape.name)"
        } else {
            self.place = shape.name
        }
    }

    /// Names left out of places, because they stand in all of them.
    private static let outer: Set<String> = ["edXML", "edXMLEnvelope", "edXMLHeader", "edXMLBody", "AttachmentEncoded"]

    /// Says nothing.
    var isEmpty: Bool { self.text == nil && self.children.isEmpty }

    func add(_ child: Element) { self.children.append(child) }
    func keep(_ isKept: (Element) -> Bool) { self.children.removeAll { !isKept($0) } }

    subscript(_ name: String) -> Element? { self.children.first { $0.name == name } }
    func all(_ name: String) -> [Element] { self.children.filter { $0.name == name } }
    /// The text of the leaf at the end of the path.
    func text(_ path: String...) -> String? {
        var element: Element? = self
        for name in path { element = element?[name] }
        return element?.text
    }
}
