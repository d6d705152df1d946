import Exchange
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
            throw FormFault(field, "Lý do \(act) cần từ \(minimum) đến \(limit.shown) ký tự")
        }
    }
}
