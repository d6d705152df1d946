import Foundation
import Web

/// Why somebody sends back, asks back, declines or extends (lý do): whoever is concerned reads it as it is written, and it stays.
enum Reason {
    /// Throws what must be corrected in the field. `act`: "trả lại"; the bounds are in characters.
    static func check(
        _ text: String, _ act: String, atLeast minimum: Int = 10, atMost limit: Int = 1000,
        field: String = "reason"
    ) throws(FormFault) {
        guard (minimum...limit).contains(text.count) else {
            let shown = limit.formatted(.number.locale(Locale(identifier: "vi_VN")))
            throw FormFault(field, "Lý do \(act) cần từ \(minimum) đến \(shown) ký tự")
        }
    }
}
