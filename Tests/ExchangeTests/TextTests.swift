@testable import Exchange
import Foundation
import Testing

@Suite struct TextTests {
    @Test func `the quick way of composing gives what the slow way gives, sign by sign`() {
        for value in Array(0...0x2FFF as ClosedRange<UInt32>) + Array(0xFB00...0xFFFD) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in [String(scalar), "a\(scalar)b", "\(scalar) e\u{302}\u{301} \(scalar)", "ệ\(scalar)"] {
                let slow = text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
                #expect(Array(text.normalized.utf8) == Array(slow.utf8), "U+\(String(value, radix: 16))")
            }
        }
    }

    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1.000"), (12_034, "12.034"), (999_999, "999.999"),
        (1_000_000, "1.000.000"), (-500, "-500"), (-123_456, "-123.456"), (Int.min, "-9.223.372.036.854.775.808"),
    ])
    func `people read a dot between thousands`(number: Int, text: String) { #expect(number.shown == text) }

    @Test(arguments: [
        ("2024/03/12 16:50:00", true), ("2024-03-12T16:50:00", true), ("2024/03-12 16:50:00", false),
        ("2024/03/12 24:00:00", false),
        ("2024/03/12 16:60:00", false), ("2024/03/12 16:50", false), ("2024/03/12 16:50:000", false), ("", false),
        ("2024/02/30 16:50:00", false), ("２０24/03/12 1:50:00", false),
    ])
    func `a timestamp has one form`(_ text: String, _ isRead: Bool) {
        #expect((VietnamTime.instant(packet: text) != nil) == isRead)
    }

    @Test(arguments: [
        ("H29.", OrganCode.Form.opaque), (".H29", .opaque), ("H29.12345678901", .opaque), ("H29.1234567890", .new),
        ("h29.ab", .new),
        ("000.00.00.29H", .opaque), ("Ă29", .opaque), ("0000.00.00.H29", .opaque), ("H29..1", .opaque),
        ("H29.1234567890.1234567890.1234567890", .opaque),
    ])
    func `forms of codes at their edges`(_ text: String, _ form: OrganCode.Form) throws {
        #expect(try #require(OrganCode(text)).form == form)
    }
}
