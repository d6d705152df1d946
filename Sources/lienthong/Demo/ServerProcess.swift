import Exchange
import Foundation
import Synchronization

/// One server of the demo as a process of its own, that can be killed and started again.
final class ServerProcess: Sendable {
    let name: String
    private let program: URL
    private let arguments: [String]
    private let environment: [String: String]
    private let log: URL
    private let process = Mutex<Process?>(nil)
    private let kills = Mutex((count: 0, isOver: false))

    /// - Parameter program: nil: this one.
    init(name: String, program: URL? = nil, arguments: [String], environment: [String: String] = [:], log: URL) {
        self.name = name
        self.program = program ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        self.arguments = arguments
        self.environment = environment
        self.log = log
    }

    /// How often it was killed.
    var killCount: Int { self.kills.withLock { $0.count } }
    var identifier: Int32? { self.process.withLock { $0?.processIdentifier } }

    func start() throws {
        let process = Process()
        process.executableURL = self.program
        process.arguments = self.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
        if !FileManager.default.fileExists(atPath: self.log.path) { try Data().write(to: self.log) }
        let output = try FileHandle(forWritingTo: self.log)
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
    }

    /// SIGKILL, as when the power fails, then a new start on the same data.
    func killAndRestart() throws {
        // One after the other: a second kill must not start a second server beside the one that is just starting.
        try self.kills.withLock { kills in
            guard !kills.isOver else { return }
            self.kill()
            kills.count += 1
            try self.start()
        }
    }

    /// Ended without being told to. While it is killed and started again it counts as running.
    var hasDied: Bool { self.process.withLock { $0.map { !$0.isRunning } ?? false } }

    /// Has said, at its first start, that it accepts traffic.
    var isReady: Bool {
        get throws { try self.lines.contains { $0.hasPrefix("ready ") } }
    }

    /// Where a hub accepts traffic; nil before it does.
    var readyAddress: URL? {
        get throws {
            try self.lines.first { $0.hasPrefix("ready ") }.flatMap {
                URL(string: String($0.dropFirst("ready ".count)))
            }
        }
    }

    /// What it said last, for people who ask why it died.
    var lastWords: String {
        get throws { try self.lines.last.map(String.init) ?? "" }
    }

    private var lines: [Substring] {
        get throws { try String(contentsOf: self.log, encoding: .utf8).split(separator: "\n") }
    }

    private func kill() {
        let running = self.process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let running, running.isRunning else { return }
        Foundation.kill(running.processIdentifier, SIGKILL)
        running.waitUntilExit()
    }

    /// SIGTERM; SIGKILL when it does not end within five seconds.
    func stop() {
        self.kills.withLock { $0.isOver = true }
        let running = self.process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let running, running.isRunning else { return }
        running.terminate()
        let deadline = Date().addingTimeInterval(5)
        while running.isRunning, Date() < deadline { usleep(20_000) }
        if running.isRunning { Foundation.kill(running.processIdentifier, SIGKILL) }
        running.waitUntilExit()
    }

    /// Peak resident memory in MiB, as Linux tells it.
    var peakMegabytes: Int? { self.memoryKilobytes("VmHWM").map { $0 >> 10 } }

    /// Resident memory now in MiB, as Linux tells it.
    var residentMegabytes: Double? { self.memoryKilobytes("VmRSS").map { Double($0) / 1024 } }

    private func memoryKilobytes(_ name: String) -> Int? {
        guard let identifier = self.identifier,
            let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") })
        else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// Processor time so far, user and system, in seconds, as Linux tells it: hundredths.
    var processorSeconds: Double? {
        guard let identifier = self.identifier,
            let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        // Behind the name: state is the third field of proc(5), utime and stime are the fourteenth and fifteenth.
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) / 100
    }
}
