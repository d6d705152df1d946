import Exchange
import Foundation
import Gateway
import Hub
import Storage
import Testing
import Trust

/// A hub in a process of its own, with clients of the agencies G22 and H29.
struct TestedHub: Sendable {
    let command: Command
    let url: URL
    /// Of the national wire, when it is served.
    let wire: URL?
    let sender: HubClient
    let receiver: HubClient

    /// Directory and systems.
    static func prepare(_ data: URL) async throws {
        let administration = try Administration(folder: data)
        try await administration.importDirectory(
            String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
        for organ in ["G22", "H29"] {
            _ = try await administration.add(
                system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                secret: KilledClient.token(of: organ), sealedBy: try SealedSecrets(dataFolder: data))
        }
    }

    init(_ data: URL, hasWire: Bool = false, environment: [String: String] = [:], folder: URL) async throws {
        self.command = try Command(
            ["hub", "serve", "--data", data.path, "--listen", "127.0.0.1:0"]
                + (hasWire ? ["--vxp-listen", "127.0.0.1:0"] : []), environment: environment, folder: folder)
        let lines = try await self.command.lines(hasWire ? 2 : 1)
        func address(_ word: String) -> URL? {
            lines.first { $0.hasPrefix("\(word) ") }.flatMap { URL(string: String($0.dropFirst(word.count + 1))) }
        }
        self.url = try #require(address("ready"), "the hub does not start")
        self.wire = address("vxp")
        let authority = data.appending(path: "tls/ca.pem")
        let url = self.url
        func client(_ organ: String) throws -> HubClient {
            try HubClient(
                endpoint: HubEndpoint(url: url, token: KilledClient.token(of: organ), trustedRoots: authority))
        }
        self.sender = try client("G22")
        self.receiver = try client("H29")
    }

    /// Ends the clients, then waits for the process, which has ended or is told to.
    func end(telling: Bool = true) async throws -> Command.Result {
        try await self.sender.shutdown()
        try await self.receiver.shutdown()
        return try await telling ? self.command.stop() : self.command.result()
    }

    /// Sends a document; an answer or the fault.
    func send(_ number: String) async throws -> Result<HubReceipt, Fault> {
        let package = try KilledClient.document(number, to: ["H29"])
        do { return .success(try await self.sender.send(bytes: package)) } catch let fault as Fault {
            return .failure(fault)
        }
    }

    /// Everything that waits for H29.
    func waiting() async throws -> [InboxItem] {
        var (items, after): ([InboxItem], Int) = ([], 0)
        while true {
            let page = try await self.receiver.inbox(after: after, waitSeconds: 0)
            guard let last = page.items.last else { return items }
            items += page.items
            after = last.cursor
        }
    }

    static func expectSound(_ data: URL, folder: URL) async throws {
        let check = try await Command.run("hub", "check", "--data", data.path, folder: folder)
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
}
