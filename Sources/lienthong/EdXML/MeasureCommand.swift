import ArgumentParser
import EdXML
import Exchange
import Foundation
import Trust

/// `lienthong edxml measure`: how fast one package is read, or its signature judged, for `script/bench`. One core, in memory, again and
/// again. Seconds are those of the processor: others may be at work on the machine.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Đo tốc độ đọc, kiểm tra chữ ký. Measures reading and verifying.",
        shouldDisplay: false)

    @Argument(help: "Gói tin edXML. The package.") var file: String
    @Option(help: "Số giây. For how long.") var seconds = 3.0
    @Flag(help: "Kiểm tra chữ ký XML thay vì đọc. Judges the XML signature instead of reading.") var signature = false
    @OptionGroup var trust: TrustOption

    func run() async throws {
        let bytes = try Data(contentsOf: InputFile.url(self.file))
        let array = [UInt8](bytes)
        let trust = try self.trust.folder()
        let now = Date()
        let today = VietnamTime.date(now)
        let clock = ContinuousClock()
        let start = clock.now
        let startOfProcessor = Self.processorSeconds()
        var count = 0
        while clock.now - start < .seconds(self.seconds) {
            for _ in 0..<100 {
                if self.signature {
                    let verdict = await XMLSignature.check(bytes, trust: trust, now: now).verdict
                    guard verdict == .valid else {
                        throw Fault(.badFormat, vi: verdict.vietnamese, en: verdict.english, place: "Signature")
                    }
                } else {
                    _ = try PacketReader.read(array, today: today)
                }
            }
            count += 100
        }
        let seconds = Self.processorSeconds() - startOfProcessor
        say("{\"packages\":\(count),\"seconds\":\(seconds),\"packagesPerSecond\":\(Double(count) / seconds)}")
    }

    /// What this process has used so far, user and system: clock(3), whose ticks POSIX sets at a million a second.
    private static func processorSeconds() -> Double { Double(clock()) / 1_000_000 }
}
