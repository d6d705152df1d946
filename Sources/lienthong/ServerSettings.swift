import Exchange
import Foundation
import Trust
import Yams

/// What a server is told: its flags, else the environment, else a YAML file. A flag `--hub-ca` is `LIENTHONG_HUB_CA` in the environment
/// and `hub-ca: …` in the file.
struct ServerSettings {
    private let flags: [String: String]
    private let environment: [String: String]
    private let file: [String: String]

    /// Throws `invalid-request` when the file cannot be read, is not one flat mapping, or has a key that this server does not know:
    /// a misspelt key must not be ignored.
    ///
    /// - Parameters:
    ///   - file: path of the YAML file; nil reads none.
    ///   - keys: every key that this server knows.
    ///   - flags: what stands on the command line; nil for what does not.
    init(
        file: String?, keys: Set<String>, flags: [String: String?],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        self.flags = flags.compactMapValues { $0 }
        self.environment = environment
        self.file = try file.map { try Self.read($0, keys: keys) } ?? [:]
    }

    /// Throws `invalid-request` when the value is there and `parse` gives nil.
    func value<Value>(_ key: String, _ parse: (String) -> Value?) throws -> Value? {
        guard let text = self.text(key) else { return nil }
        guard let value = parse(text) else {
            throw Fault(
                .invalidRequest,
                vi: "Cấu hình \(key): giá trị \"\(text)\" không dùng được.",
                en: "The setting \(key) cannot be \"\(text)\".",
                place: key
            )
        }
        return value
    }

    /// Throws `invalid-request` when it is missing.
    func required<Value>(_ key: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = try self.value(key, parse) else {
            throw Fault(
                .invalidRequest,
                vi: "Thiếu cấu hình \(key) (tham số --\(key), biến \(Self.variable(key)) hoặc tệp cấu hình).",
                en: "The setting \(key) is missing (flag --\(key), \(Self.variable(key)) or the configuration file).",
                place: key
            )
        }
        return value
    }

    /// The file of an authority; nil: none is named. One that is missing (`not-found`) or holds no certificate (`bad-format`) would be missed only by the
    /// first connection, long after the start.
    func authority(_ key: String) throws -> URL? {
        guard let file = try self.value(key, Self.path) else { return nil }
        guard try !ClientCertificate.all(pem: String(contentsOf: file, encoding: .utf8)).isEmpty else {
            throw TrustError(.unreadable, "The file \"\(file.path)\" of \(key) holds no certificate in PEM.")
        }
        return file
    }

    func text(_ key: String) -> String? {
        self.flags[key] ?? self.environment[Self.variable(key)] ?? self.file[key]
    }

    private static func variable(_ key: String) -> String {
        "LIENTHONG_" + key.uppercased().replacing("-", with: "_")
    }

    private static func read(_ path: String, keys: Set<String>) throws -> [String: String] {
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw Self.refusal(path, vi: "không đọc được", en: "cannot be read")
        }
        let mapping: Node.Mapping?
        do {
            mapping = try Yams.compose(yaml: text)?.mapping
        } catch {
            throw Self.refusal(path, vi: "không đọc được", en: "cannot be read: \(error)")
        }
        guard let mapping else {
            throw Self.refusal(path, vi: "không phải các dòng khoá: giá trị", en: "is no mapping")
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard keys.contains(name) else {
                throw Self.refusal(path, vi: "khoá lạ \"\(name)\"", en: "unknown key \"\(name)\"")
            }
            guard let text = value.scalar?.string else {
                throw Self.refusal(path, vi: "\(name) phải là một giá trị", en: "\(name) must be one value")
            }
            values[name] = text
        }
        return values
    }

    private static func refusal(_ path: String, vi: String, en: String) -> Fault {
        Fault(.invalidRequest, vi: "Tệp cấu hình \(path): \(vi).", en: "The configuration file \(path): \(en).")
    }
}

/// The file that a server is configured with.
extension ServerSettings {
    /// `true` or `false`, as YAML and people write them.
    static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "1": true
        case "false", "no", "0": false
        default: nil
        }
    }

    /// A size in MiB of 1 to 16,384, in bytes.
    static func mebibytes(_ text: String) -> Int? {
        Int(text).flatMap { (1...16_384).contains($0) ? $0 << 20 : nil }
    }

    /// Not empty.
    static func path(_ text: String) -> URL? {
        text.isEmpty ? nil : URL(fileURLWithPath: text)
    }
}
