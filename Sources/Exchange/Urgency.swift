/// How fast a document must travel and be handled (mức độ khẩn, edXML 1.11.1). Independent of secrecy.
package enum Urgency: Int, Sendable, CaseIterable, Comparable {
    /// Thường.
    case ordinary = 0
    /// Khẩn.
    case urgent = 1
    /// Thượng khẩn.
    case veryUrgent = 2
    /// Hỏa tốc.
    case flash = 3
    /// Hỏa tốc hẹn giờ: exists in the exchange format only.
    case timedFlash = 4

    package static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
}

/// What the sender expects of a document (văn bản chỉ đạo, điều hành; edXML 1.13).
package enum Steering: Int, Sendable {
    case none = 1
    /// A directive (văn bản chỉ đạo, điều hành): its handling is followed by leaders.
    case directive = 2
    /// A report on a directive.
    case report = 3
}

/// What a package asks of its receiver (loại nghiệp vụ, edXML 2.2.1).
package enum PackageKind: String, Sendable {
    /// A new document (văn bản mới), type 0.
    case new
    /// Recall (thu hồi), type 1.
    case recall
    /// Update (cập nhật), type 2.
    case update
    /// Replacement (thay thế), type 3.
    case replacement
    /// A status package (gói tin trạng thái).
    case status
}
