import Exchange
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
    /// From the file in the folder into the database at an address; tells after each transaction a table, how many rows of it are there, and of how
    /// many.
    ///
    /// - Parameter content: as it was typed; nil: not at all.
    static func move(
        _ folder: URL, to address: String, content: String?, onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
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
        _ folder: URL, to address: String, content: String?, onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        let place = try content.map { text in
            guard let place = ContentPlace(rawValue: text) else {
                throw Fault(
                    .invalidRequest, vi: "--content là folder hoặc database.",
                    en: "--content is folder or database.", place: "content")
            }
            return place
        }
        return try await HubMove(folder: folder, to: address, content: place, onCopied: onCopied).run()
    }
}

extension OfficeServerData: SharedServer {
    static let name = "office"

    static func restored(_ folder: URL, database: String) async throws {
        try await OfficeServer.restored(folder, database: database)
    }

    static func move(
        _ folder: URL, to address: String, content: String?, onCopied: @escaping @Sendable (String, Int, Int) throws -> Void
    ) async throws -> DatabaseMove.Summary {
        guard content == nil else {
            throw Fault(
                .invalidRequest, vi: "Tệp của văn phòng ở lại thư mục dữ liệu; --content chỉ dành cho trục.",
                en: "The files of an office stay in the data folder; --content is for a hub.", place: "content")
        }
        return try await OfficeMove(folder: folder, to: address, onCopied: onCopied).run()
    }
}
