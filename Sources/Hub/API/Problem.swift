import Exchange
import Foundation
import Hummingbird

/// What a caller reads when the answer is no (problem details, RFC 9457).
struct Problem: Encodable, Equatable {
    var status: Int
    /// English.
    var title: String
    /// `Fault.Code`: the only part that code may branch on.
    var code: String
    /// Vietnamese.
    var detail: String
    var place: String?
    var line: Int?
    /// The same as `hb.request.id` in the hub's log.
    var requestID: String

    init(_ fault: Fault, request: String) {
        self.status = fault.code.httpStatus.code
        self.title = fault.english
        self.code = fault.code.rawValue
        self.detail = fault.vietnamese
        self.place = fault.place
        self.line = fault.line
        self.requestID = request
    }

    private enum CodingKeys: String, CodingKey {
        case type, status, title, code, detail, place, line
        case requestID = "requestId"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("about:blank", forKey: .type)
        try container.encode(self.status, forKey: .status)
        try container.encode(self.title, forKey: .title)
        try container.encode(self.code, forKey: .code)
        try container.encode(self.detail, forKey: .detail)
        try container.encode(self.place, forKey: .place)
        try container.encode(self.line, forKey: .line)
        try container.encode(self.requestID, forKey: .requestID)
    }
}

extension Fault.Code {
    /// The one place where a code gets its HTTP status. What a package says wrongly is 422.
    var httpStatus: HTTPResponse.Status {
        switch self {
        case .invalidRequest, .invalidForm: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden, .notAllowed: .forbidden
        case .notFound, .unknownDocument: .notFound
        case .packageRemoved: .gone
        case .interrupted: .requestTimeout
        case .duplicateDocument, .conflict, .staleVersion, .numberTaken, .registerClosed: .conflict
        case .tooLarge: .contentTooLarge
        case .tooManyRequests, .quotaExceeded: .tooManyRequests
        case .internalFault, .toolMissing: .internalServerError
        case .unreachable, .untrustedHub, .cannotWrite, .scannerUnavailable: .serviceUnavailable
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .empty, .notXML, .notWellFormed, .encoding, .doctype, .tooDeep, .tooMany, .wrongRoot, .structure,
            .missingField, .duplicateRecipient, .badFormat, .outOfRange, .tooLong, .unknownOrgan, .attachmentMismatch,
            .badBase64, .badZip, .zipBomb, .unsafeName, .secret, .status, .business, .unsupported, .unknownSender,
            .unknownReceiver, .organClosed, .hashMismatch, .malware, .loop, .refused:
            .unprocessableContent
        }
    }
}
