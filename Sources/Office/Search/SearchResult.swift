import Exchange
import Storage

/// A document that was found.
enum SearchResult: Sendable {
    case incoming(Incoming)
    case outgoing(Outgoing)

    /// The documents of one page, in the order of `hits`, at most `SearchQuery.pageSize`. Who may see them was decided when they were found, in
    /// the same snapshot.
    static func read(_ hits: [SearchQuery.Hit], in connection: Connection) throws -> [SearchResult] {
        func ids(_ direction: SearchFilter.Direction) -> [String] {
            hits.filter { $0.direction == direction }.map(\.documentID)
        }
        let (incoming, outgoing) = (ids(.incoming), ids(.outgoing))
        var found: [String: SearchResult] = [:]
        if !incoming.isEmpty {
            let rows = try connection.rows(
                "\(Incoming.query) WHERE incoming.id IN (\(Self.names(incoming)))", values: incoming)
            for document in try rows.map(Incoming.init) { found[document.id] = .incoming(document) }
        }
        if !outgoing.isEmpty {
            let rows = try connection.rows(
                "\(Outgoing.query) WHERE outgoing.id IN (\(Self.names(outgoing)))", values: outgoing)
            for document in try rows.map(Outgoing.init) { found[document.id] = .outgoing(document) }
        }
        return hits.compactMap { found[$0.documentID] }
    }

    private static func names(_ values: [String]) -> String {
        values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    }
}
