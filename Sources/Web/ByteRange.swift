/// Which part of a file a caller asks for (RFC 9110 §14): one range of bytes.
package enum ByteRange: Equatable {
    /// No range, several ranges or nothing that we understand: the whole file is the answer.
    case whole
    /// First byte and number of bytes; at least one.
    case part(offset: Int, count: Int)
    /// The range lies behind the end.
    case unsatisfiable

    /// Reads the value of a `Range` header for a file of `sizeBytes`.
    package init(header: String?, sizeBytes: Int) {
        guard let match = header?.wholeMatch(of: /bytes=([0-9]{0,18})-([0-9]{0,18})/) else {
            self = .whole
            return
        }
        switch (Int(match.1), Int(match.2)) {
        case (nil, nil):
            self = .whole
        case (let first?, let last):
            if let last, last < first {
                self = .whole
            } else if first >= sizeBytes {
                self = .unsatisfiable
            } else {
                self = .part(offset: first, count: min(last ?? sizeBytes - 1, sizeBytes - 1) - first + 1)
            }
        case (nil, let suffix?):
            let count = min(suffix, sizeBytes)
            self = count == 0 ? .unsatisfiable : .part(offset: sizeBytes - count, count: count)
        }
    }
}
