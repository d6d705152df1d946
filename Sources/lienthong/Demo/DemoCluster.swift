import Exchange
import Foundation
import Storage

/// What a demo of several nodes stands on: a PostgreSQL server, where each server of the demo gets a database of its own, and HAProxy.
struct DemoCluster: Sendable {
    /// Of each server.
    let nodes: Int
    private let server: PostgreSQLServer
    let balancer: URL

    /// - Parameter address: of any database of the PostgreSQL server.
    ///
    /// Throws `Fault`: `invalid-request`, `tool-missing`.
    init(address: String, nodes: Int) throws {
        guard (2...4).contains(nodes) else {
            throw Fault(
                .invalidRequest, vi: "--nodes từ 2 đến 4.", en: "There are two to four nodes of each server.",
                place: "nodes")
        }
        self.nodes = nodes
        self.server = try PostgreSQLServer(address)
        self.balancer = try Balancer.program()
    }

    /// Of the database of a server: `hub`, `G22`, `H29`.
    func database(of name: String) -> String { self.server.address(of: Self.databaseName(name)) }

    private static func databaseName(_ name: String) -> String { "lienthong_demo_\(name.lowercased())" }

    /// All or none.
    func makeDatabases(of names: [String]) throws {
        var made: [String] = []
        do {
            for name in names {
                try self.server.create(Self.databaseName(name))
                made.append(name)
            }
        } catch {
            self.removeDatabases(of: made)
            throw error
        }
    }

    /// What cannot be removed is told: it is in the way of the next demo only.
    func removeDatabases(of names: [String]) {
        for name in names.map(Self.databaseName) {
            do { try self.server.remove(name) } catch {
                FileHandle.standardError.write(
                    Data("Không xóa được cơ sở dữ liệu \(name). The database stays: \(error)\n".utf8))
            }
        }
    }
}
