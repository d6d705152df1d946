import Exchange
import Foundation
import Gateway
import Hub
import Testing

@testable import lienthong

@Suite struct UplinkOptionsTests {
    private static func configuration(
        _ flags: [String: String?], _ environment: [String: String] = [:]
    ) throws -> UplinkConfiguration? {
        try UplinkOptions.configuration(
            ServerSettings(file: nil, keys: UplinkOptions.keys, flags: flags, environment: environment))
    }

    @Test func `without an address there is no hub above`() throws {
        #expect(try Self.configuration(["uplink-organ": "001.00.20.H29"]) == nil)
    }

    @Test func `the token and the secret come from the environment`() throws {
        let own = try Self.configuration(
            ["uplink": "https://truc.example.vn", "uplink-organ": "001.00.20.H29"],
            ["LIENTHONG_UPLINK_TOKEN": "bi-mat"])
        guard case .own(let endpoint)? = own?.dialect else { throw Fault.wrongDialect }
        #expect(endpoint.token == "bi-mat" && own?.station.text == "001.00.20.H29")
        let national = try Self.configuration(
            ["uplink-vxp": "https://truc.example.vn/vxp", "uplink-system": "H29", "uplink-organ": "001.00.20.H29"],
            ["LIENTHONG_UPLINK_SECRET": "bi-mat"])
        guard case .vxp(let wire)? = national?.dialect else { throw Fault.wrongDialect }
        #expect(wire.system == "H29")
    }

    @Test(arguments: [
        ["uplink": "https://a.example", "uplink-organ": "X"],
        ["uplink-vxp": "https://a.example", "uplink-system": "H29", "uplink-organ": "X"],
        ["uplink": "https://a.example", "uplink-vxp": "https://a.example", "uplink-organ": "X"],
    ])
    func `what is missing or contradicts is refused`(_ flags: [String: String]) {
        #expect(throws: Fault.self) { try Self.configuration(flags.mapValues { $0 }) }
    }
}

extension Fault {
    fileprivate static let wrongDialect = Fault(.internalFault, vi: "", en: "another language")
}
