import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing

@testable import Office
import Web

/// The words for the addresses that stand in the access log.
@Suite struct AccessPlacesTests {
    /// Nobody who is known is told of there.
    private static let strangers = ["/assets/", "/sign-", "/health", "/docs", "\(OfficeAPI.root)/openapi.json"]

    @Test func `every address that the log may name has words of its own, and no words are left over`() async throws {
        try await TestOffice.with { test in
            let configuration = OfficeConfiguration(
                dataFolder: FileManager.default.temporaryDirectory, organ: test.office.identity.organ, hub: nil,
                logger: Logger(label: "test"))
            var used: Set<String> = []
            for route in OfficeServer.router(test.office, configuration).routes {
                let path = route.path.description
                if Self.strangers.contains(where: { path.hasPrefix($0) }) { continue }
                for direction in ["in", "out"] {
                    let example = path.replacing("{direction}", with: direction).replacing(/{[a-z]+}/, with: "x")
                    #expect(AccessPlaces.words(of: "\(route.method) \(example)") != nil, "\(route.method) \(path)")
                    let isCall = example.hasPrefix(OfficeAPI.root)
                    let place = isCall ? String(example.dropFirst(OfficeAPI.root.count)) : example
                    guard let pattern = AccessPlaces.pattern(of: place) else { continue }
                    // What leaves more open than the route does is about others.
                    let (open, own) = (pattern.count { $0 == "*" }, path.count { $0 == "{" })
                    #expect(open <= own, "\(path) has no words but those of \(pattern)")
                    used.insert(pattern)
                }
            }
            #expect(Set(AccessPlaces.patterns.map(\.text)).subtracting(used).sorted() == [])
        }
    }

    @Test(
        arguments: [
            ("GET /registers/in/print", "In sổ văn bản đến"), ("GET /registers/out/xlsx", "Xuất sổ văn bản đi"),
            ("GET /incoming/0198-aa", "Xem văn bản đến"), ("POST /incoming/0198-aa/register", "Vào sổ"),
            ("GET /api/v1/incoming/0198-aa", "Xem văn bản đến (qua API)"),
            ("POST /api/v1/incoming/0198-aa/register", "Vào sổ (qua API)"),
            ("POST /incoming", "Nhập văn bản đến"), ("GET /incoming", "Xem danh sách văn bản đến"),
            ("GET /people", "Xem người dùng"), ("POST /people", "Thêm người dùng"),
            ("POST /incoming/bulk register", "Xử lý hàng loạt: Vào sổ"),
            ("GET /search/export/csv", "Xuất kết quả tìm kiếm"), ("GET /", "Xem trang đầu"),
            ("MAIL /statistics/period?kind=week&first=2026-11-16", "Xem báo cáo tuần, tháng (qua thư)"),
            ("GET /khong-co", nil), ("GET", nil), ("", nil), ("DELETE /incoming", nil), ("van-ban.pdf", nil),
            ("Báo cáo /incoming", nil), ("GET /\(String(repeating: "a/", count: 90))", nil),
        ] as [(String, String?)])
    func `an address is told in words`(detail: String, words: String?) {
        #expect(AccessPlaces.words(of: detail) == words)
    }

    @Test func `the page tells the words, the table that is taken along the address`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await test.get("/registers/in/print", as: "clerk-A").status == .ok)
            #expect(try await test.get("/people", as: "clerk-A").status == .forbidden)
            #expect(try await test.get("/incoming/\(id)", as: "officer-B").status == .notFound)
            let page = try await test.text("/access", as: "admin-A")
            for words in ["In sổ văn bản đến", "Xem người dùng", "Xem văn bản đến"] {
                #expect(page.contains(words), "\(words)")
            }
            #expect(!page.contains("GET /"))
            let table = try await test.text("/access/csv", as: "admin-A")
            for address in ["GET /registers/in/print", "GET /people", "GET /incoming/\(id)"] {
                #expect(table.contains(address), "\(address)")
            }
        }
    }

    @Test func `what the administrator does is told in the words of the administrative log`() async throws {
        try await TestOffice.with { test in
            let person = try #require(
                try await test.office.database.read { try PersonStore.person("admin-A", in: $0) })
            _ = try await test.office.database.write { connection in
                try AdministrativeLog.add(
                    .personLocked, to: ("officer-B", "Người officer-B"), by: person, at: test.office.now(),
                    in: connection)
            }
            let page = try await test.text("/access?kind=administered", as: "admin-A")
            #expect(page.contains("Khóa người dùng") && !page.contains("person-locked"))
        }
    }
}
