import Pages
import Testing

@Suite struct TimesTests {
    @Test func `a date is written in full with its machine form`() {
        #expect(written(Times.date(year: 2024, month: 3, day: 5)) == "<time datetime=\"2024-03-05\">05/03/2024</time>")
    }

    @Test func `a moment has its time before its date`() {
        #expect(
            written(Times.moment(year: 2024, month: 11, day: 12, hour: 7, minute: 3))
                == "<time datetime=\"2024-11-12T07:03\">07:03 12/11/2024</time>"
        )
    }

    @Test func `a year of three digits stays a machine form`() {
        #expect(written(Times.date(year: 938, month: 1, day: 1)).contains("datetime=\"0938-01-01\""))
    }
}
