package import Exchange
import NIOHTTP1

/// What became of packages (theo dõi gói tin): for their sender.
extension HubClient {
    /// Events about what our agencies sent, behind `place`; with `waitSeconds` the answer comes as soon as there is one.
    ///
    /// Throws `conflict` when the hub's log is another one than the log in which `place` was (a restored hub).
    package func transport(after place: TransportPlace, waitSeconds: Int, limit: Int = 100) async throws
        -> TransportPage
    {
        let mark = place.mark.map { "&mark=\(Self.encoded($0))" } ?? ""
        let answer = try await self.call(
            .GET, "/v1/transport?after=\(place.index)\(mark)&wait=\(waitSeconds)&limit=\(limit)",
            seconds: Int64(waitSeconds) + 15)
        return try Self.decoded(answer.body)
    }

    /// Where a package is: for each receiver the transport state and the statuses that came back. Throws `not-found` for what others sent.
    package func tracking(packageID: String) async throws -> TrackedPackage {
        try Self.decoded(try await self.call(.GET, "/v1/packages/\(Self.encoded(packageID))").body)
    }

    /// The evidence of everything that happened to a package (chứng cứ), each entry with its proof as `lienthong evidence verify` reads it;
    /// in the order of the log, at most 500 behind the entry `after`. Throws `not-found` for what is neither ours nor for us.
    package func receipts(packageID: String, after index: Int = -1) async throws -> [JSON] {
        let answer = try await self.call(
            .GET, "/v1/evidence/packages/\(Self.encoded(packageID))?after=\(index)&limit=500")
        guard let receipts = JSON(utf8: answer.body)?["receipts"] else { throw HTTPLine.unreadable }
        return receipts.elements
    }
}
