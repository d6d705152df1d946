import Exchange
import Foundation

/// Reads the typed values of elements: what is mandatory or throws, what is optional or warns.
struct FieldReader {
    let findings: Findings
    let context: ReadingContext
    let today: CalendarDate

    func required(_ name: String, in element: Element) throws(Fault) -> (text: String, leaf: Element) {
        guard let leaf = element[name], let text = leaf.text else {
            throw Fault.missing(place: "\(element.place)/\(name)", line: element[name]?.line ?? element.line)
        }
        return (text, leaf)
    }

    /// edXML 2.2.5. Nil when it says nothing.
    func staff(_ element: Element?) -> StaffInfo? {
        guard let element else { return nil }
        let staff = StaffInfo(
            department: element.text("Department"),
            staff: element.text("Staff"),
            mobile: element.text("Mobile"),
            email: element.text("Email")
        )
        return staff == StaffInfo() ? nil : staff
    }

    /// edXML 2.1.
    func trace(_ elements: [Element]) -> [TraceHop] {
        elements.map { element in
            var organ = element.text("OrganId")
            if organ?.lowercased() == "null" { organ = nil }
            let at = element.text("Timestamp").flatMap { VietnamTime.instant(packet: $0) }
            if organ == nil || at == nil {
                self.findings.warn(.traceIncomplete, place: element.place, line: element.line)
            }
            return TraceHop(organ: organ, at: at)
        }
    }

    /// A value that may be missing; of the wrong form it warns and counts as missing.
    func optional<Value>(_ element: Element?, _ read: (String) -> Value?) -> Value? {
        guard let element, let text = element.text else { return nil }
        guard let value = read(text) else {
            self.findings.warn(.badFormat, place: element.place, line: element.line)
            return nil
        }
        return value
    }

    func date(_ element: Element?) -> CalendarDate? { self.optional(element) { CalendarDate($0) } }

    /// A number of things, never negative.
    func amount(_ element: Element?) -> Int? {
        self.optional(element) { text in Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    }

    /// `1`, `0`, and what .NET senders write.
    func flag(_ element: Element?) -> Bool? {
        self.optional(element) { text in
            switch text.lowercased() {
            case "1", "true": true
            case "0", "false": false
            default: nil
            }
        }
    }
}
