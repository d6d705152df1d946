import Exchange
import Foundation
import Testing

@Suite struct StageClockTests {
    /// Friday 13 March 2026, 16:00 in Vietnam.
    private static let friday = VietnamTime.instant(packet: "2026/03/13 16:00:00")!

    private static func clock(
        _ transport: Transport = .done, kind: PackageKind = .new, urgency: Urgency = .ordinary,
        at since: Date = Self.friday, handling: HandlingStatus? = nil, asking: Asking? = nil, closure: Closure? = nil,
        calendar: WorkingCalendar = .init()
    ) -> StageClock? {
        StageClock(
            StageClock.Standing(
                transport: transport, transportAt: since, kind: kind, urgency: urgency, handling: handling,
                handlingAt: handling == nil ? nil : since, asking: asking, askingAt: asking == nil ? nil : since,
                closure: closure), calendar: calendar)
    }

    @Test(arguments: [(Urgency.ordinary, 30.0), (.urgent, 15), (.veryUrgent, 10), (.flash, 5), (.timedFlash, 5)])
    func `a system has minutes to fetch and to confirm, by urgency`(_ urgency: Urgency, _ minutes: Double) {
        for (transport, stage) in [(Transport.initial, StageClock.Stage.fetch), (.processing, .confirm)] {
            let clock = Self.clock(transport, kind: .status, urgency: urgency)
            #expect(clock?.stage == stage && stage.isOfSystem)
            #expect(clock?.deadline == Self.friday.addingTimeInterval(60 * minutes))
            #expect(clock?.isLate(at: Self.friday.addingTimeInterval(60 * minutes)) == false)
            #expect(clock?.isLate(at: Self.friday.addingTimeInterval(60 * minutes + 1)) == true)
        }
    }

    @Test(arguments: [
        ("2026/03/13 16:00:00", "2026/03/13 17:00:00"), ("2026/03/13 17:00:00", "2026/03/16 17:00:00"),
        ("2026/03/14 09:00:00", "2026/03/16 17:00:00"), ("2026/03/12 23:59:59", "2026/03/13 17:00:00"),
    ])
    func `a clerk has the day, and what comes after hours the next working day`(_ came: String, _ end: String) {
        for handling in [nil, HandlingStatus.arrived] {
            let clock = Self.clock(at: VietnamTime.instant(packet: came)!, handling: handling)
            #expect(clock?.stage == .accept)
            #expect(clock?.deadline == VietnamTime.instant(packet: end))
        }
    }

    @Test func `holidays move the deadline, urgency does not wait for working hours`() {
        let calendar = WorkingCalendar(holidays: [CalendarDate("2026-03-16")!])
        let saturday = VietnamTime.instant(packet: "2026/03/14 09:00:00")!
        #expect(
            Self.clock(at: saturday, calendar: calendar)?.deadline == VietnamTime.instant(packet: "2026/03/17 17:00:00")
        )
        #expect(Self.clock(urgency: .flash, at: saturday)?.deadline == saturday.addingTimeInterval(1800))
        #expect(Self.clock(urgency: .veryUrgent, at: saturday)?.deadline == saturday.addingTimeInterval(7200))
        #expect(Self.clock(urgency: .urgent, at: saturday)?.deadline == saturday.addingTimeInterval(14_400))
    }

    @Test(arguments: HandlingStatus.allCases.filter { $0.rank != nil })
    func `what the receiver has said decides what is awaited`(_ status: HandlingStatus) {
        let clock = Self.clock(handling: status)
        switch status {
        case .arrived: #expect(clock?.stage == .accept)
        case .refused, .finished: #expect(clock == nil)
        default: #expect(clock?.stage == .work && clock?.deadline == nil && clock?.isLate(at: .distantFuture) == false)
        }
    }

    @Test func `a recall awaits its answer and nothing else; what failed or was closed awaits nothing`() {
        #expect(Self.clock(kind: .recall, asking: .requested)?.stage == .answer)
        #expect(Self.clock(kind: .recall, asking: .agreed) == nil)
        #expect(Self.clock(kind: .update, asking: .agreed)?.stage == .accept)
        #expect(Self.clock(handling: .accepted, asking: .requested)?.stage == .answer)
        #expect(Self.clock(handling: .accepted, closure: .withdrawn) == nil)
        #expect(Self.clock(.fail) == nil)
        #expect(Self.clock(kind: .status) == nil)
    }
}
