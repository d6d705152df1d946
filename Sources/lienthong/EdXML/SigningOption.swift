import ArgumentParser
import Exchange
import Foundation
import Trust

/// With what a package is signed.
struct SigningOption: ParsableArguments {
    @Option(
        name: .customLong("sign"),
        help: "Khóa ký (PEM, RSA từ 2048 bit hoặc P-256). The key that signs, without password.")
    var key: String?
    @Option(help: "Chứng thư của khóa (PEM). The certificate of the key, then those that lead to its root.")
    var certificate: String?

    func validate() throws {
        guard (self.key == nil) == (self.certificate == nil) else {
            throw ValidationError("--sign và --certificate đi cùng nhau. --sign and --certificate go together.")
        }
    }

    /// Nil when nothing shall be signed. Throws `bad-format` when key and certificate cannot be read or do not belong together.
    func signer() throws -> XMLSigner? {
        guard let key = self.key, let certificate = self.certificate else { return nil }
        do {
            return try XMLSigner(keyPEM: InputFile.text(key), certificatesPEM: InputFile.text(certificate))
        } catch let error as TrustError {
            throw Fault(
                .badFormat, vi: "Không dùng được khóa ký và chứng thư đã cho.", en: error.message, place: "--sign")
        }
    }
}
