import Exchange

/// Where the national wire is served.
package struct VXPListen: Sendable, Equatable {
    package var host: String
    package var port: Int
    /// In front of every call: empty, or `/vxp`, `/XrdAdapter/adapter`.
    package var prefix: String
    package var usesTLS: Bool

    /// Throws `invalid-request` for a prefix that is no path.
    ///
    /// - Parameter usesTLS: nil: TLS unless the address is this machine's own. The wire proves neither time nor body (docs/vxp.md): where others
    ///   can listen it must not go in the clear without somebody having decided so.
    package init(host: String, port: Int, prefix: String = "", usesTLS: Bool? = nil) throws {
        let path = prefix.split(separator: "/").map { "/\($0)" }.joined()
        guard path.wholeMatch(of: /[A-Za-z0-9._~\/-]{0,200}/) != nil else {
            throw Fault(
                .invalidRequest, vi: "Cấu hình vxp-prefix = \"\(prefix)\" không phải đường dẫn.",
                en: "The setting vxp-prefix is no path: \"\(prefix)\".", place: "vxp-prefix")
        }
        self.host = host
        self.port = port
        self.prefix = path
        self.usesTLS = usesTLS ?? !ThisMachine.isHost(host)
    }
}
