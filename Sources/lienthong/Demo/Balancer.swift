import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore

/// HAProxy before the nodes of a demo (bộ cân bằng tải): it hands on connections as they are, so that TLS goes through, each to the next node whose
/// `/health` is well. A node that refuses one connection is left at once.
struct Balancer: Sendable {
    /// Nodes that are one server to their callers.
    struct Pool: Sendable {
        let name: String
        /// Where callers go, on this machine.
        let port: Int
        let nodes: [(name: String, port: Int)]
        /// Of the nodes' certificates (PEM); nil: they speak HTTP.
        let authority: URL?
    }

    /// What a node has done for callers since HAProxy began; its own looks at `/health` are not in it.
    struct Work: Sendable, Equatable {
        let node: String
        let connections: Int
        /// What callers got.
        let sentBytes: Int
    }

    /// Of HAProxy's page about the nodes.
    let pagePort: Int
    let pools: [Pool]

    /// Where HAProxy is. Throws `tool-missing`.
    ///
    /// - Parameter folders: Debian puts it where only root's PATH looks.
    static func program(
        in folders: [String] = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(
            String.init)
            + ["/usr/sbin", "/usr/local/sbin"]
    ) throws -> URL {
        for folder in folders {
            let file = URL(fileURLWithPath: folder, isDirectory: true).appending(path: "haproxy")
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        }
        throw Fault(
            .toolMissing, vi: "Máy chưa cài HAProxy (gói haproxy) để chia kết nối cho các nút.",
            en: "haproxy (package haproxy) is missing: nothing could stand before the nodes.")
    }

    /// Pages that stay open and callers that wait are silent for up to half a minute.
    var configuration: String {
        """
        global
            maxconn 400

        defaults
            mode tcp
            balance roundrobin
            timeout connect 2s
            timeout client 2m
            timeout server 2m
            timeout check 5s
            retries 3
            option redispatch 1
            # Connections that stay open are counted while they last.
            option contstats
            option httpchk GET /health
            default-server check inter 500ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down on-marked-down shutdown-sessions

        listen page
            mode http
            bind 127.0.0.1:\(self.pagePort)
            # Who asks again later finds no connection that was closed meanwhile.
            option httpclose
            stats enable
            stats uri /

        """ + self.pools.map(Self.section).joined()
    }

    private static func section(_ pool: Pool) -> String {
        let check = pool.authority.map { " check-ssl verify required ca-file '\($0.path)'" } ?? ""
        let servers = pool.nodes.map { "    server \($0.name) 127.0.0.1:\($0.port)\(check)\n" }
        return "\nlisten \(pool.name)\n    bind 127.0.0.1:\(pool.port)\n" + servers.joined()
    }

    /// Of every node. Throws when HAProxy's page is not what it should be.
    func work() async throws -> [Work] {
        let work = Self.work(in: try await self.table())
        guard work.count == self.pools.map(\.nodes.count).reduce(0, +) else {
            throw Fault(
                .internalFault, vi: "HAProxy không cho biết đủ các nút.",
                en: "HAProxy tells of \(work.count) nodes.")
        }
        return work
    }

    /// The same, as the table says.
    static func work(in table: String) -> [Work] {
        self.nodes(in: table, ["svname", "stot", "bout"]).compactMap { fields in
            guard let connections = Int(fields[1]), let sent = Int(fields[2]) else { return nil }
            return Work(node: fields[0], connections: connections, sentBytes: sent)
        }
    }

    /// The names of the nodes to which callers are sent.
    func well() async throws -> Set<String> { Self.well(in: try await self.table()) }

    static func well(in table: String) -> Set<String> {
        Set(self.nodes(in: table, ["svname", "status"]).filter { $0[1] == "UP" }.map { $0[0] })
    }

    private func table() async throws -> String {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: "http://127.0.0.1:\(self.pagePort)/;csv"), timeout: .seconds(10))
        return String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    /// Reads HAProxy's table: a line of names, then one of each listener, node and pool. The fields of each node; nothing where one is missing.
    private static func nodes(in table: String, _ names: [String]) -> [[String]] {
        let lines = table.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let head = lines.first else { return [] }
        let places = names.compactMap { head.firstIndex(of: $0) }
        guard places.count == names.count else { return [] }
        return lines.dropFirst().compactMap { fields in
            guard fields.count > (places.max() ?? 0) else { return nil }
            let found = places.map { fields[$0] }
            return ["FRONTEND", "BACKEND"].contains(found[0]) ? nil : found
        }
    }
}
