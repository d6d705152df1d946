import Exchange
import Foundation
import Sandbox

/// The plan of a trial between the vendor's system and the first office of the sandbox: `lienthong trial --config DIR/vendor/trial.yaml`.
struct SandboxTrial {
    let plan: SandboxPlan
    let addresses: SandboxAddresses
    let samples: URL

    func write() throws {
        guard let office = self.addresses.offices.first, let url = URL(string: office.address),
            let agency = try SandboxCommand.agencies().first(where: { $0.organ == office.organ })
        else { throw Fault(.internalFault, vi: "Hộp cát không có văn phòng.", en: "The sandbox has no office.") }
        let folder = self.plan.vendorFolder
        let secret = try String(contentsOf: self.plan.secretFile(of: office.organ), encoding: .utf8)
        try OwnFile.write(secret, to: folder.appending(path: "\(office.organ.text).token"))
        try OwnFile.write(DemoAgency.password + "\n", to: folder.appending(path: "password"))
        let document = self.samples.appending(path: "documents/signed/hop-le-ca-nhan-va-co-quan.pdf")
        let head = """
            hub: \(self.addresses.hub)
            hub-ca: \(folder.appending(path: "ca.pem").path)
            document: \(document.path)
            wait-seconds: 60
            tester:
              organ: \(self.plan.tester.organ.text)
              name: \(self.plan.tester.name)
              token-file: tester.secret
            sides:
              - organ: \(self.plan.vendor.organ.text)
                name: \(self.plan.vendor.name)
                token-file: secret

            """
        try OwnFile.write(head + DemoTrial.side(agency, url), to: folder.appending(path: "trial.yaml"))
    }
}
