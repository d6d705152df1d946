import Exchange
import Foundation

/// What `pdfsig` says about the signature fields of a file. Names in it come from strangers and may hold line breaks that look like
/// lines of the program: a block that says a thing twice is not believed.
struct PDFSigReport {
    struct Field {
        var name: String?
        /// Claimed: the entry `M` of the signature. To the second; nil when the file does not say.
        var signedAt: Date?
        var hash: String?
        /// `[0, a)` and `[b, c)`: what the signature covers. Offsets in the file.
        var ranges: [Range<Int>]
        /// As poppler words it.
        var validation: String
    }

    /// One for each field in the program's order; nil for a field that nobody has signed, or that is not to be believed.
    private(set) var fields: [Field?] = []
    /// Whether some block contradicts itself.
    private(set) var isForged = false

    /// `output` is what the program wrote. Lines end where a line feed stands, whatever Swift takes for one character.
    init(_ output: [UInt8]) {
        var block: [String: String]?
        var isUnsigned = false
        func close() {
            guard let entries = block else { return }
            let field = Self.field(entries)
            self.fields.append(field)
            if field == nil, !isUnsigned { self.isForged = true }
        }
        for bytes in output.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: bytes, as: UTF8.self)
            if line.wholeMatch(of: /Signature #[0-9]+:/) != nil {
                close()
                (block, isUnsigned) = ([:], false)
            } else if line == "  The signature form field is not signed." {
                isUnsigned = true
            } else if let match = line.wholeMatch(of: /\ \ -\ ([A-Z][A-Za-z ]+): (.*)/) {
                if block?.updateValue(String(match.2), forKey: String(match.1)) != nil { self.isForged = true }
            }
        }
        close()
    }

    private static func field(_ entries: [String: String]) -> Field? {
        guard let validation = entries["Signature Validation"] else { return nil }
        return Field(
            name: entries["Signature Field Name"].map(\.normalized),
            signedAt: entries["Signing Time"].flatMap(Self.time),
            hash: entries["Signing Hash Algorithm"],
            ranges: Self.ranges(entries["Signed Ranges"] ?? ""),
            validation: validation
        )
    }

    /// `[0 - 28807], [39557 - 40065]`
    private static func ranges(_ text: String) -> [Range<Int>] {
        text.matches(of: /\[([0-9]+) - ([0-9]+)\]/).compactMap { match in
            guard let lower = Int(match.1), let upper = Int(match.2), lower <= upper else { return nil }
            return lower..<upper
        }
    }

    /// `Mar 12 2024 02:30:05` in UTC. The beginning of 1970 stands for no time.
    private static func time(_ text: String) -> Date? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let match = text.wholeMatch(of: /([A-Z][a-z]{2}) ([0-9]{2}) ([0-9]{4}) ([0-9:]{8})/),
            let month = months.firstIndex(of: String(match.1)),
            let date = Timestamp.instant("\(match.3)-\(month < 9 ? "0" : "")\(month + 1)-\(match.2)T\(match.4).000Z")
        else { return nil }
        return date.timeIntervalSince1970 == 0 ? nil : date
    }
}
