package import Exchange
package import Foundation
package import Trust

/// What a trial between two agencies needs to know (thử nghiệm liên thông).
///
/// Each of the two systems is judged by itself: a third system at the same hub, the tester, exchanges documents with it and looks at everything
/// that comes back. Then the two exchange documents with each other, and the hub's log tells what became of them.
package struct TrialPlan: Sendable {
    /// The hub, and who the tester is there.
    package let hub: URL
    /// PEM of the hub's authority; nil trusts the system's roots.
    package let authority: URL?
    package let tester: System
    /// Two systems, each with its own agency.
    package let sides: [System]
    /// How long anything is waited for, in seconds.
    package let waitSeconds: Int
    /// Whether a file of 20 MB is sent too.
    package let sendsLarge: Bool
    /// A certificate that the hub's authority gave to a system of its and whose time is over, with its key; nil: the hub is not tried with one.
    package let expired: CertificateFiles?
    /// How long nothing is taken by a system that is switched off, in seconds; nil: nobody is asked to switch it off.
    package let offSeconds: Int?
    /// Whether the hub is switched off and on too, by whoever runs it.
    package let switchesHub: Bool

    /// A connected system and the agency that it speaks for.
    package struct System: Sendable {
        package let organ: OrganCode
        package let name: String
        /// Of the system at the hub. That of a side is only used to read what became of its packages; without it what the two sides do with
        /// each other is not looked at.
        package let token: String?

        package init(organ: OrganCode, name: String, token: String?) {
            self.organ = organ
            self.name = name
            self.token = token
        }
    }

    package init(
        hub: URL, authority: URL?, tester: System, sides: [System], waitSeconds: Int = 120, sendsLarge: Bool = true,
        expired: CertificateFiles? = nil, offSeconds: Int? = nil, switchesHub: Bool = false
    ) {
        self.hub = hub
        self.authority = authority
        self.tester = tester
        self.sides = sides
        self.waitSeconds = waitSeconds
        self.sendsLarge = sendsLarge
        self.expired = expired
        self.offSeconds = offSeconds
        self.switchesHub = switchesHub
    }
}
