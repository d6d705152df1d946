import Testing

@testable import Office

@Suite struct FileNameTests {
    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("..", "tep"), ("a\u{202E}fdp.exe", "afdp.exe"),
    ])
    func `names of files lose what deceives`(name: String, safe: String) { #expect(FileName.safe(name) == safe) }

    @Test func `only listed kinds of files may be sent`() {
        #expect(FileName.contentType(of: "Công văn.PDF") == "application/pdf")
        #expect(FileName.contentType(of: "virus.exe") == nil)
    }

    @Test(arguments: [("bytes=0-9", 0, 9), ("bytes=5-", 5, 99), ("bytes=-10", 90, 99), ("bytes=90-500", 90, 99)])
    func `one range of a file`(header: String, first: Int, last: Int) throws {
        let range = try #require(ByteRange(header, size: 100))
        #expect(range.first == first)
        #expect(range.last == last)
    }

    @Test(arguments: ["bytes=100-", "bytes=9-5", "bytes=0-1,5-6", "items=0-1", "bytes=-0"])
    func `ranges that are refused`(header: String) { #expect(ByteRange(header, size: 100) == nil) }
}
