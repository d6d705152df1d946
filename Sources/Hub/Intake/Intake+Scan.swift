import EdXML
import Exchange
import Foundation
import Storage

extension Intake {
    /// Shows every file of the package to the scanner, as the receiver will get it: decoded, and unwrapped where it was wrapped. They lie
    /// beside the staged package meanwhile; memory does not grow with them. Does nothing without a scanner.
    ///
    /// Throws `Malware`, `scanner-unavailable`.
    func scan(_ package: URL, today: CalendarDate) async throws {
        guard let scanner = self.scanner else { return }
        let folder = package.appendingPathExtension("files")
        try await blocking {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        // What cannot be removed now goes at the next start, with everything that is staged.
        defer { try? FileManager.default.removeItem(at: folder) }
        let packet = try await self.read(package, today: today, attachments: .store(folder: folder))
        try await scanner.scan(packet.attachments)
    }
}
