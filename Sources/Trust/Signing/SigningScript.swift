/// What we tell pyHanko: Python modules, written beside each other for the time of a run. `sign` and `revocation` are the programs, the others are
/// their parts.
enum SigningScript {
    /// By the names of their files.
    static let modules = [
        "appearance.py": appearance, "brief.py": brief, "keys.py": keys, "marks.py": marks, "network.py": network,
        "places.py": places,
        "revocation.py": revocation, "sign.py": sign, "stamps.py": stamps,
    ]

    /// Comes first in each program.
    static let brief = #"""
        """Leaves the memory alone: the run is short, and to look for what is not needed any more takes a third of it."""

        import atexit
        import gc

        gc.disable()
        # At its end Python would look once more.
        atexit.register(gc.freeze)
        """#
}
