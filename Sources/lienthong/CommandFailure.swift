import ArgumentParser
import EdXML
import Exchange
import Foundation

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

    /// Ends the process, unless it is the argument parser's to say what is wrong.
    static func end(with error: any Error) {
        var faults = (error as? Fault).map { [$0] } ?? (error as? Faults)?.all ?? []
        if faults.isEmpty, LienThong.exitCode(for: error) == .failure {
            faults = [Fault(.internalFault, vi: "Phần mềm gặp lỗi.", en: "\(error)")]
        }
        guard let first = faults.first else { return }
        FileHandle.standardError.write(Data((faults.map(self.line).joined(separator: "\n") + "\n").utf8))
        exit(self.exitCode(first.code))
    }
}
