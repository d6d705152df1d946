import Exchange
import Foundation

/// One server of the demo as its callers know it: one process, or several nodes behind the balancer.
struct DemoServer: Sendable {
    /// `hub`, or the code of an office's agency.
    let name: String
    /// Of its data.
    let folder: URL
    /// On PostgreSQL; nil: a file of SQLite in the folder.
    let database: String?
    /// Where its callers go, on this machine.
    let port: Int
    let nodes: [ServerProcess]
    private let nodePorts: [Int]

    /// - Parameters:
    ///   - place: of everything of the demo.
    ///   - index: 0, 1, 2 behind the demo's first port. Nodes listen ten ports further for each server: they come back where they were.
    ///   - arguments: without data and address.
    init(
        _ name: String, in place: URL, portBase: Int, index: Int, cluster: DemoCluster?, arguments: [String],
        environment: [String: String] = [:]
    ) {
        let key = name.lowercased()
        let folder = place.appending(path: key)
        let database = cluster?.database(of: name)
        let port = portBase + index
        self.name = name
        self.folder = folder
        self.database = database
        self.port = port
        self.nodePorts = cluster.map { (0..<$0.nodes).map { portBase + 10 * (index + 1) + $0 } } ?? [port]
        // Not in the list of processes: it may hold a password.
        let shared = cluster == nil ? [] : ["--balancers", Balancer.address]
        let environment = environment.merging(database.map { ["LIENTHONG_DATABASE": $0] } ?? [:]) { $1 }
        self.nodes = self.nodePorts.enumerated().map { number, own in
            let end = cluster == nil ? "" : "-\(number + 1)"
            return ServerProcess(
                name: name + end,
                arguments: arguments + ["--data", folder.path, "--listen", "127.0.0.1:\(own)"] + shared,
                environment: environment, log: place.appending(path: "\(key)\(end).log"))
        }
    }

    /// As the balancer knows it.
    ///
    /// - Parameter authority: of the nodes' certificates; nil: they speak HTTP.
    func pool(authority: URL?) -> Balancer.Pool {
        Balancer.Pool(
            name: self.name, port: self.port, nodes: zip(self.nodes, self.nodePorts).map { ($0.name, $1) },
            authority: authority)
    }
}
