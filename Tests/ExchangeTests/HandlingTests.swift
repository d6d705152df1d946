import Exchange
import Foundation
import Testing

@Suite struct HandlingTests {
    private func handling(_ codes: [String]) -> (Handling, [Handling.Verdict]) {
        var handling = Handling()
        var verdicts: [Handling.Verdict] = []
        for (index, code) in codes.enumerated() {
            guard let status = HandlingStatus(code: code) else { continue }
            verdicts.append(handling.apply(status, at: Date(timeIntervalSince1970: Double(1000 + index))))
        }
        return (handling, verdicts)
    }

    @Test(
        arguments: [
            (["01", "03", "04", "05", "06"], "06"),
            (["03", "05"], "05"),
            (["03", "06"], "06"),
            (["01", "02"], "02"),
            (["03", "01"], "03"),
            (["05", "05", "05"], "05"),
            (["06", "05"], "06"),
            (["02", "03"], "02"),
            (["03", "02"], "03"),
        ]
    )
    func `the highest status is shown, whatever comes late`(codes: [String], shown: String) {
        #expect(self.handling(codes).0.current?.rawValue == shown)
    }

    @Test func `a repeated status is told apart, except 05`() {
        let (_, verdicts) = self.handling(["01", "01", "05", "05"])
        #expect(verdicts == [.advanced, .repetition, .advanced, .advanced])
    }

    @Test func `after a terminal status nothing advances`() {
        #expect(self.handling(["01", "02", "03"]).1.last == .contradiction)
        #expect(self.handling(["03", "06", "04"]).1.last == .history)
    }

    @Test func `an accepted document can no longer be refused`() {
        #expect(self.handling(["01", "03", "02"]).1.last == .contradiction)
    }

    @Test func `answers to a recall leave the handling alone`() {
        let (handling, verdicts) = self.handling(["03", "15"])
        #expect(handling.current == .accepted)
        #expect(verdicts.last == .history)
    }

    @Test func `one digit is read as two`() { #expect(HandlingStatus(code: "3") == .accepted) }

    @Test func `an unknown code is no status`() { #expect(HandlingStatus(code: "44") == nil) }
}

@Suite struct TransportTests {
    @Test(
        arguments: [
            (Transport.initial, Transport.Event.fetched, Transport.processing as Transport?),
            (.initial, .acknowledged, .done), (.initial, .rejected, .fail),
            (.processing, .fetched, .processing), (.processing, .acknowledged, .done), (.processing, .rejected, .fail),
            (.done, .fetched, .done), (.done, .acknowledged, .done), (.done, .rejected, nil),
            (.fail, .fetched, .fail), (.fail, .rejected, .fail), (.fail, .acknowledged, nil),
        ]
    )
    func `every move of transport`(from: Transport, event: Transport.Event, to: Transport?) {
        #expect(from.after(event) == to)
    }
}

@Suite struct InternalStateTests {
    /// The legal moves; every other pair is illegal.
    private static let legal: [(InternalState, InternalState.Act, InternalState)] = [
        (.received, .register, .registered), (.received, .return, .returned), (.registered, .submit, .submitted),
        (.submitted, .direct, .assigned), (.submitted, .giveBack, .registered),
        (.assigned, .begin, .inProgress), (.inProgress, .finish, .finished),
    ]

    /// What happens because of something else, as strictly.
    private static let turns: [(InternalState, InternalState.Turn, InternalState)] = [
        (.assigned, .leadLost, .submitted), (.inProgress, .leadLost, .submitted), (.assigned, .allRead, .finished),
    ]

    @Test func `exactly the legal turns are possible`() {
        for state in InternalState.allCases {
            for turn in InternalState.Turn.allCases {
                #expect(state.after(turn) == Self.turns.first { $0.0 == state && $0.1 == turn }?.2, "\(state) \(turn)")
            }
        }
    }

    @Test func `exactly the legal moves of an incoming document are possible`() {
        for state in InternalState.allCases {
            for act in InternalState.Act.allCases {
                let expected = Self.legal.first { $0.0 == state && $0.1 == act }?.2
                #expect(state.after(act) == expected, "\(state) \(act)")
            }
        }
    }

    @Test func `the story of an outgoing document ends with publishing`() {
        var state = OutgoingState.draft
        for act in [
            OutgoingState.Act.edit, .submit, .edit, .initial, .approve, .number, .attach, .detach, .attach, .publish,
        ] {
            guard let next = state.after(act) else {
                Issue.record("\(state) does not allow \(act)")
                return
            }
            state = next
        }
        #expect(state == .published)
        #expect(OutgoingState.Act.allCases.allSatisfy { OutgoingState.published.after($0) == nil })
    }

    @Test func `submitting to the leader and giving back report nothing, the other steps their code`() {
        let codes = InternalState.Act.allCases.map { InternalState.report(of: $0)?.rawValue }
        #expect(codes == ["03", "02", nil, "04", nil, "05", "06"])
    }
}
