import Trust

/// The secret of a session that its forms carry (CSRF), written differently on each page: a fresh pad, then the secret under it. So the length of a
/// compressed page tells nothing about it (`CompressAnswers`, BREACH).
package enum FormSecret {
    private static let digits = 64

    /// - Parameter secret: as `RandomText.secret()` made it, 64 hexadecimal digits; 128 come out. Anything else is given back.
    package static func masked(_ secret: String) -> String {
        let pad = RandomText.secret()
        return self.combined(pad, secret).map { pad + $0 } ?? secret
    }

    /// Whether both are the same secret, masked or not; in constant time.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        constantTimeEqual(self.plain(left), self.plain(right))
    }

    private static func plain(_ text: String) -> String {
        guard text.utf8.count == 2 * self.digits else { return text }
        return self.combined(String(text.prefix(self.digits)), String(text.suffix(self.digits))) ?? text
    }

    /// Exclusive or, digit by digit; nil for other texts.
    private static func combined(_ left: String, _ right: String) -> String? {
        guard left.utf8.count == self.digits, right.utf8.count == self.digits else { return nil }
        var text = ""
        for (one, other) in zip(left, right) {
            guard let one = one.hexDigitValue, let other = other.hexDigitValue else { return nil }
            text += String(one ^ other, radix: 16)
        }
        return text
    }
}
