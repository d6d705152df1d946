package import Exchange
package import Foundation
package import Logging
package import Office
package import Trust

/// What a sandbox is made of.
package struct SandboxPlan: Sendable {
    /// An office with its people.
    package struct Agency: Sendable {
        package let organ: OrganCode
        package let setup: AgencySetup

        package init(organ: OrganCode, setup: AgencySetup) {
            self.organ = organ
            self.setup = setup
        }
    }

    /// A system without an office of ours: the vendor's, the tester's.
    package struct Outsider: Sendable {
        /// As the hub knows the system.
        package let id: String
        package let organ: OrganCode
        package let name: String

        package init(id: String, organ: OrganCode, name: String) {
            self.id = id
            self.organ = organ
            self.name = name
        }
    }

    /// New or empty, or that of a sandbox from before, which goes on.
    package let folder: URL
    /// The first of six ports: API, VXP, console, two offices, switches; 0 picks free ones.
    package let portBase: Int
    /// Table of the agencies as `hub organ import` takes it, with every agency of the plan.
    package let directory: String
    package let agencies: [Agency]
    package let vendor: Outsider
    package let tester: Outsider
    /// Whose signatures count at the offices.
    package let trust: TrustFolder
    package let logger: Logger

    package init(
        folder: URL, portBase: Int, directory: String, agencies: [Agency], vendor: Outsider, tester: Outsider,
        trust: TrustFolder, logger: Logger
    ) {
        self.folder = folder
        self.portBase = portBase
        self.directory = directory
        self.agencies = agencies
        self.vendor = vendor
        self.tester = tester
        self.trust = trust
        self.logger = logger
    }

    package static let vxpPrefix = "/vxp"

    var hubFolder: URL { self.folder.appending(path: "hub") }
    /// Everything that the vendor gets.
    package var vendorFolder: URL { self.folder.appending(path: "vendor") }
    package func secretFile(of organ: OrganCode) -> URL {
        self.folder.appending(path: "offices/\(organ.text).secret")
    }
    func officeFolder(_ organ: OrganCode) -> URL { self.folder.appending(path: organ.text.lowercased()) }
    func port(_ index: Int) -> Int { self.portBase == 0 ? 0 : self.portBase + index }
}

/// Where everything answers.
package struct SandboxAddresses: Sendable {
    package let hub: String
    /// With its prefix.
    package let vxp: String
    package let console: String
    /// In the order of the plan.
    package let offices: [(organ: OrganCode, name: String, address: String)]
    package let switches: String
}
