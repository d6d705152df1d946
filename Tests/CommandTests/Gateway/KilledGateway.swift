import Foundation

/// The gateway of H29, whose nodes are killed and started again at the same addresses, and the software that uses it.
struct KilledGateway: Sendable {
    let data: URL
    let inFolder: URL
    let outFolder: URL
    let token: String
    /// One, unless there are more on a database of PostgreSQL.
    private(set) var nodes: [KilledServer] = []
    private let folder: URL
    private let arguments: [String]
    private let environment: [String: String]

    /// Of the API.
    var address: String { self.nodes[0].address }

    /// - Parameters:
    ///   - database: on PostgreSQL; nil: a file of SQLite.
    ///   - content: where files are kept; nil: the usual.
    ///   - webhook: where it calls; nil: nowhere.
    init(
        hub: KilledHub, folder: URL, database: String? = nil, content: String? = nil, webhook: URL? = nil
    ) async throws {
        self.folder = folder
        self.data = folder.appending(path: "gateway")
        self.inFolder = folder.appending(path: "in")
        self.outFolder = folder.appending(path: "out")
        let place = database.map { ["LIENTHONG_DATABASE": $0] } ?? [:]
        let added = try await Command.run(
            ["gateway", "system", "add", "qlvb", "--data", self.data.path], environment: place, folder: folder)
        self.token = added.output.trimmingCharacters(in: .newlines)
        let options = [("--content", content), ("--webhook", webhook?.absoluteString)]
        self.arguments =
            [
                "gateway", "serve", "--data", self.data.path, "--organ", "H29", "--hub", hub.url.absoluteString,
                "--hub-ca", hub.authority.path, "--in", self.inFolder.path, "--out", self.outFolder.path,
            ] + options.flatMap { name, value in value.map { [name, $0] } ?? [] }
        self.environment = place.merging(["LIENTHONG_TOKEN": KilledClient.token(of: "H29")]) { $1 }
        try await self.addNode()
    }

    /// One more on the same data.
    mutating func addNode() async throws {
        self.nodes.append(
            try await KilledServer(self.arguments, environment: self.environment, folder: self.folder))
    }

    /// Of one node.
    func stop() async throws -> Command.Result { try await self.nodes[0].stop() }

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

    /// Whether something lies there that was not taken over.
    func hasDropped() throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: self.inFolder.path)
            .contains { !["sending", "sent", "refused"].contains($0) }
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
