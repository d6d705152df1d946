import Foundation
import Programs
import Testing

/// The office's commands on a database of PostgreSQL, as processes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeMoveCommandTests {
    @Test func `an office with a file of its own is moved, and every command finds it`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "office").path
            func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Command.Result {
                try await Command.run(arguments, environment: environment, folder: folder)
            }
            let documents = ["--documents", "100", "--people", "20"]
            let demo = try await Command.run(["office", "demo-data", "--data", data] + documents, folder: folder)
            #expect(demo.status == 0, "\(demo.errors)")
            #expect(try await run("office", "migrate", "--from", data).status == 64)
            let none = try await run(
                "office", "migrate", "--from", data, "--to", "postgres://u:bi-mat@127.0.0.1:1/none")
            #expect(none.status == 69 && !none.errors.contains("bi-mat"), "\(none.errors)")
            let moved = try await run("office", "migrate", "--from", data, environment: ["LIENTHONG_DATABASE": address])
            #expect(moved.status == 0 && moved.output.contains("person\t20\n"), "\(moved.errors)")
            let again = try await run("office", "migrate", "--from", data, "--to", address)
            #expect(again.status == 65 && again.errors.hasPrefix("conflict: "))
            // Who forgets the database, or sets it to nothing, does not get an empty one beside it.
            let forgotten = try await run("office", "check", "--data", data, environment: ["LIENTHONG_DATABASE": ""])
            #expect(forgotten.status == 65 && forgotten.errors.hasPrefix("conflict: "), "\(forgotten.errors)")
            let checked = try await run("office", "check", "--data", data, "--database", address)
            #expect(checked.status == 0 && checked.output.contains("100 văn bản"), "\(checked.output)\(checked.errors)")
            let people = folder.appending(path: "people.csv")
            try Data("userName,fullName,title,role,unit\nmoi.mot,Hồ Thị Mẫu,Chuyên viên,officer,VP\n".utf8).write(
                to: people)
            let added = try await run("office", "user", "import", people.path, "--data", data, "--database", address)
            #expect(added.status == 0 && added.output.hasPrefix("moi.mot,"), "\(added.errors)")
            let reset = try await run(
                "office", "user", "reset-second-factor", "moi.mot", "--data", data, "--database", address)
            #expect(reset.status == 0, "\(reset.errors)")
            let unknown = try await run(
                "office", "user", "reset-second-factor", "khong-co", "--data", data, "--database", address)
            #expect(unknown.status == 65, "\(unknown.errors)")
            let serve = ["office", "serve", "--data", data, "--organ", "H99", "--listen", "127.0.0.1:0"]
            let node = try Command(serve + ["--database", address], folder: folder)
            #expect(try await node.ready().hasPrefix("ready http://"))
            let served = try await run("office", "restored", "--data", data, "--database", address)
            #expect(served.status == 65 && served.errors.hasPrefix("conflict: "), "\(served.errors)")
            #expect(try await node.stop().status == 0)
            #expect(try await run("office", "restored", "--data", data, "--database", address).status == 0)
            #expect(try await run("office", "check", "--data", data, "--database", address).status == 0)
            #expect(!FileManager.default.fileExists(atPath: data + "/office.sqlite"))
        }
    }

    @Test func `what is about the file of SQLite refuses and names what to do instead`() async throws {
        try await withFolder { folder in
            let place = ["--data", folder.path, "--database", "postgres://office:bi-mat@may1,may2/office"]
            let file = folder.appending(path: "office.backup").path
            for (arguments, told) in [
                (["office", "backup", "--to", file], "pg_basebackup"), (["office", "restore", file], "pg_basebackup"),
                (["office", "demo-data"], "office migrate"),
            ] {
                let result = try await Command.run(arguments + place, folder: folder)
                #expect(result.status == 64 && result.errors.contains(told), "\(result.errors)")
                #expect(!result.errors.contains("bi-mat"))
            }
            let own = try await Command.run("office", "restored", "--data", folder.path, folder: folder)
            #expect(own.status == 64 && own.errors.contains("office restore"))
        }
    }
}
