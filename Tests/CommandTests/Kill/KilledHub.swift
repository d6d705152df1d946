import Foundation
import Testing

/// A hub that is killed and started again at the same address.
struct KilledHub: Sendable {
    let url: URL
    private let data: URL
    private let server: KilledServer

    var authority: URL { self.data.appending(path: "tls/ca.pem") }

    /// - Parameter database: on PostgreSQL, where packages are kept too; nil: all lies in `data`.
    init(data: URL, folder: URL, database: String? = nil) async throws {
        self.data = data
        self.server = try await KilledServer(
            ["hub", "serve", "--data", data.path] + (database == nil ? [] : ["--content", "database"]),
            environment: database.map { ["LIENTHONG_DATABASE": $0] } ?? [:], folder: folder)
        self.url = try #require(URL(string: self.server.address))
    }

    func killAndRestart(_ body: () async throws -> Void = {}) async throws {
        try await self.server.killAndRestart(body)
    }

    func stop() async throws -> Command.Result { try await self.server.stop() }
}
