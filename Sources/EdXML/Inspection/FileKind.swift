package import Foundation

/// What a file is by its first bytes (lessons G3, G4). Names and labels come from software and people that may be mistaken; bytes do not.
package enum FileKind: Equatable, Sendable {
    case program
    /// Its bytes say the type, whatever the label.
    case known(String)
    /// A container that holds many types: a label beginning with one of these is believed.
    case container(String, prefixes: [String])
    /// Text and everything else without a mark.
    case unmarked

    /// Reads the first bytes of `file`.
    package init(file: URL) throws { self.init(head: try FileReading.head(of: file, count: 8)) }

    /// - Parameter head: the first eight bytes or more.
    package init(head: [UInt8]) {
        func begins(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
        if Self.programs.contains(where: begins) {
            self = .program
        } else if let mark = Self.marks.first(where: { begins($0.bytes) }) {
            self = .known(mark.type)
        } else if begins(Array("PK\u{3}\u{4}".utf8)) {
            self = .container("application/zip", prefixes: ["application/zip", "application/vnd."])
        } else if begins([0xD0, 0xCF, 0x11, 0xE0]) {
            self = .container("application/x-ole-storage", prefixes: ["application/msword", "application/vnd.ms-"])
        } else {
            self = .unmarked
        }
    }

    /// What the package calls the file: `declared` when the bytes bear it out.
    package func label(declared: String) -> String {
        switch self {
        case .known(let type): return type
        case .container(let type, let prefixes):
            return prefixes.contains { declared.hasPrefix($0) } ? declared : type
        case .program, .unmarked:
            let needsMark = Self.marks.contains { $0.type == declared } || declared == "application/zip"
            return needsMark ? "application/octet-stream" : declared
        }
    }

    private static let programs: [[UInt8]] = [
        Array("MZ".utf8), [0x7F] + Array("ELF".utf8), Array("#!".utf8), [0xCF, 0xFA, 0xED, 0xFE],
        [0xCA, 0xFE, 0xBA, 0xBE],
    ]
    private static let marks: [(bytes: [UInt8], type: String)] = [
        (Array("%PDF-".utf8), "application/pdf"), ([0x89] + Array("PNG".utf8), "image/png"),
        ([0xFF, 0xD8, 0xFF], "image/jpeg"), (Array("II*\0".utf8), "image/tiff"), (Array("MM\0*".utf8), "image/tiff"),
    ]
}
