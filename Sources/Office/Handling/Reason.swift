import Foundation
import Web

/// Why somebody sends back, asks back, declines or extends (lý do): whoever is concerned reads it as it is written, and it stays.
enum Reason {
    /// In characters, where nothing else is said.
    static let minimum = 10
    static let maximum = 1_000

    /// Throws what must be corrected in the field. `act`: "trả lại"; the bounds are in characters.
    static func check(
        _ text: String, _ act: String, atLeast minimum: Int = Reason.minimum, atMost limit: Int = Reason.maximum,
        field: String = "reason"
    ) throws(FormFault) {
        guard (minimum...limit).contains(text.count) else {
            throw FormFault(field, "Lý do \(act) cần từ \(minimum) đến \(Self.shown(limit)) ký tự")
        }
    }

    /// As a sentence has it: `1.000`.
    static func shown(_ count: Int) -> String { count.formatted(.number.locale(Locale(identifier: "vi_VN"))) }
}
