import Exchange
import Storage

/// A number of a register: `12`, or `12a` where a document came between (số phụ).
struct EntryNumber: Sendable, Hashable, Comparable {
    let number: Int
    /// Empty, or one letter.
    let suffix: String

    init(_ number: Int, _ suffix: String = "") {
        self.number = number
        self.suffix = suffix
    }

    /// The columns `entry_number` and `entry_suffix`.
    init(_ row: Row) throws { self.init(try row["entry_number"], try row["entry_suffix"]) }

    /// As printed on an outgoing document: below 10 with a leading zero.
    var printed: String { DocumentCode.display(self.number) + self.suffix }

    static func < (left: EntryNumber, right: EntryNumber) -> Bool {
        (left.number, left.suffix) < (right.number, right.suffix)
    }
}

extension EntryNumber: LosslessStringConvertible {
    /// `12`, `012` and `12a`; nil for anything else.
    init?(_ description: String) {
        guard let match = description.wholeMatch(of: /([0-9]{1,9})([a-z]?)/), let number = Int(match.1), number > 0
        else {
            return nil
        }
        self.init(number, String(match.2))
    }

    var description: String { "\(self.number)\(self.suffix)" }
}
