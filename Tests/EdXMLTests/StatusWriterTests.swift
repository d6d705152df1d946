import EdXML
import Exchange
import Foundation
import Testing

@Suite struct StatusWriterTests {
    static func packet(_ status: HandlingStatus, description: String? = "Lý do & chi tiết") -> StatusPacket {
        StatusPacket(
            from: Organ(code: OrganCode("H29")!, name: "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
            report: StatusReport(
                responseFor: ResponseFor(
                    organ: OrganCode("G22")!, code: "90017/VPCP-KSTT", promulgationDate: CalendarDate("2024-03-12"),
                    documentID: DocumentID("G22,2024/03/12,90017/VPCP-KSTT")),
                staff: StaffInfo(department: "Phòng Văn thư", staff: "Trần Thị Ví Dụ"),
                status: status,
                description: description,
                at: VietnamTime.instant(packet: "2024/03/12 16:50:00")!
            )
        )
    }

    @Test(arguments: HandlingStatus.allCases)
    func `a status is read back as it was written`(_ status: HandlingStatus) throws {
        let packet = Self.packet(status)
        let read = try PacketReader.read(PacketWriter.bytes(of: packet), today: Samples.today)
        #expect(read.kind == .status)
        #expect(read.from == packet.from)
        #expect(read.status == packet.report)
        #expect(read.warnings == [])
        #expect(read.subjectID == packet.report.responseFor.documentID)
    }

    @Test(arguments: [HandlingStatus.refused, .takeBack, .declined])
    func `a status that needs a reason is not written without`(_ status: HandlingStatus) {
        #expect { try PacketWriter.bytes(of: Self.packet(status, description: " ")) } throws: {
            ($0 as? Fault)?.place == "MessageHeader/Description"
        }
    }

    @Test func `without a person the agency is the contact`() throws {
        var packet = Self.packet(.arrived, description: nil)
        packet.report.staff = nil
        let read = try PacketReader.read(PacketWriter.bytes(of: packet), today: Samples.today)
        #expect(read.status?.staff == StaffInfo(department: "Ủy ban nhân dân Thành phố Hồ Chí Minh"))
    }

    @Test func `a reason of more than 1000 characters is refused`() {
        let packet = Self.packet(.refused, description: String(repeating: "a", count: 1001))
        #expect { try PacketWriter.bytes(of: packet) } throws: { ($0 as? Fault)?.code == .tooLong }
    }
}
