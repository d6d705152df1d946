import Exchange
import Foundation
import Hummingbird
import NIOCore
import Web

/// Answers of the VXP wire: HTTP 200 always; JSON in ASCII; `status`, `ErrorCode`, `ErrorDesc` always there; no null anywhere.
enum VXPAnswer {
    static let done: Fields = [("status", .text("OK")), ("ErrorCode", .text("0")), ("ErrorDesc", .text("Thanh cong"))]

    typealias Fields = [(name: String, value: Value)]

    enum Value {
        case text(String)
        case number(Int)
        case flag(Bool)
        /// Objects, each as JSON.
        case list([String])

        var json: String {
            switch self {
            case .text(let text): VXPAnswer.quoted(text)
            case .number(let number): "\(number)"
            case .flag(let flag): flag ? "true" : "false"
            case .list(let items): "[\(items.joined(separator: ","))]"
            }
        }
    }

    static func ok(_ fields: Fields = []) -> Response { self.json(self.done + fields) }

    /// What a call that failed answers; the fields that the SDK reads in any case are there too.
    static func refusal(_ text: String, of call: VXPCall?) -> Response {
        // Whatever comes is written into the file that was asked for.
        if call == .downloadEdoc { return Response(status: .ok, headers: [.contentLength: "0"]) }
        return self.json(
            [("status", .text("FAIL")), ("ErrorCode", .text("1")), ("ErrorDesc", .text(text.withoutMarks))]
                + self.required(by: call))
    }

    private static func required(by call: VXPCall?) -> Fields {
        switch call {
        case .sendEdoc: [("DocId", .text(""))]
        case .getEdoc: [("data", .text(""))]
        case .countReceiveEdoc, .countReceiveStatus: [("count", .number(0))]
        case .getReceivedEdocList, .getSentEdocList, .getAgenciesList, .getAgenciesListQD20, .getSynchronizeUnit,
            .getListUnit:
            [("data", .list([]))]
        default: []
        }
    }

    private static func json(_ fields: Fields) -> Response {
        .bytes(ByteBuffer(string: self.object(fields)), status: .ok, type: "application/json")
    }

    static func object(_ fields: Fields) -> String {
        "{\(fields.map { "\"\($0.name)\":\($0.value.json)" }.joined(separator: ","))}"
    }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0x20...0x7E: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default: out += "\\u" + String(0x10000 + Int(unit), radix: 16).dropFirst()
            }
        }
        return out + "\""
    }

    /// `2025-11-20 08:00:00`, Vietnam time.
    static func time(_ instant: Date) -> Value {
        .text(VietnamTime.packet(instant).replacing("/", with: "-"))
    }
}
