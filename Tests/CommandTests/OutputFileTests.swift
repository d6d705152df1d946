import Foundation
import Storage
import Testing

@testable import lienthong

@Suite struct OutputFileTests {
    @Test func `what is no plain file takes the bytes and stays what it is`() throws {
        let pipe = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        // Open at both ends, so that nobody waits.
        let descriptor = open(pipe, O_RDWR | O_NONBLOCK)
        #expect(descriptor >= 0)
        defer { close(descriptor) }
        try OutputFile.write(to: pipe) { write in try Array("gói tin".utf8).withUnsafeBytes { try write($0) } }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "gói tin")
        #expect(DurableFiles.isSpecial(pipe))
    }
}
