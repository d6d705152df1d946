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
func translatingFaults<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError { throw translated(error) }
}

func translatingFaults<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch let error as DatabaseError { throw translated(error) }
}

private func translated(_ error: DatabaseError) -> any Error {
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
    default:
        return error
    }
}

extension Fault {
    /// No space left: nothing was taken in, nothing half-done stays.
    package static var diskFull: Fault {
        Fault(
            .diskFull,
            vi: "Máy chủ đã hết chỗ lưu nên chưa nhận được. Không có gì bị mất; hệ thống sẽ tự gửi lại khi có chỗ.",
            en: "The server has no disk space left; nothing was accepted. Sending again later is safe."
        )
    }
}
