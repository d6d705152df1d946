import ArgumentParser
import Foundation
import Hub
import Office
import Storage

/// A server whose rows may be in a database on PostgreSQL that nodes share.
protocol SharedServer: BackedUpServer where Place == SharedDataOption {
    /// Of its commands: `hub`, `office`.
    static var name: String { get }
    /// What a folder and its database on PostgreSQL need after that was restored, before nodes go on with them.
    static func restored(_ folder: URL, database: String) async throws
    /// From the file in the folder into the database at an address, with the files where `content` says so; tells after each transaction a table, how
    /// many rows of it are there, and of how many.
    static func move(
        _ folder: URL, to address: String, content: ContentPlace?,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary
}

extension SharedServer {
    static var file: String { "\(self.name).sqlite" }
}

extension HubServer: SharedServer {
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

extension OfficeServerData: SharedServer {
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
