import Exchange
import NIOHTTP1

/// The directory (danh bạ cơ quan).
extension HubClient {
    /// A page of at most `limit` (1 to 1000) agencies whose codes come after `after`.
    package func organs(after: String?, limit: Int) async throws -> OrganPage {
        let start = after.map { "&after=\(Self.encoded($0))" } ?? ""
        return try Self.decoded(try await self.call(.GET, "/v1/organs?limit=\(limit)\(start)").body)
    }

    /// Agencies by code, old code or words of the name, marks or none; at most `limit` (1 to 200).
    package func organs(named text: String, limit: Int) async throws -> [ListedOrgan] {
        let page: OrganPage = try Self.decoded(
            try await self.call(.GET, "/v1/organs?find=\(Self.encoded(text))&limit=\(limit)").body)
        return page.organs
    }
}
