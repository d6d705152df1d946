import Exchange
import Storage

/// What became of one file from one version of a draft to another.
struct FileComparison: Sendable {
    enum Finding: Sendable {
        /// Byte for byte.
        case same
        case added
        case removed
        /// Why the texts cannot be compared: a sentence.
        case unread(String)
        case text(TextDifference)
    }

    let title: String
    let finding: Finding

    /// The files of two versions, place by place.
    static func all(_ old: [Attachment], _ new: [Attachment], in store: KeptContent) async throws -> [FileComparison] {
        var all: [FileComparison] = []
        for index in 0..<max(old.count, new.count) {
            switch (index < old.count ? old[index] : nil, index < new.count ? new[index] : nil) {
            case (let before?, let after?):
                all.append(
                    FileComparison(
                        title: before.name == after.name ? after.name : "\(before.name) → \(after.name)",
                        finding: try await self.finding(before, after, in: store)))
            case (let before?, nil): all.append(FileComparison(title: before.name, finding: .removed))
            case (nil, let after?): all.append(FileComparison(title: after.name, finding: .added))
            case (nil, nil): break
            }
        }
        return all
    }

    private static func finding(
        _ old: Attachment, _ new: Attachment, in store: KeptContent
    ) async throws -> Finding {
        if old.hash == new.hash { return .same }
        do {
            guard let before = try await FileText.paragraphs(of: old, in: store),
                let after = try await FileText.paragraphs(of: new, in: store)
            else { return .unread("Không đọc được phần chữ của tệp.") }
            guard let difference = TextDifference(before, after) else {
                return .unread("Hai tệp quá dài và khác nhau quá nhiều.")
            }
            return .text(difference)
        } catch let fault as Fault where fault.code == .toolMissing {
            return .unread(fault.vietnamese)
        }
    }
}
