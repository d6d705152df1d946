package import Exchange
import Foundation
package import Gateway

/// The hub above, and who this hub is there. Checked by `buildHub`.
package struct UplinkConfiguration: Sendable {
    /// Which language it speaks.
    package enum Dialect: Sendable {
        /// The API of this project's own hubs.
        case own(HubEndpoint)
        /// The wire of the national axis.
        case vxp(VXPEndpoint)
    }

    package var dialect: Dialect
    /// This hub's code in the TraceHeaders of packages that pass. No agency's: the sender of a package writes its own code there too.
    package var station: OrganCode
    /// When what failed is tried again; tests shorten it.
    var pauses = UplinkPauses()

    package init(_ dialect: Dialect, station: OrganCode) {
        self.dialect = dialect
        self.station = station
    }

    var url: URL {
        switch self.dialect {
        case .own(let endpoint): endpoint.url
        case .vxp(let endpoint): endpoint.url
        }
    }

    /// Its client. Throws when a certificate to show cannot be read.
    var upperHub: any UpperHub {
        get throws {
            switch self.dialect {
            case .own(let endpoint): OwnUpperHub(client: try HubClient(endpoint: endpoint))
            case .vxp(let endpoint): VXPUpperHub(client: try VXPClient(endpoint: endpoint))
            }
        }
    }

    /// As it may be told: without secrets.
    var address: String { self.url.absoluteString }

    /// Throws `invalid-request` for an address that is none, or one in the clear: a token in it would be everybody's.
    func check() throws {
        let isHere = ThisMachine.isHost(self.url.host() ?? "")
        guard self.url.user() == nil, self.url.scheme == "https" || (self.url.scheme == "http" && isHere) else {
            throw Fault(
                .invalidRequest, vi: "Địa chỉ trục cấp trên phải bắt đầu bằng https://.",
                en: "The address of the hub above must be https:// and hold no name.", place: "uplink")
        }
    }
}

/// When something that failed at the hub above is tried again.
struct UplinkPauses: Sendable {
    /// Seconds after the first, second, … failure in a row; the last one repeats.
    var seconds: [TimeInterval] = [1, 2, 5, 10, 30, 60, 120, 300]
    /// Tries of a package that the other side refuses without telling why.
    var refusals = 5
    /// Seconds between looks at a hub that cannot tell by itself when something comes.
    var look: TimeInterval = 15

    func pause(afterFailure number: Int) -> TimeInterval { self.seconds.pause(afterFailure: number) }
}
