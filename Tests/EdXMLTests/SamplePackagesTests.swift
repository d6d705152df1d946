import EdXML
import Exchange
import Foundation
import Testing

@Suite struct SamplePackagesTests {
    /// Not compared: what the file is for (`about`), and the verdict on the XML signature, which needs keys.
    @Test(arguments: Samples.packages)
    func `a sound package is read as expected`(_ name: String) throws {
        var expected = try Samples.json("expected/\(name.replacing(".edxml", with: ".json"))")
        expected.remove(["about", "signature", "warnings"])
        let inspected = try InspectedPacket(file: Samples.url("packages/\(name)"), today: Samples.today)
        var json = inspected.json(file: "packages/\(name)", signature: .null)
        #expect(json["about"] == .null)
        json.remove(["about", "signature", "warnings"])
        #expect(json.differences(from: expected) == [])
    }

    /// Lesson G5.
    @Test(arguments: Samples.packages)
    func `its warnings are those expected, judged by the directory`(_ name: String) throws {
        let expected = try Samples.json("expected/\(name.replacing(".edxml", with: ".json"))")
        let codes = Set(try #require(expected["warnings"]).elements.compactMap(\.string))
        let inspected = try InspectedPacket(
            file: Samples.url("packages/\(name)"), today: Samples.today,
            context: ReadingContext(directory: Samples.directory))
        #expect(Set(inspected.packet.warnings.map(\.code.rawValue)) == codes)
        #expect(
            Set(inspected.json(file: name, signature: .null)["warnings"]?.elements.compactMap(\.string) ?? []) == codes)
        for warning in inspected.packet.warnings {
            #expect(warning.line >= 1)
            #expect(!warning.place.isEmpty)
        }
    }

    @Test func `there are samples`() {
        #expect(Samples.packages.count >= 70)
    }
}

extension JSON {
    mutating func remove(_ keys: [String]) {
        guard case .object(var members) = self else { return }
        for key in keys { members[key] = nil }
        self = .object(members)
    }
}
