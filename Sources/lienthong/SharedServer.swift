import ArgumentParser
import Foundation
import Hub
import Office
import Storage
import VendorGateway

/// A server whose rows may be in a database on PostgreSQL that nodes share.
protocol SharedServer: BackedUpServer {
    /// Of its commands: `hub`, `office`, `gateway`.
    static var name: String { get }
    /// From the file in the folder into the database at an address, with the files when `content` says so; tells after each transaction a table, how
    /// many rows of it are there, and of how many.
    static func move(
        _ folder: URL, to address: String, content: ContentPlace?,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary
}

/// One whose database on PostgreSQL needs something after it was restored.
protocol RestoredServer: SharedServer {
    /// Before nodes go on with the folder and the database.
    static func restored(_ folder: URL, database: String) async throws
}

extension SharedServer {
    static var file: String { "\(self.name).sqlite" }
}

extension HubServer: RestoredServer {
    static let name = "hub"

    static func restored(_ folder: URL, database: String) async throws {
        try await Administration.restored(folder, database: database)
    }

    static func move(
        _ folder: URL, to address: String, content: ContentPlace?,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await HubMove(folder: folder, to: address, content: content, onCopied: onCopied).run()
    }
}

extension ContentPlace: ExpressibleByArgument {}

extension OfficeServerData: RestoredServer {
    static let name = "office"

    static func restored(_ folder: URL, database: String) async throws {
        try await OfficeServer.restored(folder, database: database)
    }

    static func move(
        _ folder: URL, to address: String, content: ContentPlace?,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await OfficeMove(folder: folder, to: address, content: content, onCopied: onCopied).run()
    }
}

extension GatewayServerData: SharedServer {
    static let name = "gateway"

    static func move(
        _ folder: URL, to address: String, content: ContentPlace?,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await GatewayMove(folder: folder, to: address, content: content, onCopied: onCopied).run()
    }
}
