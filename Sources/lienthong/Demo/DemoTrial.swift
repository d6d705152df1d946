import Exchange
import Foundation
import Hub
import Office
import Sandbox
import Trial
import Trust

/// The plan of a trial between the demo's two offices, beside their data: `lienthong trial --config DATA/trial/trial.yaml --report DIR` runs it.
struct DemoTrial: Sendable {
    let folder: URL
    let hub: URL
    let offices: [URL]
    let samples: URL

    static let testerName = "Trung tâm Tin học"

    /// The agency of the directory that the trial itself is.
    static var tester: OrganCode {
        get throws {
            guard let code = OrganCode("G22.93") else {
                throw Fault(.internalFault, vi: "Mã bên thử sai.", en: "The tester's code is wrong.")
            }
            return code
        }
    }

    func write(tester: String, sides: [String]) throws {
        let place = self.folder.appending(path: "trial")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let agencies = try DemoAgency.both()
        let both = [agencies.sender, agencies.receiver]
        try Self.secret(tester, in: place, "tester.token")
        try Self.secret(DemoAgency.password, in: place, "password")
        for (agency, token) in zip(both, sides) { try Self.secret(token, in: place, "\(agency.organ.text).token") }
        let hub = self.folder.appending(path: "hub")
        let now = Date()
        // Of nodes: a job of one that was killed waits up to 40 seconds for another.
        let waitSeconds = 90
        // Certificates hold for 397 days.
        _ = try ClientCertificate.issue(
            for: "expired", by: HubAuthority.loadOrMake(in: hub, now: now), into: place,
            now: now.addingTimeInterval(-400 * 86_400))
        let document = self.samples.appending(path: "documents/signed/hop-le-ca-nhan-va-co-quan.pdf")
        let head = """
            hub: \(self.hub.absoluteString)
            hub-ca: \(self.folder.appending(path: "hub/tls/ca.pem").path)
            document: \(document.path)
            wait-seconds: \(waitSeconds)
            expired:
              certificate: expired.pem
              key: expired.key
            tester:
              organ: \(try Self.tester.text)
              name: \(Self.testerName)
              token-file: tester.token
            sides:

            """
        let text = head + zip(both, self.offices).map { Self.side($0, $1) }.joined()
        try Data(text.utf8).write(to: place.appending(path: "trial.yaml"))
    }

    /// A side with its office; directives go to the unit of its head.
    static func side(_ agency: DemoAgency, _ url: URL) -> String {
        let people = agency.pilot(url: url).people
        let head = agency.setup.people.first { $0.role == .head }
        let unit = agency.setup.units.first { $0.id == head?.unit }
        let roles = ["clerk", "leader", "head", "officer"].map { role in
            "      \(role): {user: \(people[role]?.user ?? ""), name: \(people[role]?.fullName ?? "")}\n"
        }
        return """
              - organ: \(agency.organ.text)
                name: \(agency.setup.identity.name)
                token-file: \(agency.organ.text).token
                office:
                  url: \(url.absoluteString)
                  unit: \(unit?.name ?? "")
                  password-file: password

            """ + roles.joined()
    }

    private static func secret(_ text: String, in folder: URL, _ name: String) throws {
        try OwnFile.write("\(text)\n", to: folder.appending(path: name))
    }
}
