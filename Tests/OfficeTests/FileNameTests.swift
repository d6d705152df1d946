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
}
