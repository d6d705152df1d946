import ArgumentParser
import Exchange
import Foundation
import Logging
import Sandbox
import Trust

/// `lienthong sandbox`: everything that a vendor needs to connect software, on one machine and without a network.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Hộp cát cho nhà cung cấp: trục, hai cơ quan, công tắc sự cố. A hub and two offices for vendors.",
        discussion: "Xem docs/connect.md. Mã bí mật nằm trong DIR/vendor. Secrets are in DIR/vendor."
    )

    @Option(help: "Thư mục dữ liệu; có sẵn thì chạy tiếp. The data folder; goes on with one that is there.")
    var data = "hop-cat"
    @Option(help: "Cổng đầu tiên trong sáu cổng; 0 là cổng trống bất kỳ. First of six ports; 0 picks free ones.")
    var portBase = 8470
    @Option(help: "Thư mục dữ liệu mẫu. The folder of samples.") var samples = "Samples"
    @Flag(help: "Địa chỉ in ra một dòng JSON. The addresses as one line of JSON.") var json = false

    func validate() throws {
        guard self.portBase == 0 || (1...65_530).contains(self.portBase) else {
            throw ValidationError("--port-base: 0…65530")
        }
    }

    func run() async throws {
        let folder = URL(fileURLWithPath: self.data, isDirectory: true)
        let samples = URL(fileURLWithPath: self.samples, isDirectory: true)
        let plan = SandboxPlan(
            folder: folder, portBase: self.portBase, directory: try Self.directory(samples),
            agencies: try Self.agencies().map { .init(organ: $0.organ, setup: $0.setup) },
            vendor: try Self.vendor(),
            tester: .init(id: "trial", organ: try DemoTrial.tester, name: DemoTrial.testerName),
            trust: try TrustOption.folder(samples.appending(path: "pki")), logger: .server("lienthong.sandbox"))
        let json = self.json
        try await Sandbox.run(plan) { ready in
            try SandboxTrial(plan: plan, addresses: ready.addresses, samples: samples).write()
            say(json ? Self.line(ready, plan) : Self.lines(ready, plan))
        }
    }

    static func agencies() throws -> [DemoAgency] {
        let both = try DemoAgency.both()
        return [both.sender, both.receiver]
    }

    private static func vendor() throws -> SandboxPlan.Outsider {
        guard let organ = OrganCode("Z01") else {
            throw Fault(.internalFault, vi: "Mã nhà cung cấp sai.", en: "The vendor's code is wrong.")
        }
        return .init(id: "vendor", organ: organ, name: "Cơ quan thử của nhà cung cấp")
    }

    /// The agencies of the samples and the vendor's.
    private static func directory(_ samples: URL) throws -> String {
        let file = samples.appending(path: "directory/organs.csv")
        guard let bytes = FileManager.default.contents(atPath: file.path) else {
            throw Fault(.notFound, vi: "Không tìm thấy \(file.path).", en: "\(file.path) is missing; give --samples.")
        }
        let vendor = try self.vendor()
        let text = String(decoding: bytes, as: UTF8.self)
        return text + (text.hasSuffix("\n") ? "" : "\n") + "\(vendor.organ.text),,\(vendor.name),,other,,,,,\n"
    }

    private static func lines(_ ready: Sandbox.Ready, _ plan: SandboxPlan) -> String {
        let all = ready.addresses
        var lines = ["hub \(all.hub)", "vxp \(all.vxp)", "console \(all.console)"]
        lines += all.offices.map { "office \($0.organ.text) \($0.address)" }
        lines += ["switches \(all.switches)", "vendor \(plan.vendorFolder.path)"]
        if let secret = ready.newSecret {
            lines += ["system \(plan.vendor.id)", "organ \(plan.vendor.organ.text)", "secret \(secret)"]
        }
        return (lines + ["ready"]).joined(separator: "\n")
    }

    private static func line(_ ready: Sandbox.Ready, _ plan: SandboxPlan) -> String {
        let all = ready.addresses
        return JSON.object([
            "hub": .text(all.hub), "vxp": .text(all.vxp), "console": .text(all.console),
            "offices": .object(
                Dictionary(uniqueKeysWithValues: all.offices.map { ($0.organ.text, JSON.text($0.address)) })),
            "switches": .text(all.switches), "vendor": .text(plan.vendorFolder.path),
            "system": .text(plan.vendor.id), "organ": .text(plan.vendor.organ.text), "secret": JSON(ready.newSecret),
        ]).canonical
    }
}
