import Exchange
import Foundation
import Office
import Testing

@testable import lienthong

@Suite struct SignOnKeysTests {
    private static let environment = [
        "LIENTHONG_SIGN_ON_ISSUER": "https://noi-cap.example", "LIENTHONG_SIGN_ON_CLIENT": "van-phong",
        "LIENTHONG_SIGN_ON_SECRET": "bi-mat", "LIENTHONG_SIGN_ON_NAME": "tài khoản của tỉnh",
        "LIENTHONG_SIGN_ON_ADDRESS": "https://van-phong.example",
    ]

    private static func settings(_ environment: [String: String]) throws -> SignOnSettings? {
        try SignOnKeys.settings(
            ServerSettings(file: nil, keys: SignOnKeys.keys, flags: [:], environment: environment))
    }

    @Test func `without an issuer people sign in at the office only, and with one everything must be there`() throws {
        #expect(try Self.settings([:]) == nil)
        #expect(try Self.settings(Self.environment) != nil)
        for key in Self.environment.keys where key != "LIENTHONG_SIGN_ON_ISSUER" {
            #expect(throws: Fault.self, "\(key)") { try Self.settings(Self.environment.filter { $0.key != key }) }
        }
        #expect(throws: (any Error).self) {
            try Self.settings(Self.environment.merging(["LIENTHONG_SIGN_ON_CA": "/khong/co.pem"]) { $1 })
        }
    }
}
