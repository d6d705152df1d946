import Foundation
import Testing

@testable import Web

@Suite struct MultipartParserTests {
    private let body = Array(
        """
        --b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nsecret\r\n--b\r\n\
        Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n\
        %PDF\r\n\r\n--b--\r\n
        """.utf8
    )

    private func joined(pieces size: Int) throws -> [MultipartParser.Event] {
        var parser = MultipartParser(boundary: "b")
        var joined: [MultipartParser.Event] = []
        for start in stride(from: 0, to: self.body.count, by: size) {
            for event in try parser.feed(self.body[start..<min(self.body.count, start + size)]) {
                if case .bytes(let more) = event, case .bytes(let before)? = joined.last {
                    joined[joined.count - 1] = .bytes(before + more)
                } else {
                    joined.append(event)
                }
            }
        }
        #expect(parser.isComplete)
        return joined
    }

    @Test(arguments: [1, 2, 3, 7, 64, 10_000])
    func `parts come out alike however the form is cut`(size: Int) throws {
        #expect(
            throws: Never.self,
            performing: {
                let events = try self.joined(pieces: size)
                #expect(events.first == .begin(.init(name: "csrf", fileName: nil)))
                #expect(events.contains(.bytes(Array("secret".utf8))))
                #expect(events.contains(.begin(.init(name: "file", fileName: "a.pdf"))))
            }
        )
    }

    @Test func `a form that is cut off is not complete`() throws {
        var parser = MultipartParser(boundary: "b")
        _ = try parser.feed(self.body.dropLast(10))
        #expect(!parser.isComplete)
    }
}
