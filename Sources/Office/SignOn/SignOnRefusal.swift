/// Why nobody is signed in who came from the provider.
struct SignOnRefusal: Error, Equatable {
    enum Reason: Equatable {
        /// The way back does not belong to a sign-in that this browser began, or came twice.
        case foreign
        /// The provider let nobody in.
        case cancelled
        /// The provider did not take the code; what it says of that.
        case code(String)
        case token(IDToken.Refusal)
        /// Nobody here has that name, or they are locked.
        case nobody
        /// The person was bound to another account, or the account to another person.
        case otherAccount
    }

    let reason: Reason
    /// Who was meant, when that is known.
    var personID: String?

    /// For logs.
    var code: String {
        switch self.reason {
        case .foreign: "foreign"
        case .cancelled: "cancelled"
        case .code(let why): "code \(why)"
        case .token(let refusal): "token \(refusal.rawValue)"
        case .nobody: "nobody"
        case .otherAccount: "other-account"
        }
    }
}
