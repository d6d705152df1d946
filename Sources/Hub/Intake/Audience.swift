import Exchange

/// Who gets a document (nơi nhận của lần gửi).
enum Audience: Sendable, Equatable {
    /// Whom the package names.
    case named
    /// Some of those whom the package names.
    case only([OrganCode])
    /// These, whatever the package says: the national wire, and a hub above, which has decided already who stands in for whom.
    case instead([OrganCode])

    /// Nil: whom the package names.
    var codes: [OrganCode]? {
        switch self {
        case .named: nil
        case .only(let codes), .instead(let codes): codes
        }
    }

    /// The same with other codes.
    func with(_ codes: [OrganCode]) -> Audience {
        switch self {
        case .named: .named
        case .only: .only(codes)
        case .instead: .instead(codes)
        }
    }
}
