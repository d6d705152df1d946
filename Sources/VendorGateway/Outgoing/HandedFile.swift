import Exchange
import Foundation

/// A file that the software handed over, under the name that it gave it; where it lies says nothing.
struct HandedFile: Sendable, Equatable {
    let name: String
    let file: URL

    /// Puts `files` into the order in which `header` lists them; without a list it is made. Throws `attachment-mismatch` when one is missing
    /// or not listed.
    static func ordered(_ files: [HandedFile], by header: JSON) throws -> (header: JSON, files: [HandedFile]) {
        guard case .object(var members) = header else { return (header, files) }
        let listed = (header["attachments"]?.elements ?? []).map { $0["name"]?.string ?? "" }
        if listed.isEmpty {
            if !files.isEmpty {
                members["attachments"] = .list(files.map { .object(["name": .text($0.name)]) })
            }
            return (.object(members), files)
        }
        let ordered = listed.compactMap { name in files.first { $0.name == name } }
        guard ordered.count == listed.count, files.count == listed.count, Set(listed).count == listed.count else {
            let names = files.map(\.name)
            let stray = listed.first { !names.contains($0) } ?? names.first { !listed.contains($0) } ?? ""
            throw Fault(
                .attachmentMismatch, vi: "Tệp \"\(stray)\": phải vừa được gửi kèm vừa có trong attachments, một lần.",
                en: "The file \"\(stray)\" is not both handed over and listed in attachments, once.",
                place: "attachments")
        }
        return (header, ordered)
    }
}
