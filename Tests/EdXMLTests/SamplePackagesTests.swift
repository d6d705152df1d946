import EdXML
import Exchange
import Foundation
import Testing

@Suite struct SamplePackagesTests {
    /// Not compared: what is about the file itself (`file`, `sha256`, `size`, `about`), and the verdict on the XML signature
    /// (`signature`).
    @Test(arguments: Samples.packages)
    func `a sound package is read as expected`(_ name: String) throws {
        var expected = try Samples.json("expected/\(name.replacing(".edxml", with: ".json"))")
        expected.remove(["file", "sha256", "size", "about", "signature", "warnings"])
        let packet = try PacketReader.read(file: Samples.url("packages/\(name)"), today: Samples.today)
        #expect(JSON(packet).differences(from: expected) == [])
    }

    @Test(arguments: Samples.packages)
    func `its warnings are those expected, less those that need the directory`(_ name: String) throws {
        let expected = try Samples.json("expected/\(name.replacing(".edxml", with: ".json"))")
        let needDirectory: Set<String> = ["organ-closed", "organ-name-differs"]
        let codes = Set(try #require(expected["warnings"]).elements.compactMap(\.string)).subtracting(needDirectory)
        let packet = try PacketReader.read(file: Samples.url("packages/\(name)"), today: Samples.today)
        #expect(Set(packet.warnings.map(\.code.rawValue)) == codes)
        for warning in packet.warnings {
            #expect(warning.line >= 1)
            #expect(!warning.place.isEmpty)
        }
    }

    @Test func `there are samples`() {
        #expect(Samples.packages.count >= 70)
        #expect(Samples.bad.count >= 30)
    }
}

extension JSON {
    mutating func remove(_ keys: [String]) {
        guard case .object(var members) = self else { return }
        for key in keys { members[key] = nil }
        self = .object(members)
    }
}
