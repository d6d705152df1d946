import Exchange
import Testing

@Suite struct NetworkTests {
    @Test(arguments: [
        ("10.22.0.0/16", "10.22.255.1", true), ("10.22.0.0/16", "10.23.0.1", false), ("10.22.0.7", "10.22.0.7", true),
        ("10.22.0.7", "10.22.0.8", false), ("0.0.0.0/0", "1.2.3.4", true), ("10.22.0.0/16", "::ffff:10.22.0.1", true),
        ("2001:db8::/32", "2001:db8:1::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::1", "::1", true),
        ("0.0.0.0/0", "::1", false), ("10.0.0.0/8", "rubbish", false),
    ])
    func `a network holds its addresses`(network: String, address: String, isInside: Bool) throws {
        let network = try #require(Network(network))
        #expect(network.contains(address) == isInside)
    }

    @Test(arguments: ["", "10.22.0.0/33", "10.22.0.1/16", "10.22", "a/b", "10.22.0.0/-1", "10.22.0.0/16/1", "::/129"])
    func `what is no network is none`(text: String) {
        #expect(Network(text) == nil)
    }
}
