import Foundation
import Testing

/// `hub backup` and `hub restore` while the hub runs, as processes.
@Suite struct BackupTests {
    @Test func `a hub is copied while it runs; the copy runs and knows the same systems`() async throws {
        try await withFolder { folder in
            let (data, copy) = (folder.appending(path: "hub").path, folder.appending(path: "copy").path)
            func run(_ arguments: String...) async throws -> Command.Result {
                try await Command.run(arguments, folder: folder)
            }
            let organs = Samples.url("directory/organs.csv").path
            #expect(try await run("hub", "organ", "import", organs, "--data", data).status == 0)
            #expect(try await run("hub", "system", "add", "g22", "--organ", "G22", "--data", data).status == 0)
            let hub = try Command(["hub", "serve", "--data", data, "--listen", "127.0.0.1:0"], folder: folder)
            #expect(try await hub.ready().hasPrefix("ready https://"))
            let backup = folder.appending(path: "hub.backup").path
            let enrolled = try await run("hub", "enrol", "g22", "--data", data, "--out", folder.path)
            #expect(enrolled.status == 0, "\(enrolled.errors)")
            #expect(try await run("hub", "backup", "--data", data, "--to", backup).status == 0)
            #expect(try await run("hub", "backup", "--data", data, "--to", backup).errors.hasPrefix("conflict: "))
            // The folder is missing, or is a file.
            for place in ["nowhere", "organs.csv"] {
                let path = folder.appending(path: "\(place)/x").path
                if place == "organs.csv" { try Data().write(to: folder.appending(path: place)) }
                #expect(try await run("hub", "backup", "--data", data, "--to", path).status == 73)
            }
            let blocked = try await run("hub", "enrol", "g22", "--data", data, "--out", folder.path + "/organs.csv")
            #expect(blocked.status == 73)
            #expect(blocked.errors.hasPrefix("cannot-write: "))
            #expect(try await hub.stop().status == 0)
            #expect(try await run("hub", "restore", backup, "--data", copy).status == 0)
            #expect(try await run("hub", "check", "--data", copy).status == 0)
            let listed = try await run("hub", "system", "list", "--data", copy).output
            #expect(listed.hasPrefix("g22\tenabled\tG22\t20"))
            #expect(try await run("office", "restore", backup, "--data", folder.path + "/o").status == 65)
            let again = try Command(["hub", "serve", "--data", copy, "--listen", "127.0.0.1:0"], folder: folder)
            #expect(try await again.ready().hasPrefix("ready https://"))
            #expect(try await again.stop().status == 0)
        }
    }
}
