package import Foundation

/// A hub that speaks the national wire, and who we are there.
package struct VXPEndpoint: Sendable {
    /// With its prefix, such as `https://truc.example.vn/XrdAdapter/adapter`.
    package let url: URL
    /// `systemid`.
    package let system: String
    let secret: String
    /// PEM of the hub's authority; nil trusts the system's roots.
    package let trustedRoots: URL?

    package init(url: URL, system: String, secret: String, trustedRoots: URL?) {
        self.url = url
        self.system = system
        self.secret = secret
        self.trustedRoots = trustedRoots
    }
}
