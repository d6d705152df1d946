import EdXML
import Exchange
import Foundation

extension FileKind {
    /// Throws `unsupported` for what the receiver's computer would run: by its bytes, or by the end of its name.
    static func refuseProgram(_ file: URL, called name: String) throws {
        let suffix = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard try Self(file: file) == .program || self.suffixes.contains(suffix) else { return }
        throw Fault(
            .unsupported,
            vi: "Tệp \"\(name)\" là tệp chạy được, không gửi qua trục liên thông. Bỏ tệp này rồi gửi lại.",
            en: "The file \"\(name)\" is a program.", place: "Reference/AttachmentName")
    }

    private static let suffixes: Set<String> = [
        "apk", "bat", "cmd", "com", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "ps1", "scr", "sh", "vbe",
        "vbs", "wsf",
    ]
}
