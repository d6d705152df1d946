/// The browser of a session in words (trình duyệt), from what it says of itself (`User-Agent`, RFC 9110, section 10.1.5). Anybody can say anything there:
/// it helps people to know their own sessions again, and decides nothing.
struct BrowserName: Sendable, Equatable {
    /// `Chrome trên Windows`; `Trình duyệt khác` for what is not known.
    let text: String

    /// Bytes that are looked at.
    private static let longest = 512

    /// The special ones first: nearly all say `Safari`, and all that are built on Chromium say `Chrome`.
    private static let browsers: [(sign: String, name: String)] = [
        ("coc_coc_browser/", "Cốc Cốc"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("OPiOS/", "Opera"), ("Opera", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Chromium/", "Chrome"), ("Safari/", "Safari"),
    ]

    /// Phones first: Android says `Linux` too, iPhone and iPad say `like Mac OS X`.
    private static let systems: [(sign: String, name: String)] = [
        ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
        ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ]

    init(_ agent: String) {
        let said = String(decoding: agent.utf8.prefix(Self.longest), as: UTF8.self)
        guard let browser = Self.browsers.first(where: { said.contains($0.sign) }) else {
            self.text = "Trình duyệt khác"
            return
        }
        let system = Self.systems.first { said.contains($0.sign) }
        self.text = system.map { "\(browser.name) trên \($0.name)" } ?? browser.name
    }
}
