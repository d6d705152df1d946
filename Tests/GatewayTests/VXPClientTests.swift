import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// What the client of the national wire writes, and reads.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct VXPClientTests {
    /// 14:54:21.913 in Vietnam.
    private static let instant = Date(timeIntervalSince1970: 1_795_334_061.913)

    @Test func `a call is signed as the SDK signs it`() {
        let call = VXPSignedCall([], system: "000.00.00.G22", type: "application/json", at: Self.instant)
        #expect(
            call.text == """
                {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-timestamp":"22112026T145421+0913","XroadVnpt-Content-Type":"application/json"}
                """)
        let headers = call.headers(secret: "s3cret-key").map { "\($0.name): \($0.value)" }
        for line in [
            "XroadVnpt-hash-header: 49e0fa236fc7156fc2e389b4a980e242d8b6f08afcd46752e2fa73724da72f0d",
            "XroadVnpt-sign-header: \(call.text)", "XroadVnpt-sign-header-key: systemid;timestamp;Content-Type",
            "XroadVnpt-systemid: 000.00.00.G22",
        ] {
            #expect(headers.contains(line), "\(line)")
        }
    }

    @Test func `receivers are a list in the parameter, escaped in the signed text`() {
        let to = JSON.list([.text("000.00.00.H41"), .text("000.00.00.H42")]).canonical
        let call = VXPSignedCall([("to", to)], system: "G22", type: "application/octet-stream", at: Self.instant)
        #expect(call.parameters[1].value == #"["000.00.00.H41","000.00.00.H42"]"#)
        #expect(call.text.contains(#""XroadVnpt-to":"[\"000.00.00.H41\",\"000.00.00.H42\"]""#))
    }

    @Test func `a hash is printed as the SDK prints it`() throws {
        let hash = try #require(
            ContentHash(hex: "224759c9faf1bb2f7888b00947a60c8ea050120e98a997c8fd9141d11d32b121"))
        #expect(VXPClient.short(hash) == "224759c9faf1bb2f7888b0947a6c8ea05012e98a997c8fd9141d11d32b121")
    }

    @Test(arguments: [1, 2, 3, 7, 100_000])
    func `a file comes out of the answer in whatever pieces it comes in`(_ size: Int) throws {
        let file = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let text = Data(file).base64EncodedString()
        let forms = [
            text, text.replacing("/", with: "\\/").replacing("=", with: "\\u003d"),
            text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            stride(from: 0, to: text.count, by: 76).map { String(text.dropFirst($0).prefix(76)) }
                .joined(separator: "\\r\\n"),
        ]
        for form in forms {
            for answer in [
                #"{"status":"OK","ErrorCode":"0","ErrorDesc":"Thanh cong","data":"\#(form)"}"#,
                #"{ "data" : "\#(form)", "ErrorCode": 0, "status": "OK", "ErrorDesc":"" }"#,
            ] {
                #expect(try Self.extract(answer, size) == file)
            }
        }
    }

    @Test func `a refusal, an answer that is cut and one that is none give no file`() throws {
        #expect(try Self.extract(#"{"status":"FAIL","ErrorCode":"1","ErrorDesc":"Khong co","data":""}"#, 10) == nil)
        for answer in [
            #"{"status":"OK","ErrorCode":"0","data":"QUJD"#, "<html>no</html>",
            #"{"status":"OK","ErrorCode":"0","data":"QU!D"}"#, #"{"status":"OK","data":"QUJD"} and more"#,
        ] {
            #expect(throws: Fault.self) { try Self.extract(answer, 10) }
        }
    }

    /// Nil: refused.
    private static func extract(_ answer: String, _ size: Int) throws -> [UInt8]? {
        var extractor = VXPDataExtractor()
        var out: [UInt8] = []
        let bytes = Array(answer.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            try piece.withUnsafeBytes { try extractor.feed($0) { out.append(contentsOf: $0) } }
        }
        return try extractor.finish { out.append(contentsOf: $0) } ? out : nil
    }
}
