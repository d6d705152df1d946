import ArgumentParser
import EdXML
import Exchange
import Foundation
import Hub

/// `lienthong hub waiting`: who has not taken what waits for them.
struct WaitingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting",
        abstract: "Cơ quan chậm nhận gói tin. Agencies that have not taken something in time."
    )

    @OptionGroup var data: SharedDataOption
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func run() async throws {
        let now = Date()
        let agencies = try await OverdueStore(database: try self.data.openHub()).agencies(at: now)
        guard !self.asJSON else {
            return say(
                try JSON.list(
                    agencies.map {
                        .object([
                            "organ": .text($0.organ.text), "name": .text($0.name), "count": .number($0.count),
                            "since": .text(Timestamp.text($0.since)), "system": JSON($0.system),
                            "place": JSON($0.place),
                        ])
                    }
                ).printed())
        }
        if agencies.isEmpty { say("Không có cơ quan nào chậm nhận. No agency is late.") }
        for agency in agencies {
            let minutes = Int(now.timeIntervalSince(agency.since) / 60)
            let place = agency.place ?? agency.system ?? "chưa kết nối"
            say("\(agency.organ.text)\t\(agency.count) gói\t\(minutes) phút\t\(place)\t\(agency.name)")
        }
    }
}
