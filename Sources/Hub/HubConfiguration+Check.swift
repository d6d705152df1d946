import Exchange
import Storage

extension HubConfiguration {
    /// Throws `invalid-request` with the setting and the value received.
    func check() throws {
        guard (1...100).contains(self.hubName.count), !self.hubName.contains(where: \.isNewline) else {
            throw Fault.setting("hubName", self.hubName, "1 to 100 characters in one line")
        }
        guard (0...65535).contains(self.port) else { throw Fault.setting("port", "\(self.port)", "0 to 65535") }
        guard (1...1_000_000).contains(self.callsPerSecond) else {
            throw Fault.setting("callsPerSecond", "\(self.callsPerSecond)", "1 to 1000000")
        }
        guard (1...3650).contains(self.expiryDays) else {
            throw Fault.setting("expiryDays", "\(self.expiryDays)", "1 to 3650")
        }
        guard (self.keepPackagesDays ?? .max) >= RetentionRule.minimumDays else {
            throw Fault.setting(
                "keepPackagesDays", self.keepPackagesDays.map { "\($0)" } ?? "",
                "\(RetentionRule.minimumDays) or more: repeats of a send are answered for a year")
        }
        guard (0...(1 << 40)).contains(self.dailyMegabytesPerSystem) else {
            throw Fault.setting("dailyMegabytesPerSystem", "\(self.dailyMegabytesPerSystem)", "0 (no quota) or more")
        }
        guard self.dailyPackagesPerSystem >= 0 else {
            throw Fault.setting("dailyPackagesPerSystem", "\(self.dailyPackagesPerSystem)", "0 (no quota) or more")
        }
        try ContentPlace.check(self.content, isShared: self.isShared)
        try self.uplink?.check()
        guard !self.host.isEmpty else { throw Fault.setting("host", self.host, "a name or an address") }
        guard (1024...(16 << 30)).contains(self.maximumPackageBytes) else {
            throw Fault.setting("maximumPackageBytes", "\(self.maximumPackageBytes)", "1024 bytes to 16 GiB")
        }
    }

    /// Names under which the server may be called. An address that means "all of them" is no name.
    var certificateHosts: [String] {
        let own = ["localhost", "127.0.0.1"]
        return own + ([self.host].filter { !own.contains($0) && !["0.0.0.0", "::"].contains($0) })
    }
}

extension Fault {
    fileprivate static func setting(_ name: String, _ value: String, _ needed: String) -> Fault {
        Fault(
            .invalidRequest,
            vi: "Cấu hình \(name) = \"\(value)\" không dùng được.",
            en: "The setting \(name) is \"\(value)\"; needed is \(needed).",
            place: name
        )
    }
}
