import Foundation
import Testing
import Web

@Suite struct SignInGuardTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Nil when the name has to wait.
    private static func begin(
        _ name: String, _ guarded: SignInGuard, after seconds: Double = 0
    ) -> SignInGuard.Attempt? {
        guard case .admitted(let attempt) = guarded.begin(name, at: Self.now + seconds) else { return nil }
        return attempt
    }

    @Test func `of many tries at once five are looked at`() async {
        let guarded = SignInGuard()
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...200 { group.addTask { Self.begin("vanthu", guarded) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(admitted == 5)
        #expect(Self.begin("khac", guarded) != nil)
    }

    @Test func `the sixth waits a minute, the next two, and so on`() {
        let guarded = SignInGuard()
        for _ in 1...5 { #expect(Self.begin("vanthu", guarded) != nil) }
        #expect(Self.begin("vanthu", guarded, after: 59) == nil)
        #expect(Self.begin("vanthu", guarded, after: 60) != nil)
        #expect(Self.begin("vanthu", guarded, after: 179) == nil)
        #expect(Self.begin("vanthu", guarded, after: 180) != nil)
    }

    @Test func `what was right forgets the failures; what is only taken back leaves them and their time`() throws {
        let guarded = SignInGuard()
        for _ in 1...4 { #expect(Self.begin("vanthu", guarded) != nil) }
        for _ in 1...10 { guarded.takeBack(try #require(Self.begin("vanthu", guarded))) }
        #expect(Self.begin("vanthu", guarded) != nil)
        #expect(Self.begin("vanthu", guarded) == nil)
        // After the wait a right password, then the code: the second does not wait for the first.
        guarded.takeBack(try #require(Self.begin("vanthu", guarded, after: 60)))
        guarded.succeeded(try #require(Self.begin("vanthu", guarded, after: 61)))
        for _ in 1...5 { #expect(Self.begin("vanthu", guarded, after: 62) != nil) }
        #expect(Self.begin("vanthu", guarded, after: 62) == nil)
    }

    @Test func `a full guard forgets the oldest, and counts on`() {
        let guarded = SignInGuard(limit: 10)
        for _ in 1...5 { #expect(Self.begin("vanthu", guarded, after: 9) != nil) }
        for number in 1...9 { #expect(Self.begin("la-\(number)", guarded, after: Double(number)) != nil) }
        for number in 10...12 {
            for _ in 1...5 { #expect(Self.begin("la-\(number)", guarded, after: 10) != nil) }
            #expect(Self.begin("la-\(number)", guarded, after: 10) == nil, "new names count too")
        }
        #expect(Self.begin("vanthu", guarded, after: 10) == nil, "it was not the oldest")
    }
}
