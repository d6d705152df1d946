import Testing
import Web

@Suite struct FormFaultsTests {
    private struct Other: Error {}

    @Test func `of each field the first is told, in the order in which they were found`() throws {
        var faults = FormFaults()
        #expect(faults.read { 1 } == 1)
        try faults.check()
        faults.require(true, "right", "nothing")
        faults.require(false, "a", "first")
        let read: Int? = try faults.read { throw FormFault("b", "second") }
        #expect(read == nil)
        faults.require(false, "a", "later")
        var part = FormFaults()
        part.require(false, "c", "third")
        part.require(false, "b", "again")
        _ = try faults.read { try part.check() }
        let fault = #expect(throws: FormFault.self) { try faults.check() }
        #expect(fault?.all.map(\.field) == ["a", "b", "c"])
        #expect(fault?.all.map(\.sentence) == ["first", "second", "third"])
    }

    @Test func `what is read last is given when nothing is to be corrected, else told with the rest`() throws {
        var faults = FormFaults()
        #expect(try faults.readLast { 1 } == 1)
        faults.require(false, "a", "first")
        for body in [{ 1 }, { throw FormFault("b", "second") }] as [() throws -> Int] {
            var tried = faults
            let fault = #expect(throws: FormFault.self) { try tried.readLast(body) }
            #expect(fault?.all.first?.field == "a")
        }
        let last = #expect(throws: FormFault.self) { try faults.readLast { throw FormFault("b", "second") } as Int }
        #expect(last?.all.map(\.field) == ["a", "b"])
        #expect(last?.of(part: "-3").all.map(\.field) == ["a-3", "b-3"])
        #expect(throws: Other.self) { try faults.readLast { throw Other() } as Int }
    }

    @Test func `what is no mistake of the form is thrown on`() {
        var faults = FormFaults()
        #expect(throws: Other.self) { _ = try faults.read { throw Other() } }
        #expect(throws: Never.self) { try faults.check() }
    }
}
