import ArgumentParser
import EdXML
import Exchange
import Foundation
import NIOCore
import Trust

/// How a command that failed says so: one line on standard error for each fault, and the exit code of the contract (sysexits).
enum CommandFailure {
    /// `code: câu tiếng Việt. English sentence. (place, line n)`.
    static func line(_ fault: Fault) -> String {
        let location = [fault.place, fault.line.map { "line \($0)" }].compactMap { $0 }
        let sentences = "\(fault.code.rawValue): \(fault.vietnamese) \(fault.english)"
        let line = sentences + (location.isEmpty ? "" : " (\(location.joined(separator: ", ")))")
        // Names come from strangers: nothing in them may break the line or move the cursor.
        return String(
            String.UnicodeScalarView(line.unicodeScalars.map { $0 == " " || !$0.isControlOrSpace ? $0 : " " }))
    }

    static func exitCode(_ code: Fault.Code) -> Int32 {
        switch code {
        case .unreachable, .untrustedHub, .interrupted, .databaseBusy, .databaseUnreachable, .outcomeUnknown: 69
        case .internalFault, .toolMissing: 70
        case .diskFull, .cannotWrite: 73
        case .forbidden, .notAllowed, .unauthenticated: 77
        case .invalidRequest: 64
        default: 65
        }
    }

    /// Ends the process, unless it is no failure: help that was asked for, an exit code that a command chose.
    static func end(with error: any Error) {
        var faults = (error as? Fault).map { [$0] } ?? (error as? Faults)?.all ?? []
        if faults.isEmpty {
            faults = [
                self.unwritten(error) ?? self.unread(error) ?? self.unheard(error) ?? self.untrusted(error)
                    ?? self.misused(error)
            ].compactMap { $0 }
        }
        if faults.isEmpty, LienThong.exitCode(for: error) == .failure {
            faults = [Fault(.internalFault, vi: "Phần mềm gặp lỗi.", en: "\(error)")]
        }
        guard let first = faults.first else { return }
        FileHandle.standardError.write(Data((faults.map(self.line).joined(separator: "\n") + "\n").utf8))
        exit(self.exitCode(first.code))
    }

    /// What the argument parser says of a wrong command, and which help to ask for.
    private static func misused(_ error: any Error) -> Fault? {
        guard LienThong.exitCode(for: error) == .validationFailure else { return nil }
        let hint = LienThong.fullMessage(for: error).split(separator: "\n").last { $0.contains("--help") } ?? ""
        let message = LienThong.message(for: error)
        return Fault(
            .invalidRequest, vi: "Lệnh viết chưa đúng.",
            en: message + (message.hasSuffix(".") ? " " : ". ") + hint.trimmingCharacters(in: .whitespaces))
    }

    /// A file that was named and cannot be read, or is no text.
    private static func unread(_ error: any Error) -> Fault? {
        guard let error = error as? CocoaError, (256...264).contains(error.code.rawValue) else { return nil }
        let place = error.filePath ?? error.url?.path ?? ""
        let isText = [.fileReadInapplicableStringEncoding, .fileReadCorruptFile].contains(error.code)
        return Fault(
            isText ? .encoding : .notFound,
            vi: place.isEmpty ? "Một tệp đã chỉ ra không phải văn bản UTF-8." : "Không đọc được tệp \"\(place)\".",
            en: place.isEmpty ? "A file that was named is not UTF-8." : "The file \"\(place)\" cannot be read.")
    }

    /// An address on which a server cannot listen.
    private static func unheard(_ error: any Error) -> Fault? {
        guard error is IOError || error is SocketAddressError else { return nil }
        let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
        return Fault(
            isTaken ? .conflict : .invalidRequest,
            vi: isTaken ? "Địa chỉ để nghe đã có chương trình khác dùng." : "Không nghe được ở địa chỉ đã cho.",
            en: "The server cannot listen where it was told to: \(error).")
    }

    /// A certificate or a key that cannot be used.
    private static func untrusted(_ error: any Error) -> Fault? {
        (error as? TrustError).map {
            Fault(.badFormat, vi: "Chứng thư hoặc khóa không dùng được.", en: $0.message)
        }
    }

    /// A file or folder that the system did not let us write. Foundation says "no such file" where the folder around it is missing; of what is
    /// read it says so by another code.
    private static func unwritten(_ error: any Error) -> Fault? {
        guard let error = error as? CocoaError,
            error.code == .fileNoSuchFile || (512...642).contains(error.code.rawValue)
        else { return nil }
        let place = error.filePath ?? error.url?.path ?? ""
        return Fault(
            error.code == .fileWriteOutOfSpace ? .diskFull : .cannotWrite, vi: "Không ghi được \"\(place)\".",
            en: "\"\(place)\" cannot be written.")
    }
}
