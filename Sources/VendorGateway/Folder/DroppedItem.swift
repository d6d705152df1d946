import EdXML
import Exchange
import Foundation
import Storage

/// Something that the agency's software has put into the folder, by its name.
enum DroppedItem: Equatable {
    /// `….edxml`: a finished package.
    case package
    /// `….status.json`: a report about an arrival.
    case status
    /// A folder with `header.json` and the files.
    case document

    /// Nil for what is not complete yet: names that begin with a dot or end in `.tmp`. Throws `unsupported`.
    init?(_ item: URL) throws {
        let name = item.lastPathComponent
        if name.hasPrefix(".") || name.hasSuffix(".tmp") { return nil }
        switch try Self.type(of: item) {
        case .typeDirectory: self = .document
        case .typeRegular where name.lowercased().hasSuffix(".edxml"): self = .package
        case .typeRegular where name.lowercased().hasSuffix(".status.json"): self = .status
        default: throw Fault.unknownItem(name)
        }
    }

    /// Links are not followed.
    static func type(of item: URL) throws -> FileAttributeType? {
        try FileManager.default.attributesOfItem(atPath: item.path)[.type] as? FileAttributeType
    }

    /// The JSON in `file`, of 4 MiB at most.
    static func json(_ file: URL) throws -> JSON {
        guard try self.type(of: file) == .typeRegular else { throw Fault.noHeader }
        let bytes = try ContentReader(url: file).read(at: 0, count: self.maximumJSONBytes + 1)
        guard bytes.count <= self.maximumJSONBytes else {
            throw Fault(.tooLarge, vi: "Tệp JSON lớn hơn 4 MB.", en: "The JSON is larger than 4 MB.")
        }
        guard let json = JSON(utf8: bytes) else {
            throw Fault(
                .badFormat, vi: "Tệp \(file.lastPathComponent) không phải JSON hợp lệ.",
                en: "The file \(file.lastPathComponent) is not JSON of whole numbers, texts, lists and objects.")
        }
        return json
    }

    private static let maximumJSONBytes = 4 << 20

    /// The files beside `header.json`, by name. Throws `unsupported` for what is no plain file, `too-large`.
    static func files(in folder: URL, maximumBytes: Int) throws -> [HandedFile] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "header.json" && !$0.hasPrefix(".") }.sorted()
        var total = 0
        return try names.map { name in
            let file = folder.appending(path: name)
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { throw Fault.unknownItem(name) }
            total += attributes[.size] as? Int ?? 0
            guard total <= maximumBytes else { throw Fault.tooLarge(maximumBytes) }
            return HandedFile(name: name, file: file)
        }
    }
}

extension Fault {
    static let noHeader = Fault(
        .missingField, vi: "Thư mục văn bản không có tệp header.json.", en: "The folder has no header.json.",
        place: "header.json")

    static func tooLarge(_ bytes: Int) -> Fault {
        Fault(
            .tooLarge, vi: "Lớn hơn mức \(bytes >> 20) MB. Giảm dung lượng tệp rồi gửi lại.",
            en: "It is larger than \(bytes) bytes.")
    }

    fileprivate static func unknownItem(_ name: String) -> Fault {
        Fault(
            .unsupported,
            vi:
                "\"\(name)\": thư mục gửi chỉ nhận gói tin .edxml, thư mục văn bản có header.json, hoặc tệp .status.json.",
            en: "\"\(name)\" is neither a package, nor a folder with header.json, nor a .status.json.")
    }
}
