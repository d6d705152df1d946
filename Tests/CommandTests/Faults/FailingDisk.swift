import Foundation
import Testing

/// A disk that fails on demand for one process (`failing.c`, loaded in front of the system's library).
final class FailingDisk: Sendable {
    struct Kinds: OptionSet {
        let rawValue: Int32
        static let sync = Kinds(rawValue: 1)
        static let write = Kinds(rawValue: 2)
        static let rename = Kinds(rawValue: 4)
        /// For writing.
        static let open = Kinds(rawValue: 8)
    }

    /// Nil when there is no C compiler or no such library can be made.
    static let library: URL? = {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "failing.c")
        let library = FileManager.default.temporaryDirectory.appending(path: "failing-\(UUID().uuidString).so")
        for compiler in ["cc", "gcc", "clang"] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [compiler, "-shared", "-fPIC", "-O1", "-o", library.path, source.path, "-ldl"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { continue }
            process.waitUntilExit()
            if process.terminationStatus == 0 { return library }
        }
        return nil
    }()

    private let control: URL
    /// Of the process whose disk it is.
    let environment: [String: String]

    /// - Parameter data: the folder whose files are concerned.
    init(of data: URL, in folder: URL) throws {
        self.control = folder.appending(path: "control-\(UUID().uuidString)")
        try Data(count: 24).write(to: self.control)
        self.environment = [
            "LD_PRELOAD": try #require(Self.library).path, "FAILING_CONTROL": self.control.path,
            "FAILING_FOLDER": data.path,
        ]
    }

    /// Calls of these kinds fail with `error` (errno), from the `first` on up to the `last`, counted from now.
    func fail(_ kinds: Kinds, from first: Int, to last: Int = .max, _ error: Int32) throws {
        try self.write([0, Int32(first), Int32(clamping: last), error, 0, 0])
        try self.write([kinds.rawValue])
    }

    func stop() throws { try self.write([0]) }

    /// Calls that have failed since `fail`.
    var failed: Int {
        get throws {
            let data = try Data(contentsOf: self.control)
            return Int(data[20..<24].reversed().reduce(0) { $0 << 8 | Int32($1) })
        }
    }

    private func write(_ numbers: [Int32]) throws {
        let file = try FileHandle(forWritingTo: self.control)
        defer { try? file.close() }
        try file.write(contentsOf: numbers.withUnsafeBytes { Data($0) })
    }
}
