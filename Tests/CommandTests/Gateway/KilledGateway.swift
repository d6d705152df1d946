import Foundation
import Synchronization
import Testing

/// The gateway of H29 as a process that is killed and started again at the same address, and the software that uses it.
final class KilledGateway: Sendable {
    let inFolder: URL
    let outFolder: URL
    /// Of the API.
    let address: String
    let token: String
    private let arguments: [String]
    private let folder: URL
    private let process: Mutex<Command>

    init(hub: KilledHub, folder: URL) async throws {
        let data = folder.appending(path: "gateway").path
        self.folder = folder
        self.inFolder = folder.appending(path: "in")
        self.outFolder = folder.appending(path: "out")
        self.arguments = [
            "gateway", "serve", "--data", data, "--organ", "H29", "--hub", hub.url.absoluteString,
            "--hub-ca", hub.authority.path, "--in", self.inFolder.path, "--out", self.outFolder.path,
        ]
        let added = try await Command.run("gateway", "system", "add", "qlvb", "--data", data, folder: folder)
        self.token = added.output.trimmingCharacters(in: .newlines)
        let first = try Self.start(self.arguments, "127.0.0.1:0", folder)
        self.address = String(try await first.ready().dropFirst("ready ".count))
        self.process = Mutex(first)
    }

    private static func start(_ arguments: [String], _ address: String, _ folder: URL) throws -> Command {
        try Command(
            arguments + ["--listen", address], environment: ["LIENTHONG_TOKEN": KilledClient.token(of: "H29")],
            folder: folder)
    }

    /// SIGKILL; then it must come back. Somebody else's connection may hold the port for a moment.
    func killAndRestart() async throws {
        let old = self.process.withLock { $0 }
        old.send(signal: SIGKILL)
        _ = try await old.result()
        for _ in 0..<50 {
            let next = try Self.start(self.arguments, self.address.replacing("http://", with: ""), self.folder)
            if try await next.ready().hasPrefix("ready ") { return self.process.withLock { $0 = next } }
            _ = try await next.result()
            try await Task.sleep(for: .milliseconds(200))
        }
        throw CocoaError(.executableNotLoadable)
    }

    func stop() async throws -> Command.Result { try await self.process.withLock { $0 }.stop() }

    /// Puts a file into the folder as software should: complete, by a rename.
    func drop(_ text: String, as name: String) throws {
        let hidden = self.inFolder.appending(path: "\(name).tmp")
        try Data(text.utf8).write(to: hidden)
        try FileManager.default.moveItem(at: hidden, to: self.inFolder.appending(path: name))
    }

    /// Puts a document with one file into the folder.
    func drop(header: String, as name: String) throws {
        let hidden = self.inFolder.appending(path: "\(name).tmp")
        try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
        try Data(header.utf8).write(to: hidden.appending(path: "header.json"))
        try Data("Nội dung".utf8).write(to: hidden.appending(path: "cong-van.txt"))
        try FileManager.default.moveItem(at: hidden, to: self.inFolder.appending(path: name))
    }

    /// Takes away what has come: the ids of the arrivals, and their headers.
    func pickUp() throws -> [(id: String, header: Data)] {
        try FileManager.default.contentsOfDirectory(atPath: self.outFolder.path).filter { !$0.hasPrefix(".") }.map {
            id in
            let taken = self.folder.appending(path: "picked-\(UUID().uuidString)")
            try FileManager.default.moveItem(at: self.outFolder.appending(path: id), to: taken)
            return (id, try Data(contentsOf: taken.appending(path: "header.json")))
        }
    }
}
