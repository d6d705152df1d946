import Exchange
import Foundation
import Gateway
import Storage

/// The folder in which what has come lies ready for the agency's software: for each arrival a folder named by its id, with the package, the
/// header and the files. It appears whole and once, before the hub is told that it was kept; the software may take it away at any time.
///
/// Of several nodes the one that speaks with the hub does it.
struct OutFolder: Sendable {
    let gateway: AgencyGateway
    let folder: URL
    let lease: Lease

    private var staging: URL { self.folder.appending(path: ".staging", directoryHint: .isDirectory) }

    /// Makes the folder when it is missing.
    init(gateway: AgencyGateway, folder: URL, lease: Lease = .alone) throws {
        self.gateway = gateway
        self.folder = folder
        self.lease = lease
        try FileManager.default.createDirectory(at: self.staging, withIntermediateDirectories: true)
    }

    /// Lays the arrival into the folder, unless that was done. Nothing happens for what is no arrival.
    ///
    /// Whether a crash came before or after the one rename is seen from what is left: the folder is made under `.staging`, then the row says
    /// `ready`, then it is renamed. `ready` without a folder in `.staging` is one that was renamed, wherever it is by now.
    func lay(_ id: String) async throws {
        let found = try await self.gateway.database.read { connection -> (ArrivalRecord, [ArrivalFile], String)? in
            guard let arrival = try ArrivalRecord.find(id, in: connection),
                let laid: String = try connection.row("SELECT laid FROM arrival WHERE id = $1", id)?["laid"]
            else { return nil }
            return (arrival, try ArrivalFile.all(of: id, in: connection), laid)
        }
        guard let (arrival, files, laid) = found, laid != "yes" else { return }
        let (source, target) = (self.staging.appending(path: id), self.folder.appending(path: id))
        // Who begins removes what is half-done there: it may be another node's by now.
        try await self.lease.checkHeld()
        if laid == "no" {
            try await self.make(source, arrival, files)
            try await self.mark(id, "ready")
        }
        try await blocking {
            guard FileManager.default.fileExists(atPath: source.path) else { return }
            try DurableFiles.move(source, to: target)
        }
        try await self.mark(id, "yes")
    }

    private func mark(_ id: String, _ laid: String) async throws {
        _ = try await self.gateway.database.write { [lease] connection in
            // Set back, it would be laid a second time.
            try lease.check(in: connection)
            return try connection.execute("UPDATE arrival SET laid = $2 WHERE id = $1", id, laid)
        }
    }

    private func make(_ target: URL, _ arrival: ArrivalRecord, _ files: [ArrivalFile]) async throws {
        let inner = target.appending(path: "files", directoryHint: .isDirectory)
        try await blocking {
            let manager = FileManager.default
            // Of an attempt that did not come to its end.
            if manager.fileExists(atPath: target.path) { try manager.removeItem(at: target) }
            try manager.createDirectory(at: inner, withIntermediateDirectories: true)
        }
        try await self.copy(arrival.packageHash, to: target.appending(path: "package.edxml"))
        for (index, file) in files.enumerated() {
            try await self.copy(file.hash, to: inner.appending(path: SafeName.make(file.name, ordinal: index + 1)))
        }
        try await blocking {
            try DurableFiles.sync(folder: inner)
            try DurableFiles.replace(
                target.appending(path: "header.json"), with: try ArrivalJSON.header(arrival, files).printed() + "\n")
        }
    }

    private func copy(_ hash: ContentHash, to target: URL) async throws {
        try await self.gateway.store.withFile(of: hash) { file in
            try await blocking { try DurableFiles.copy(file, to: target) }
        }
    }
}
