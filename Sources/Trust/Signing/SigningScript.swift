/// What we tell pyHanko: Python modules, written beside each other for the time of a run. `sign` and `revocation` are the programs, the others are
/// their parts.
enum SigningScript {
    /// By the names of their files.
    static let modules = [
<<<<<<< HEAD
        "appearance.py": appearance, "keys.py": keys, "network.py": network, "places.py": places,
        "revocation.py": revocation, "sign.py": sign, "stamps.py": stamps,
=======
        "appearance.py": appearance, "keys.py": keys, "marks.py": marks, "places.py": places, "sign.py": sign,
>>>>>>> f091d5ab06d401c3498cf537c5f70229aecb9638
    ]
}
