import Foundation

/// The gateway of H29, which is killed and started again at the same address, and the software that uses it.
struct KilledGateway: Sendable {
    let inFolder: URL
    let outFolder: URL
    let token: String
    private let folder: URL
    private let server: KilledServer

    /// Of the API.
    var address: String { self.server.address }

    init(hub: KilledHub, folder: URL) async throws {
        let data = folder.appending(path: "gateway").path
        self.folder = folder
        self.inFolder = folder.appending(path: "in")
        self.outFolder = folder.appending(path: "out")
        let added = try await Command.run("gateway", "system", "add", "qlvb", "--data", data, folder: folder)
        self.token = added.output.trimmingCharacters(in: .newlines)
        self.server = try await KilledServer(
            [
                "gateway", "serve", "--data", data, "--organ", "H29", "--hub", hub.url.absoluteString,
                "--hub-ca", hub.authority.path, "--in", self.inFolder.path, "--out", self.outFolder.path,
            ], environment: ["LIENTHONG_TOKEN": KilledClient.token(of: "H29")], folder: folder)
    }

    func killAndRestart() async throws { try await self.server.killAndRestart() }

    func stop() async throws -> Command.Result { try await self.server.stop() }

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
