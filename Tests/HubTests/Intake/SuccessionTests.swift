import Exchange
import Foundation
@testable import Hub
import Testing
import Trust

/// What is addressed to agencies that were merged, split or closed.
@Suite struct SuccessionTests {
    private static let units =
        DirectoryTests.header + """
            H90,,Đã chia,,province,,,2024-06-30,H91 H92,
            H91,,Phần một,,province,,2024-07-01,,,
            H92,,Phần hai,,province,,2024-07-01,,,
            H93,,Giải thể,,province,,,2024-06-30,,
            H94,,Nhập lần một,,province,,,2022-12-31,H95,
            H95,,Nhập lần hai,,province,,,2024-06-30,H91,
            H96,,Chưa hoạt động,,province,,2025-01-01,,H91,

            """

    private static func withUnits(_ body: @escaping @Sendable (TestHub) async throws -> Void) async throws {
        try await withHub { hub in
            try await OrganStore(database: hub.parts.database).importCSV(Self.units)
            try await body(hub)
        }
    }

    @Test func `what names a closed agency goes to its successor, and the sender can see it`() async throws {
        try await withHub { hub in
            let receipt = try await hub.send(try Samples.package("codes-closed"), as: "h29").receipt
            #expect(receipt.to == ["H29.96"])
            let receiver = try #require(try await hub.tracking(receipt.packageID, as: "h29").receivers.first)
            #expect(receiver.organ == "H29.96")
            #expect(receiver.addressedAs == "H29.95")
        }
    }

    @Test func `mergers in a row lead to the agency that is open now, which gets one copy`() async throws {
        try await Self.withUnits { hub in
            let package = try Packages.document(to: ["H94", "H95", "H91", "H29"])
            let receipt = try await hub.send(package, as: "g22").receipt
            #expect(receipt.to == ["H91", "H29"])
            let receivers = try await hub.tracking(receipt.packageID, as: "g22").receivers
            #expect(receivers.map(\.addressedAs) == ["H94", nil])
        }
    }

    @Test(arguments: [("H90", "H91, H92"), ("H93", "30/06/2024"), ("H96", "hiệu lực")])
    func `after a split, a closure, or too early, the sender must decide`(_ code: String, _ told: String) async throws {
        try await Self.withUnits { hub in
            let problem = try await hub.send(try Packages.document(to: [code]), as: "g22").problem
            #expect(problem.code == "organ-closed")
            #expect(problem.place == "MessageHeader/To/OrganId")
            #expect(problem.detail.contains(told), "\(problem.detail)")
        }
    }
}
