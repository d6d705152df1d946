import Foundation
import Testing
import Web

@Suite struct OneTimeCodeTests {
    /// RFC 6238, Appendix B, SHA-1.
    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `codes are those of the standard`(time: Int, code: String) {
        let secret = Data("12345678901234567890".utf8)
        #expect(OneTimeCode.make(step: time / 30, secret: secret, digits: 8) == code)
    }

    @Test func `a code is good for its step and its neighbours, and once`() throws {
        let secret = Data("12345678901234567890".utf8)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let current = Int(now.timeIntervalSince1970) / 30
        for step in (current - 3)...(current + 3) {
            let found = OneTimeCode.step(
                of: OneTimeCode.make(step: step, secret: secret), secret: secret, at: now, after: nil)
            #expect(found == (abs(step - current) <= 1 ? step : nil))
        }
        let code = OneTimeCode.make(step: current, secret: secret)
        #expect(OneTimeCode.step(of: code, secret: secret, at: now, after: current - 1) == current)
        #expect(OneTimeCode.step(of: code, secret: secret, at: now, after: current) == nil)
        #expect(OneTimeCode.step(of: "", secret: secret, at: now, after: nil) == nil)
    }

    /// RFC 4648 §10.
    @Test(arguments: [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")])
    func `base 32 is that of the standard`(text: String, encoded: String) {
        #expect(OneTimeCode.base32(Data(text.utf8)) == encoded)
    }
}
