import Testing

@testable import Office

@Suite struct BrowserNameTests {
    private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    private static let apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
    private static let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit)"
    private static let linux = "Mozilla/5.0 (X11; Linux x86_64"
    private static let chromeBook = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \(webKit)"
    private static let android = "Mozilla/5.0 (Linux; Android 10; K) \(webKit)"
    private static let iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) \(apple)"
    private static let iPad = "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) \(apple)"
    private static let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(apple)"

    private static let known: [(agent: String, name: String)] = [
        ("\(windows) Chrome/131.0.0.0 Safari/537.36", "Chrome trên Windows"),
        ("\(windows) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge trên Windows"),
        ("\(windows) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", "Edge trên Windows"),
        ("\(windows) Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0", "Opera trên Windows"),
        ("\(windows) coc_coc_browser/131.0.186 Chrome/125.0.6422.186 Safari/537.36", "Cốc Cốc trên Windows"),
        ("\(linux); rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox trên Linux"),
        ("\(linux)) \(webKit) HeadlessChrome/131.0.0.0 Safari/537.36", "Chrome trên Linux"),
        ("\(chromeBook) Chrome/131.0.0.0 Safari/537.36", "Chrome trên ChromeOS"),
        ("\(mac) Version/18.1 Safari/605.1.15", "Safari trên Mac"),
        ("\(iPhone) Version/18.1 Mobile/15E148 Safari/604.1", "Safari trên iPhone"),
        ("\(iPhone) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome trên iPhone"),
        ("\(iPhone) FxiOS/133.0 Mobile/15E148 Safari/605.1.15", "Firefox trên iPhone"),
        ("\(iPhone) Version/18.0 EdgiOS/131.0.2903.68 Mobile/15E148 Safari/605.1.15", "Edge trên iPhone"),
        ("\(iPad) Version/16.6 Mobile/15E148 Safari/604.1", "Safari trên iPad"),
        ("\(android) Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("\(android) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet trên Android"),
        ("Firefox/133.0", "Firefox"), ("<b>Chrome/1</b>", "Chrome"),
        ("curl/8.5.0", "Trình duyệt khác"), ("", "Trình duyệt khác"),
        (String(repeating: "x", count: 600) + " Firefox/133.0", "Trình duyệt khác"),
    ]

    @Test(arguments: Self.known)
    func `a browser is known by what it says, whatever else it says too`(agent: String, name: String) {
        #expect(BrowserName(agent).text == name)
    }
}
