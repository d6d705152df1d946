import ArgumentParser
import EdXML
import Exchange
import Foundation

/// `lienthong edxml measure`: how fast one package is read, for `script/bench`. One core, in memory, again and again. Seconds are
/// those of the processor: others may be at work on the machine.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Đo tốc độ đọc. Measures the speed of reading.", shouldDisplay: false)

    @Argument(help: "Gói tin edXML. The package.") var file: String
    @Option(help: "Số giây. For how long.") var seconds = 3.0

    func run() throws {
        let url = try InputFile.url(self.file)
        let bytes = [UInt8](try Data(contentsOf: url))
        let today = VietnamTime.date(Date())
        let clock = ContinuousClock()
        let start = clock.now
        let startOfProcessor = Self.processorSeconds()
        var count = 0
        while clock.now - start < .seconds(self.seconds) {
            for _ in 0..<100 { _ = try PacketReader.read(bytes, today: today) }
            count += 100
        }
        let seconds = Self.processorSeconds() - startOfProcessor
        say("{\"packages\":\(count),\"seconds\":\(seconds),\"packagesPerSecond\":\(Double(count) / seconds)}")
    }

    /// What this process has used so far, user and system: clock(3), whose ticks POSIX sets at a million a second.
    private static func processorSeconds() -> Double { Double(clock()) / 1_000_000 }
}
