package import Exchange

extension DirectoryDifference {
    /// An entry before and after.
    package struct Change: Sendable, Equatable {
        package var before: DirectoryEntry
        package var after: DirectoryEntry

        /// What becomes of the agency; at least one.
        package var kinds: [Kind] {
            var kinds: [Kind] = []
            if self.before.name != self.after.name { kinds.append(.renamed) }
            if self.before.parent != self.after.parent { kinds.append(.moved) }
            if self.before.successors != self.after.successors, !self.after.successors.isEmpty {
                kinds.append(self.after.successors.count == 1 ? .merged : .split)
            } else if self.before.validTo != self.after.validTo {
                kinds.append(self.after.validTo == nil ? .reopened : .closed)
            }
            return kinds.isEmpty ? [.other] : kinds
        }

        /// The columns that differ.
        package var fields: [(name: String, before: String?, after: String?)] {
            zip(self.before.fields, self.after.fields).filter { $0.value != $1.value }
                .map { ($0.name, $0.value, $1.value) }
        }
    }

    /// What a change is to people.
    package enum Kind: String, Sendable, CaseIterable {
        /// Another name (đổi tên).
        case renamed
        /// Another agency above it (chuyển cấp trên).
        case moved
        /// It ends, and nobody does its work (đóng).
        case closed
        /// Its work goes to another agency (sáp nhập).
        case merged
        /// Its work goes to several (chia, tách).
        case split
        /// It has no end any more (mở lại).
        case reopened
        /// Codes, short name, address, first day (sửa thông tin khác).
        case other

        package var vietnamese: String {
            switch self {
            case .renamed: "đổi tên"
            case .moved: "chuyển cấp trên"
            case .closed: "đóng"
            case .merged: "sáp nhập"
            case .split: "chia, tách"
            case .reopened: "mở lại"
            case .other: "sửa thông tin khác"
            }
        }
    }

    /// How many changes are of each kind; one change may be of several.
    package var counts: [Kind: Int] {
        self.changed.reduce(into: [:]) { counts, change in
            for kind in change.kinds { counts[kind, default: 0] += 1 }
        }
    }
}

extension DirectoryEntry {
    /// By the columns of the directory file, in their order.
    package var fields: [(name: String, value: String?)] {
        [
            ("code", self.code.text), ("oldCode", self.oldCode?.text), ("name", self.name),
            ("shortName", self.shortName), ("kind", self.kind), ("parent", self.parent?.text),
            ("validFrom", self.validFrom?.iso), ("validTo", self.validTo?.iso), ("successor", self.successorText),
            ("email", self.email),
        ]
    }
}
