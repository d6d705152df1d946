/// What we tell pyHanko: Python modules, written beside each other for the time of a run. `sign` is the program, the others are its parts.
enum SigningScript {
    /// By the names of their files.
    static let modules = [
        "appearance.py": appearance, "keys.py": keys, "marks.py": marks, "places.py": places, "sign.py": sign,
    ]
}
