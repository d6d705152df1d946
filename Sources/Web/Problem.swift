package import Exchange
import Foundation
package import Hummingbird

/// What a caller reads when the answer is no (problem details, RFC 9457).
package struct Problem: Encodable, Equatable {
    package var status: Int
    /// English.
    var title: String
    /// `Fault.Code`: the only part that code may branch on.
    var code: String
    /// Vietnamese.
    var detail: String
    var place: String?
    var line: Int?
    /// The same as `hb.request.id` in the log.
    var requestID: String

    package init(_ fault: Fault, request: String) {
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

    package func encode(to encoder: any Encoder) throws {
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
    /// The one place where a code gets its HTTP status, of pages and of both APIs. What a package or a form says wrongly is 422.
    package var httpStatus: HTTPResponse.Status {
        switch self {
        case .invalidRequest: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden, .notAllowed: .forbidden
        case .notFound, .unknownDocument: .notFound
        case .packageRemoved: .gone
        case .interrupted: .requestTimeout
        case .duplicateDocument, .conflict, .staleVersion, .numberTaken: .conflict
        case .tooLarge: .contentTooLarge
        case .tooManyRequests, .quotaExceeded: .tooManyRequests
        case .internalFault, .toolMissing: .internalServerError
        case .unreachable, .untrustedHub, .cannotWrite, .scannerUnavailable, .databaseBusy, .databaseUnreachable,
            .outcomeUnknown:
            .serviceUnavailable
        case .diskFull: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .empty, .notXML, .notWellFormed, .encoding, .doctype, .tooDeep, .tooMany, .wrongRoot, .structure,
            .missingField, .duplicateRecipient, .badFormat, .outOfRange, .tooLong, .unknownOrgan, .attachmentMismatch,
            .badBase64, .badZip, .zipBomb, .unsafeName, .secret, .status, .business, .unsupported, .unknownSender,
            .unknownReceiver, .organClosed, .hashMismatch, .malware, .loop, .refused, .invalidForm, .registerClosed:
            .unprocessableContent
        }
    }
}

extension Fault {
    /// The request itself cannot be understood (`invalid-request`).
    package static func invalid(_ vietnamese: String, _ english: String, place: String? = nil) -> Fault {
        Fault(.invalidRequest, vi: vietnamese, en: english, place: place)
    }

    package static let bodyTooLarge = Fault(.tooLarge, vi: "Nội dung gửi lên quá lớn.", en: "The body is too large.")
}

extension Response {
    /// Problem details, with the status of the code; `request` names the request in the log.
    package static func problem(_ fault: Fault, request: String) throws -> Response {
        var response = try Response.json(
            Problem(fault, request: request), status: fault.code.httpStatus, type: "application/problem+json")
        if fault.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}
