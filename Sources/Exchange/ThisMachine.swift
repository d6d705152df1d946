/// What stays on this machine, and may therefore travel without TLS.
package enum ThisMachine {
    /// Whether the host of an address is this machine itself, as text: names are not looked up.
    package static func isHost(_ host: String) -> Bool {
        ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host.lowercased())
    }
}
