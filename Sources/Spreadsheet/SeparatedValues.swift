import Exchange

/// Tables of separated values (CSV, RFC 4180): UTF-8 or, with its mark, UTF-16; the separator is the one that the first line has most of.
struct SeparatedValues {
    let limits: SheetLimits

    func rows(_ bytes: [UInt8]) throws(Fault) -> [[Cell]] {
        let text = Array(try Self.text(bytes).unicodeScalars)
        let separator = Self.separator(of: text)
        var rows: [[Cell]] = []
        var row: [Cell] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var index = 0
        func endCell() throws(Fault) {
            row.append(cell.isEmpty ? .empty : .text(String(cell)))
            cell = String.UnicodeScalarView()
            try self.limits.check(columns: row.count)
        }
        func endRow() throws(Fault) {
            try endCell()
            rows.append(row.trimmed)
            row = []
            try self.limits.check(rows: rows.count)
        }
        while index < text.count {
            let scalar = text[index]
            index += 1
            if isQuoted {
                guard scalar == "\"" else {
                    cell.append(scalar)
                    continue
                }
                if index < text.count, text[index] == "\"" {
                    cell.append("\"")
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", cell.isEmpty {
                isQuoted = true
            } else if scalar == separator {
                try endCell()
            } else if scalar == "\n" || scalar == "\r" {
                if scalar == "\r", index < text.count, text[index] == "\n" { index += 1 }
                try endRow()
            } else {
                cell.append(scalar)
            }
        }
        guard !isQuoted else {
            throw Fault(
                .structure, vi: "Tệp CSV có dấu nháy kép mở mà không đóng.", en: "A quoted value does not end.")
        }
        if !cell.isEmpty || !row.isEmpty { try endRow() }
        return rows
    }

    private static func text(_ bytes: [UInt8]) throws(Fault) -> String {
        let text: String?
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let isLittle = bytes[0] == 0xFF
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { at in
                UInt16(bytes[at + (isLittle ? 1 : 0)]) << 8 | UInt16(bytes[at + (isLittle ? 0 : 1)])
            }
            text = bytes.count % 2 == 0 ? String(validating: units, as: UTF16.self) : nil
        } else {
            text = String(validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
        }
        guard let text, !text.unicodeScalars.contains("\0") else {
            throw Fault(
                .encoding,
                vi: "Tệp không phải .xlsx hay CSV mã UTF-8. Lưu lại thành .xlsx hoặc CSV UTF-8 rồi chọn lại.",
                en: "The file is neither a workbook nor text in UTF-8.")
        }
        return text
    }

    private static func separator(of text: [Unicode.Scalar]) -> Unicode.Scalar {
        var counts: [Unicode.Scalar: Int] = [:]
        var isQuoted = false
        for scalar in text {
            if scalar == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if scalar == "\n" || scalar == "\r" { break }
            if [",", ";", "\t"].contains(scalar) { counts[scalar, default: 0] += 1 }
        }
        return [",", ";", "\t"].max { counts[$0, default: 0] < counts[$1, default: 0] } ?? ","
    }
}
