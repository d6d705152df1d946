import Exchange
import Foundation

/// `vendor/env`: what the vendor's software needs, as variables of a shell.
struct VendorFile {
    let secrets: SandboxSecrets
    let addresses: SandboxAddresses

    var text: String {
        let (plan, folder) = (self.secrets.plan, self.secrets.plan.vendorFolder.path)
        let pairs = [
            ("HUB", self.addresses.hub), ("VXP", self.addresses.vxp), ("SWITCHES", self.addresses.switches),
            ("CA", "\(folder)/ca.pem"), ("SYSTEM", plan.vendor.id), ("ORGAN", plan.vendor.organ.text),
            ("NAME", plan.vendor.name), ("TOKEN", self.secrets.vendor),
            ("CERTIFICATE", "\(folder)/\(plan.vendor.id).pem"),
            ("KEY", "\(folder)/\(plan.vendor.id).key"), ("SWITCHES_TOKEN", self.secrets.switches),
        ]
        return pairs.map { "export \($0)=\(Self.quoted($1))\n" }.joined()
    }

    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }

    func write() throws {
        try OwnFile.write(self.text, to: self.secrets.plan.vendorFolder.appending(path: "env"))
    }
}
