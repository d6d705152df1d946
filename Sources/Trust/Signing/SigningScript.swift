/// What we tell pyHanko: Python modules, written beside each other for the time of a run. `sign` and `revocation` are the programs, the others are
/// their parts.
enum SigningScript {
    /// By the names of their files.
    static let modules = [
        "appearance.py": appearance, "keys.py": keys, "marks.py": marks, "network.py": network, "places.py": places,
        "revocation.py": revocation, "sign.py": sign, "stamps.py": stamps,
    ]
}
