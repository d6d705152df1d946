package import Foundation

/// What signs (khóa ký số): of a person or of an agency. The secret is asked for at each signing and kept nowhere.
package enum SignerKey: Sendable {
    /// A PKCS#12 file with its password.
    case file(Data, password: String)
    /// A key in a device. An empty PIN: the device asks for none.
    case token(SignerToken, pin: String)

    /// For the script.
    var entries: [String: String] {
        switch self {
        case .file(let data, let password):
            ["kind": "pkcs12", "data": data.base64EncodedString(), "secret": password]
        case .token(let token, let pin):
            ["kind": "pkcs11", "module": token.module, "token": token.token, "label": token.key, "secret": pin]
        }
    }
}

/// A key behind PKCS#11 (thiết bị lưu khóa).
package struct SignerToken: Sendable, Equatable {
    /// The library of the device's maker: an absolute path. Whoever names it runs code in our name, so it comes from the configuration only.
    package let module: String
    /// Label of the token.
    package let token: String
    /// Label of key and certificate.
    package let key: String

    package init(module: String, token: String, key: String) {
        self.module = module
        self.token = token
        self.key = key
    }
}
