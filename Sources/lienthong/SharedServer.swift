import ArgumentParser
import Foundation
import Hub
import Office
import Storage
import VendorGateway

/// A server whose rows may be in a database on PostgreSQL that nodes share.
protocol SharedServer: BackedUpServer {
    /// What its move asks for besides.
    associatedtype MoveOptions: ParsableArguments
    /// Of its commands: `hub`, `office`, `gateway`.
    static var name: String { get }
    /// From the file in the folder into the database at an address; tells after each transaction a table, how many rows of it are there, and of how
    /// many.
    static func move(
        _ folder: URL, to address: String, _ options: MoveOptions,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary
}

/// Of a server that may keep its files in the database.
struct ContentMoveOptions: ParsableArguments {
    @Option(
        help:
            "Nơi lưu tệp: folder (mặc định) hoặc database (chép sang). Where files are kept from now on; database copies them."
    )
    var content: ContentPlace?
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
    typealias MoveOptions = ContentMoveOptions

    static func restored(_ folder: URL, database: String) async throws {
        try await Administration.restored(folder, database: database)
    }

    static func move(
        _ folder: URL, to address: String, _ options: MoveOptions,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await HubMove(folder: folder, to: address, content: options.content, onCopied: onCopied).run()
    }
}

extension ContentPlace: ExpressibleByArgument {}

extension OfficeServerData: RestoredServer {
    static let name = "office"
    typealias MoveOptions = ContentMoveOptions

    static func restored(_ folder: URL, database: String) async throws {
        try await OfficeServer.restored(folder, database: database)
    }

    static func move(
        _ folder: URL, to address: String, _ options: MoveOptions,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await OfficeMove(folder: folder, to: address, content: options.content, onCopied: onCopied).run()
    }
}

extension GatewayServerData: SharedServer {
    static let name = "gateway"

    /// None: its files stay in the folder.
    struct MoveOptions: ParsableArguments {}

    static func move(
        _ folder: URL, to address: String, _ options: MoveOptions,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        try await GatewayMove(folder: folder, to: address, onCopied: onCopied).run()
    }
}
