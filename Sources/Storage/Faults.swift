package import Exchange
import Foundation
import GRDB

/// Tells what a statement may not do because the schema forbids it (unique, check, foreign key).
package struct ConstraintViolation: Error, CustomStringConvertible {
    /// `UNIQUE`, `CHECK`, `FOREIGN KEY`, `NOT NULL`, and what it names; never the values.
    package let description: String
    package let isUniqueness: Bool
}

/// Gives the failures of the engine our own names.
func translatingFaults<Value>(of file: String? = nil, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError { throw translated(error, file) }
}

func translatingFaults<Value: Sendable>(
    of file: String? = nil, alarm: DiskAlarm? = nil, _ body: () async throws -> Value
) async throws -> Value {
    do { return try await body() } catch let error as DatabaseError {
        if [.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC].contains(error.extendedResultCode) {
            alarm?.raise("\(file ?? "The database"): \(error)")
        }
        throw translated(error, file)
    }
}

/// Gives what the schema forbids our own name at once, where the statement runs; what else fails is translated where the transaction ends.
func tellingViolations<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        throw translated(error, nil)
    }
}

private func translated(_ error: DatabaseError, _ file: String?) -> any Error {
    switch error.resultCode {
    case .SQLITE_CONSTRAINT:
        let code = error.extendedResultCode
        return ConstraintViolation(
            description: error.message ?? "constraint",
            isUniqueness: code == .SQLITE_CONSTRAINT_UNIQUE || code == .SQLITE_CONSTRAINT_PRIMARYKEY
        )
    case .SQLITE_FULL:
        return Fault.diskFull
    case .SQLITE_IOERR where errno == ENOSPC:
        return Fault.diskFull
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
        return Fault.readOnly
    case .SQLITE_IOERR where file.map(isReadOnly) ?? false:
        return Fault.readOnly
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        return Fault.damaged(file, error)
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ:
        return Fault.damaged(file, error)
    default:
        return error
    }
}

/// Whether the file system has become one that is only read: SQLite keeps the reason to itself.
private func isReadOnly(_ path: String) -> Bool { access(path, W_OK) != 0 && errno == EROFS }

extension Fault {
    /// Not writable: nothing was taken in; reading goes on.
    package static var readOnly: Fault {
        Fault(
            .cannotWrite,
            vi: "Máy chủ đang không ghi được dữ liệu nên chưa nhận được. Không có gì bị mất; hệ thống sẽ tự gửi lại.",
            en: "The server cannot write its data at the moment; nothing was accepted. Sending again later is safe."
        )
    }

    fileprivate static func damaged(_ file: String?, _ error: DatabaseError) -> Fault {
        let name = file ?? "database"
        return Fault(
            .internalFault,
            vi: "Tệp cơ sở dữ liệu \"\(name)\" bị hỏng. Dừng máy chủ, giữ nguyên thư mục, khôi phục từ bản sao lưu.",
            en:
                "The database file \"\(name)\" is damaged (\(error.extendedResultCode)). Stop, keep the folder, restore a backup."
        )
    }

    static func larger(than bytes: Int) -> Fault {
        Fault(.tooLarge, vi: "Lớn hơn mức \(bytes >> 20) MB.", en: "It is larger than \(bytes) bytes.")
    }

    /// No space left: nothing was taken in, nothing half-done stays.
    package static var diskFull: Fault {
        Fault(
            .diskFull,
            vi: "Máy chủ đã hết chỗ lưu nên chưa nhận được. Không có gì bị mất; hệ thống sẽ tự gửi lại khi có chỗ.",
            en: "The server has no disk space left; nothing was accepted. Sending again later is safe."
        )
    }
}
