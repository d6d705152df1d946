import Exchange
import Foundation
import Testing

@Suite struct AskingTests {
    @Test(arguments: Asking.allCases, HandlingStatus.allCases)
    func `the first answer counts, whatever comes later`(_ state: Asking, _ status: HandlingStatus) {
        for isRecall in [true, false] {
            var asking = state
            let verdict = asking.apply(status, isRecall: isRecall)
            let answer: Asking? =
                switch status {
                case .agreed: .agreed
                case .declined: .declined
                case .accepted: isRecall ? .agreed : nil
                case .refused: isRecall ? .declined : nil
                default: nil
                }
            switch (state, answer) {
            case (.requested, let answer?): #expect(asking == answer && verdict == .advanced)
            case (let state, let answer?):
                #expect(asking == state && verdict == (answer == state ? .repetition : .contradiction))
            case (let state, nil):
                let again = status == .takeBack && state == .requested
                #expect(asking == state && verdict == (again ? .repetition : .history))
            }
        }
    }

    @Test(arguments: Closure.allCases)
    func `after it was withdrawn or replaced nothing advances`(_ closure: Closure) {
        for status in HandlingStatus.allCases where status.rank != nil {
            var handling = Handling(current: .accepted, since: Date(), seen: [.accepted], closure: closure)
            let verdict = handling.apply(status, at: Date().addingTimeInterval(60))
            #expect(verdict == (status == .accepted ? .repetition : .contradiction))
            #expect(handling.current == .accepted)
        }
    }
}
