import EdXML
import Exchange
import Foundation
import Gateway
import NIOHTTP1
import Programs
import Storage
import Testing

/// `lienthong sandbox`: what each switch does, and who may press it.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct SandboxTests {
    @Test func `the hub answers 503, cuts, is slow, and is well again`() async throws {
        try await withFolder { folder in
            try await RunningSandbox.with(folder) { box in
                #expect(try await box.health() == 200)
                try await box.turn("hub-unavailable", on: true)
                #expect(try await box.health() == 503)
                let vxp = "\(box.vxp.absoluteString)/getAgenciesList"
                #expect(try await box.call(.POST, vxp).status == 503)

                // Only one at a time.
                try await box.turn("hub-cut", on: true)
                await #expect(throws: (any Error).self) { try await box.health() }
                await #expect(throws: (any Error).self) { try await box.call(.POST, vxp) }

                try await box.turn("hub-slow", on: true)
                await #expect(throws: (any Error).self) { try await box.health(seconds: 3) }
                #expect(try await box.health() == 200)

                try await box.turn("hub-slow", on: false)
                #expect(try await box.health() == 200)
                #expect(try await box.call(.POST, vxp).status == 200)
                #expect(try await box.control(.GET, "state").text.contains("\"on\":true") == false)
            }
        }
    }

    @Test func `a delivery is told twice over both wires, then never again`() async throws {
        try await withFolder { folder in
            try await RunningSandbox.with(folder) { box in
                try await box.system("tester.secret") { tester in
                    for number in ["1", "2"] { _ = try await tester.send(bytes: Self.document(number)) }
                }
                try await box.turn("told-twice", on: true)
                try await box.system("secret") { vendor in
                    let first = try await vendor.inbox(after: 0, waitSeconds: 0).items
                    #expect(first.count == 2)
                    let item = try #require(first.first)
                    let hash = try #require(ContentHash(hex: item.sha256))
                    for waiting in [2, 1] {
                        try await vendor.acknowledge(deliveryID: item.deliveryId, hash: hash, outcome: .done)
                        #expect(try await vendor.inbox(after: 0, waitSeconds: 0).items.count == waiting)
                    }
                }
                let client = try VXPClient(
                    endpoint: VXPEndpoint(
                        url: box.vxp, system: "vendor", secret: try box.kept("secret"), trustedRoots: nil))
                do {
                    let item = try #require(try await client.receivedList(statuses: false).first)
                    for waiting in [1, 0] {
                        try await client.updateStatus(item.id, isDone: true)
                        #expect(try await client.receivedList(statuses: false).count == waiting)
                    }
                } catch {
                    try await client.shutdown()
                    throw error
                }
                try await client.shutdown()
            }
        }
    }

    @Test func `an office ends at once and comes back at its address`() async throws {
        try await withFolder { folder in
            try await RunningSandbox.with(folder) { box in
                let page = "\(box.office)/sign-in"
                #expect(try await box.call(.GET, page).status == 200)
                try await box.turn("down-G22", on: true)
                await #expect(throws: (any Error).self) { try await box.call(.GET, page) }
                #expect(try await box.health() == 200)
                try await box.turn("down-G22", on: false)
                #expect(try await box.call(.GET, page).status == 200)
                #expect(try await box.control(.PUT, "switches/down-Z99", "{\"on\":true}").status == 404)
            }
        }
    }

    @Test func `the clock goes forward for hub and office, and back`() async throws {
        try await withFolder { folder in
            try await RunningSandbox.with(folder) { box in
                let form = ["Content-Type": "application/x-www-form-urlencoded"]
                let signedIn = try await box.call(
                    .POST, "\(box.office)/sign-in", "user=vanthu.g22&password=lien-thong-2015", headers: form)
                let cookie = try #require(signedIn.headers["set-cookie"].first?.split(separator: ";").first)
                let visitor = ["Cookie": String(cookie)]
                #expect(try await box.call(.GET, "\(box.office)/account", headers: visitor).status == 200)

                #expect(try await box.control(.POST, "clock", "{\"forwardHours\":48}").status == 200)
                try await box.system("tester.secret") { _ = try await $0.send(bytes: Self.document("1")) }
                try await box.system("secret") { vendor in
                    let item = try #require(try await vendor.inbox(after: 0, waitSeconds: 0).items.first)
                    let received = try #require(Timestamp.instant(item.receivedAt))
                    #expect(received.timeIntervalSinceNow > 47 * 3600)
                }
                // The session has ended in the meantime.
                #expect(try await box.call(.GET, "\(box.office)/account", headers: visitor).status == 303)

                #expect(try await box.control(.DELETE, "clock").text.contains("\"hoursAhead\":0"))
                for hours in ["0", "-1", "87601", "\"x\""] {
                    #expect(try await box.control(.POST, "clock", "{\"forwardHours\":\(hours)}").status == 400)
                }
            }
        }
    }

    @Test func `only the token and the page's own forms press switches, each form once`() async throws {
        try await withFolder { folder in
            try await RunningSandbox.with(folder) { box in
                let state = "\(box.switches)/v1/state"
                #expect(try await box.call(.GET, state).status == 401)
                #expect(try await box.call(.GET, state, headers: ["Authorization": "Bearer khong-phai"]).status == 401)
                #expect(try await box.call(.GET, box.switches, headers: ["Host": "evil.example"]).status == 403)

                let page = try await box.call(.GET, box.switches).text
                #expect(page.contains("Hộp cát"))
                let csrf = try #require(page.firstMatch(of: /name="csrf" value="([0-9a-f]{64})"/)).1
                let once = try #require(page.firstMatch(of: /name="once" value="([0-9a-f]{64})"/)).1
                let target = "\(box.switches)/clock/forward"
                let form = ["Content-Type": "application/x-www-form-urlencoded"]
                let fields = "once=\(once)&version=0&hours=5"
                #expect(try await box.call(.POST, target, fields, headers: form).status == 403)
                let stranger = form.merging(["Sec-Fetch-Site": "cross-site"]) { $1 }
                #expect(try await box.call(.POST, target, "csrf=\(csrf)&\(fields)", headers: stranger).status == 403)
                #expect(try await box.control(.GET, "state").text.contains("\"hoursAhead\":0"))
                for _ in 0..<2 {
                    #expect(try await box.call(.POST, target, "csrf=\(csrf)&\(fields)", headers: form).status == 303)
                }
                #expect(try await box.control(.GET, "state").text.contains("\"hoursAhead\":5"))
                let other = String(repeating: "0", count: 64)
                let wrong = try await box.call(
                    .POST, target, "csrf=\(csrf)&once=\(other)&version=0&hours=x", headers: form)
                #expect(wrong.status == 422)
                #expect(wrong.text.contains("<title>Lỗi: "))
            }
        }
    }

    @Test func `secrets are made once, shown once and readable by their owner only`() async throws {
        try await withFolder { folder in
            var secret: String?
            try await RunningSandbox.with(folder) { box in
                secret = box.secret
                #expect(try box.kept("secret") == secret)
                let vendor = box.folder.appending(path: "vendor")
                let names = try FileManager.default.contentsOfDirectory(atPath: vendor.path)
                #expect(
                    Set(names).isSuperset(of: ["env", "secret", "vendor.key", "vendor.pem", "ca.pem", "trial.yaml"]))
                for name in names {
                    let file = vendor.appending(path: name).path
                    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                    #expect(mode == 0o600, "\(name)")
                }
            }
            try await RunningSandbox.with(folder) { box in
                #expect(secret != nil && box.secret == nil)
                #expect(try box.kept("secret") == secret)
                try await box.system("secret") { vendor in
                    let waiting = try await vendor.inbox(after: 0, waitSeconds: 0)
                    #expect(waiting.items.isEmpty)
                }
            }
        }
    }

    @Test func `a folder with other data is left alone`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "box")
            try FileManager.default.createDirectory(
                at: data.appending(path: "hub"), withIntermediateDirectories: true)
            let result = try await Command.run(
                "sandbox", "--data", data.path, "--port-base", "0", "--samples", Samples.url("").path, folder: folder)
            #expect(result.status == 65)
            #expect(result.errors.hasPrefix("conflict"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: data.path) == ["hub"])
        }
    }

    /// Of the tester's agency, for the vendor's.
    private static func document(_ number: String) throws -> [UInt8] {
        let header = """
            {"kind": "new", "from": {"organId": "G22.93", "organName": "Trung tâm Tin học"},
             "to": [{"organId": "Z01", "organName": "Cơ quan thử của nhà cung cấp"}],
             "document": {"codeNumber": "\(number)", "codeNotation": "TTTH", "promulgationDate": "2024-03-12",
               "documentType": {"typeName": "Công văn"}, "subject": "V/v thử hộp cát",
               "signer": {"fullName": "Phạm Giả Định"}}}
            """
        let json = try #require(JSON(utf8: Array(header.utf8)))
        let packet = try OutgoingJSON(json, now: Date()).document(files: [Samples.url("documents/giay-moi-hop.pdf")])
        var bytes: [UInt8] = []
        try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
        return bytes
    }
}
