import Exchange
package import Foundation
import Hub
import Office
import Trust
import Web

/// The secrets of a sandbox, made once; a sandbox that starts again finds them.
///
/// In `vendor/`, which only its owner may enter: `secret` (the vendor's system at the hub), `ID.key`, `ID.pem`, `ca.pem` (its certificate),
/// `tester.secret`, `switches.token`. In `offices/`: one secret for each office.
struct SandboxSecrets {
    let plan: SandboxPlan
    let vendor: String
    let switches: String
    /// By agency.
    let offices: [OrganCode: String]
    /// Made just now.
    let isNew: Bool

    /// Directory, systems, units and people of a new sandbox, or what one from before has. Throws `conflict` when the folder holds something else.
    static func loadOrMake(_ plan: SandboxPlan) async throws -> SandboxSecrets {
        let file = plan.vendorFolder.appending(path: "switches.token")
        // Written last: with it everything is there.
        if FileManager.default.fileExists(atPath: file.path) { return try Self.load(plan) }
        if FileManager.default.fileExists(atPath: plan.hubFolder.path) {
            throw Fault(
                .conflict, vi: "Thư mục \(plan.folder.path) có dữ liệu nhưng không phải của một hộp cát đầy đủ.",
                en: "The folder holds data, but not those of a whole sandbox.")
        }
        return try await Self.make(plan)
    }

    private static func load(_ plan: SandboxPlan) throws -> SandboxSecrets {
        let offices = try plan.agencies.map { ($0.organ, try Self.read(plan.secretFile(of: $0.organ))) }
        return SandboxSecrets(
            plan: plan, vendor: try Self.read(plan.vendorFolder.appending(path: "secret")),
            switches: try Self.read(plan.vendorFolder.appending(path: "switches.token")),
            offices: Dictionary(uniqueKeysWithValues: offices), isNew: false)
    }

    private static func make(_ plan: SandboxPlan) async throws -> SandboxSecrets {
        for folder in [plan.folder, plan.hubFolder, plan.vendorFolder, plan.folder.appending(path: "offices")] {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let administration = try Administration(folder: plan.hubFolder)
        let sealed = try SealedSecrets(dataFolder: plan.hubFolder)
        _ = try await administration.importDirectory(plan.directory)
        var offices: [OrganCode: String] = [:]
        for agency in plan.agencies {
            let secret = try await administration.add(
                system: agency.organ.text.lowercased(), name: agency.setup.identity.name, organs: [agency.organ],
                sealedBy: sealed)
            let office = try OfficeServer.openDatabase(in: plan.officeFolder(agency.organ))
            try await agency.setup.apply(to: office, at: Date())
            try OwnFile.write(secret + "\n", to: plan.secretFile(of: agency.organ))
            offices[agency.organ] = secret
        }
        var secrets: [String] = []
        for outsider in [plan.vendor, plan.tester] {
            secrets.append(
                try await administration.add(
                    system: outsider.id, name: outsider.name, organs: [outsider.organ], sealedBy: sealed))
        }
        let now = Date()
        let certificate = try ClientCertificate.issue(
            for: plan.vendor.id, by: HubAuthority.loadOrMake(in: plan.hubFolder, now: now), into: plan.vendorFolder,
            now: now)
        try await administration.add(certificate, to: plan.vendor.id)
        for name in ["\(plan.vendor.id).pem", "ca.pem"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: plan.vendorFolder.appending(path: name).path)
        }
        let switches = RandomText.secret()
        try OwnFile.write(secrets[0] + "\n", to: plan.vendorFolder.appending(path: "secret"))
        try OwnFile.write(secrets[1] + "\n", to: plan.vendorFolder.appending(path: "tester.secret"))
        try OwnFile.write(switches + "\n", to: plan.vendorFolder.appending(path: "switches.token"))
        return SandboxSecrets(
            plan: plan, vendor: secrets[0], switches: switches, offices: offices, isNew: true)
    }

    private static func read(_ file: URL) throws -> String {
        guard let line = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first else {
            throw Fault(.internalFault, vi: "\(file.path) trống.", en: "\(file.path) is empty.")
        }
        return String(line)
    }
}

/// A file that only its owner may read.
package enum OwnFile {
    /// Replaces what is there.
    package static func write(_ text: String, to file: URL) throws {
        if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw Fault(.cannotWrite, vi: "Không ghi được \(file.path).", en: "\(file.path) cannot be written.") }
    }
}
