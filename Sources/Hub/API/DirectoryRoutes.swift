import Exchange
import Foundation
import Hummingbird
import Web

/// Routes under `/v1/organs`: the directory, for whoever is connected.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/?after&limit` | any system | 200 |
/// | GET | `/?find&limit` | any system | 200 |
/// | GET | `/{code}?on` | any system | 200, 404 |
struct DirectoryRoutes: Sendable {
    let organs: OrganStore

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get(use: self.list).get(":code", use: self.show)
    }

    @Sendable private func list(_ request: Request, _ context: HubContext) async throws -> Response {
        if let text = request.uri.queryParameters["find"] {
            let limit = try request.number("limit", default: 50, in: 1...200)
            return try .json(Page(organs: try await self.organs.find(String(text), limit: limit).map(Entry.init)))
        }
        let limit = try request.number("limit", default: 500, in: 1...1000)
        let after = request.uri.queryParameters["after"].map(String.init) ?? ""
        let entries = try await self.organs.list(after: after, limit: limit)
        return try .json(
            Page(organs: entries.map(Entry.init), next: entries.count == limit ? entries.last?.code.text : nil))
    }

    /// What the directory says of one agency, or said at the end of the day `on`.
    @Sendable private func show(_ request: Request, _ context: HubContext) async throws -> Response {
        let day = try request.uri.queryParameters["on"].map { text in
            guard let day = CalendarDate(String(text)) else {
                throw Fault(
                    .invalidRequest, vi: "Ngày phải có dạng 2025-07-01.", en: "The day must be of the form 2025-07-01.",
                    place: "on")
            }
            return day
        }
        guard let code = OrganCode(try context.parameters.require("code").removingPercentEncoding ?? ""),
            let entry = try await self.organs.entry(code, on: day)
        else {
            throw Fault(
                .notFound, vi: "Danh bạ không có mã này vào ngày đó.", en: "The directory has no such code on that day."
            )
        }
        return try .json(Entry(entry))
    }

    private struct Page: Encodable {
        var organs: [Entry]
        /// `after` of the next page; null on the last.
        var next: String?

        enum CodingKeys: String, CodingKey {
            case organs, next
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.organs, forKey: .organs)
            try container.encode(self.next, forKey: .next)
        }
    }

    private struct Entry: Encodable {
        let entry: DirectoryEntry

        enum CodingKeys: String, CodingKey {
            case code, oldCode, name, shortName, kind, parent, validFrom, validTo, successor, email
        }

        init(_ entry: DirectoryEntry) { self.entry = entry }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.entry.code, forKey: .code)
            try container.encode(self.entry.oldCode, forKey: .oldCode)
            try container.encode(self.entry.name, forKey: .name)
            try container.encode(self.entry.shortName, forKey: .shortName)
            try container.encode(self.entry.kind, forKey: .kind)
            try container.encode(self.entry.parent, forKey: .parent)
            try container.encode(self.entry.validFrom?.iso, forKey: .validFrom)
            try container.encode(self.entry.validTo?.iso, forKey: .validTo)
            try container.encode(self.entry.successorText, forKey: .successor)
            try container.encode(self.entry.email, forKey: .email)
        }
    }
}
