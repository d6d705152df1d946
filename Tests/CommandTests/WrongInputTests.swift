import Exchange
import Foundation
import Office
import Programs
import Storage
import Testing

/// What is wrong with files and addresses that somebody named is told as that, never as a fault of ours (exit code 70).
@Suite(.inTurn, .timeLimit(.minutes(5))) struct WrongInputTests {
    @Test func `a certificate, a list of people or a plan that cannot be read`() async throws {
        try await withFolder { folder in
            let rubbish = folder.appending(path: "rubbish.bin").path
            try Data([0xFF, 0xFE, 0x00, 0x80]).write(to: URL(fileURLWithPath: rubbish))
            let text = folder.appending(path: "text.pem").path
            try Data("không phải chứng thư\n".utf8).write(to: URL(fileURLWithPath: text))
            let missing = folder.appending(path: "missing").path
            let data = folder.appending(path: "data").path
            for (file, code) in [(missing, "not-found"), (rubbish, "encoding"), (text, "bad-format")] {
                for server in [["hub", "serve"], ["office", "serve", "--organ", "G22"]] {
                    try await Self.expect(
                        65, code,
                        server + ["--data", data, "--listen", "127.0.0.1:0", "--certificate", file, "--key", file],
                        folder)
                }
                try await Self.expect(
                    65, code,
                    ["hub", "serve", "--data", data, "--listen", "127.0.0.1:0", "--client-ca", file], folder)
                let own = ["--data", data, "--listen", "127.0.0.1:0"]
                for server in ["office", "gateway"] {
                    try await Self.expect(
                        65, code,
                        [server, "serve", "--organ", "G22", "--hub", "https://127.0.0.1:1", "--hub-ca", file] + own
                            + ["--hub-certificate", text, "--hub-key", text], folder)
                }
                try await Self.expect(
                    65, code,
                    ["hub", "serve", "--uplink", "https://127.0.0.1:1", "--uplink-organ", "H29", "--uplink-ca", file]
                        + own + ["--uplink-certificate", text, "--uplink-key", text], folder)
            }
            for (file, code) in [(missing, "not-found"), (rubbish, "encoding")] {
                try await Self.expect(65, code, ["office", "user", "import", "--data", data, file], folder)
            }
        }
    }

    @Test(arguments: ["0", "65500", "-1"]) func `a first port that leaves no room for the others`(_ port: String)
        async throws
    {
        try await withFolder { folder in
            let result = try await Command.run("demo", "--once", "--port-base=\(port)", folder: folder)
            #expect(result.status == 64 && result.errors.contains("--port-base"), "\(result.errors)")
        }
    }

    @Test func `an address on which nobody can listen`() async throws {
        try await withFolder { folder in
            func serve(_ name: String, _ address: String) -> [String] {
                ["hub", "serve", "--data", folder.appending(path: name).path, "--listen", address]
            }
            let hub = try Command(serve("first", "127.0.0.1:0"), folder: folder)
            let address = try await hub.ready().replacing("ready https://", with: "")
            try await Self.expect(65, "conflict", serve("second", address), folder)
            // An address for documentation (RFC 5737): nobody has it.
            try await Self.expect(64, "invalid-request", serve("second", "203.0.113.7:23000"), folder)
            #expect(try await hub.stop().status == 0)
        }
    }

    @Test func `data of one agency are not served as those of another`() async throws {
        try await withFolder { folder in
            let database = try OfficeServer.openDatabase(in: folder.appending(path: "office"))
            let organ = try #require(OrganCode("H29"))
            let identity = Office.Identity(
                organ: organ, name: "UBND Thành phố Hồ Chí Minh", letterhead: ["", "ỦY BAN NHÂN DÂN"],
                abbreviation: "UBND", place: "TP. Hồ Chí Minh", contact: "Hỏi văn thư.")
            try await AgencySetup(identity: identity, units: [], people: []).apply(to: database, at: Date())
            try database.close()
            let serve = ["office", "serve", "--data", folder.path + "/office", "--listen", "127.0.0.1:0", "--organ"]
            try await Self.expect(65, "conflict", serve + ["G22"], folder)
            let office = try Command(serve + ["H29"], folder: folder)
            #expect(try await office.ready().hasPrefix("ready "))
            #expect(try await office.stop().status == 0)
        }
    }

    @Test(arguments: [("office", "office.sqlite"), ("gateway", "gateway.sqlite")])
    func `a database that is none is a finding of check`(_ server: String, _ name: String) async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
            let bytes = (0..<8192).map { _ in UInt8.random(in: .min ... .max) }
            try Data(bytes).write(to: data.appending(path: name))
            let result = try await Command.run(server, "check", "--data", data.path, folder: folder)
            #expect(result.status == 65, "\(result.output)\(result.errors)")
            #expect(result.errors.hasPrefix("conflict: "), "\(result.errors)")
            #expect(result.output.hasPrefix("database\t"), "\(result.output)")
        }
    }

    private static func expect(
        _ status: Int32, _ code: String, _ arguments: [String], _ folder: URL
    ) async throws {
        let result = try await Command.run(arguments, folder: folder)
        #expect(result.status == status, "\(arguments): \(result.errors)")
        // A server that had begun may have logged before.
        let last = result.errors.split(separator: "\n").last ?? ""
        #expect(last.hasPrefix("\(code): "), "\(arguments): \(result.errors)")
    }
}
