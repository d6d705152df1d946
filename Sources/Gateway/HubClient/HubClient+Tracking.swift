import NIOHTTP1

/// What became of packages (theo dõi gói tin): for their sender.
extension HubClient {
    /// Events about what our agencies sent, behind `place`; with `waitSeconds` the answer comes as soon as there is one.
    package func transport(after place: TransportPlace, waitSeconds: Int, limit: Int = 100) async throws
        -> TransportPage
    {
        let answer = try await self.call(
            .GET, "/v1/transport?after=\(place.index)&wait=\(waitSeconds)&limit=\(limit)",
            seconds: Int64(waitSeconds) + 15)
        return try Self.decoded(answer.body)
    }
}
