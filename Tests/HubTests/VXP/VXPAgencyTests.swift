import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Hub

@Suite struct VXPAgencyTests {
    @Test func `the lists hold every open agency with a number of its own, and the units the closed ones too`()
        async throws
    {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let agencies = try await client.call("getAgenciesList", body: nil).items
            #expect(Set(agencies.flatMap(\.keys)) == ["id", "pid", "code", "name", "mail", "oldCode"])
            let office = try #require(agencies.first { $0["code"] as? String == "G22" })
            #expect(office["oldCode"] as? String == "000.00.00.G22")
            #expect(office["pid"] as? String == "0")
            let unit = try #require(agencies.first { $0["code"] as? String == "G22.90" })
            #expect(unit["pid"] as? String == office["id"] as? String)
            #expect(!agencies.contains { $0["code"] as? String == "H29.95" })

            let short = try await client.call("getAgenciesListQD20", [("level", "1")], body: nil).items
            #expect(Set(short.flatMap(\.keys)) == ["id", "code", "name", "mail", "code102"])
            #expect(short.count == agencies.count)

            let units = try await client.call("getSynchronizeUnit", body: nil).items
            let closed = try #require(units.first { $0["code"] as? String == "H29.95" })
            #expect(closed["deleted"] as? Bool == true)
            #expect(closed["centerCode"] as? String == "H29")
            #expect(closed["version"] as? Int == 1)
            #expect(units.count > agencies.count)
        }
    }

    @Test func `a list is packed for those who can unpack, made once, and made anew when the directory changes`()
        async throws
    {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let plain = try await client.call("getAgenciesList", body: nil)
            #expect(plain.headers["content-encoding"] == nil)
            #expect(plain.body.allSatisfy { (0x20...0x7E).contains($0) })
            let packed = try await client.call("getAgenciesList", body: nil, extra: ["Accept-Encoding: gzip,deflate"])
            #expect(packed.headers["content-encoding"] == "gzip")
            let unpacked = try await Program("gzip", ["-dc"]).run(input: packed.body)
            #expect(unpacked.bytes == plain.body)

            let folder = hub.hub.parts.configuration.dataFolder.appending(path: ".lists")
            let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            try await client.call("getAgenciesList", body: nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
            try await client.call("registerAgency", body: Self.registration("000.01.00.G22"))
            let after = try await client.call("getAgenciesList", body: nil).items
            let items = try plain.items
            #expect(after.count == items.count + 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == before.count)
            // Numbers stay.
            #expect(after.prefix(items.count).map { $0["id"] as? String } == items.map { $0["id"] as? String })
        }
    }

    @Test func `an agency is registered, renamed, sent to, deleted and registered again`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            for name in ["Cục Chuyển đổi số", "Cục Chuyển đổi số", "Cục Số"] {
                let answer = try await client.call(
                    "registerAgency", body: Self.registration("000.01.00.G22", name: name))
                #expect(answer.text == #"{"status":"OK","ErrorCode":"0","ErrorDesc":"Thanh cong"}"#)
            }
            let organs = OrganStore(database: hub.hub.parts.database)
            let code = try #require(OrganCode("000.01.00.G22"))
            #expect(try await organs.entry(code)?.name == "Cục Số")
            try await hub.client("h29").send(try Packages.document(from: "H29", to: ["000.01.00.G22"]), from: "H29")
            #expect(try await client.call("countReceiveEdoc").json["count"] as? Int == 1)
            for _ in 0..<2 {
                #expect(
                    try await client.call("deleteAgency", [("AgencyCode", "000.01.00.G22")]).string("status") == "OK")
            }
            let late = try await hub.client("h29").send(
                try Packages.document(from: "H29", to: ["000.01.00.G22"], number: 2), from: "H29")
            #expect(try late.string("status") == "FAIL")
            // What had come before is still there to be fetched.
            #expect(try await client.call("countReceiveEdoc").json["count"] as? Int == 1)
            try await client.call("registerAgency", body: Self.registration("000.01.00.G22"))
            let open = try await hub.client("h29").send(
                try Packages.document(from: "H29", to: ["000.01.00.G22"], number: 2), from: "H29")
            #expect(try open.string("status") == "OK")
        }
    }

    @Test func `nobody registers or deletes what is not below its own agencies`() async throws {
        try await VXPHub.run { (hub: VXPHub) async throws in
            let stranger = hub.client("h29")
            for body in [
                Self.registration("000.01.00.G22"), Self.registration("G01"), Self.registration("G22"),
                Self.registration("X.1", parent: "nowhere"), Self.registration("X.2", parent: ""),
                Array(#"{"code":"H29.77","name":"#.utf8), Array("[]".utf8),
                Array(#"{"code":"H29.77","pcode":"H29"}"#.utf8),
            ] {
                #expect(try await stranger.call("registerAgency", body: body).string("status") == "FAIL")
            }
            let large = Self.registration("H29.77", name: String(repeating: "a", count: 70_000), parent: "H29")
            #expect(
                try await stranger.call("registerAgency", body: large).text.contains("Noi dung gui len qua lon"))
            for code in ["H29", "G22", "nowhere"] {
                #expect(try await stranger.call("deleteAgency", [("AgencyCode", code)]).string("status") == "FAIL")
            }
            let organs = OrganStore(database: hub.hub.parts.database)
            let own = try #require(OrganCode("G22"))
            #expect(try await organs.entry(own)?.name == "Văn phòng Chính phủ")
            // Registering what the operator's directory has is no harm, and changes nothing.
            let answer = try await hub.client("g22").call(
                "registerAgency", body: Self.registration("G22", name: "Tên khác"))
            #expect(try answer.string("status") == "OK")
            #expect(try await organs.entry(own)?.name == "Văn phòng Chính phủ")
        }
    }

    private static func registration(
        _ code: String, name: String = "Cục Chuyển đổi số", parent: String = "000.00.00.G22"
    ) -> [UInt8] {
        Array(
            #"{"id":"","pcode":"\#(parent)","code":"\#(code)","name":"\#(name)","mail":"vt@example.vn","mobile":"","fax":""}"#
                .utf8)
    }
}
