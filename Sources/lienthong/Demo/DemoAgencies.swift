import Exchange
import Foundation
import Office
import Trial

/// The two agencies of the pilot with people who are invented and plainly so.
struct DemoAgency: Sendable {
    let organ: OrganCode
    let setup: AgencySetup

    /// As the story knows it.
    func pilot(url: URL) -> PilotAgency {
        var people: [String: PilotAgency.User] = [:]
        for person in self.setup.people where people[person.role.rawValue] == nil {
            people[person.role.rawValue] = .init(
                user: person.userName, password: person.password, fullName: person.fullName, title: person.title
            )
        }
        return PilotAgency(organ: self.organ, name: self.setup.identity.name, url: url, people: people)
    }

    static let password = DemoData.password

    static func both() throws -> (sender: DemoAgency, receiver: DemoAgency) {
        guard let g22 = OrganCode("G22"), let h29 = OrganCode("H29") else {
            throw Fault(.internalFault, vi: "Mã cơ quan sai.", en: "The codes of the demo are wrong.")
        }
        return (self.governmentOffice(g22), self.hoChiMinhCity(h29))
    }

    private static func governmentOffice(_ organ: OrganCode) -> DemoAgency {
        DemoAgency(
            organ: organ,
            setup: AgencySetup(
                identity: .init(
                    organ: organ, name: "Văn phòng Chính phủ", letterhead: ["", "Văn phòng Chính phủ"],
                    abbreviation: "VPCP", place: "Hà Nội",
                    contact: "Bản trình diễn: mọi người dùng có mật khẩu \(self.password)."
                ),
                units: [
                    Unit(id: "LD", name: "Lãnh đạo Văn phòng", shortName: "LĐVP"),
                    Unit(id: "HC", name: "Vụ Hành chính", shortName: "HC"),
                    Unit(id: "KSTT", name: "Cục Kiểm soát thủ tục hành chính", shortName: "KSTT"),
                    Unit(id: "TH", name: "Vụ Tổng hợp", shortName: "TH"),
                ],
                people: [
                    self.person("vanthu.g22", "Hoàng Thị Mẫu Đơn", "Văn thư", .clerk, "HC"),
                    self.person("lanhdao.g22", "Lê Minh Họa", "Phó Chủ nhiệm", .leader, "LD"),
                    self.person("truong.g22", "Vũ Văn Giả Thiết", "Cục trưởng", .head, "KSTT"),
                    self.person("chuyenvien.g22", "Nguyễn Văn Thử", "Chuyên viên", .officer, "KSTT"),
                    self.person("quantri.g22", "Tạ Thị Ước Lệ", "Quản trị hệ thống", .admin, "HC"),
                ],
                firstIncoming: 90_301,
                firstOutgoing: 90_017
            )
        )
    }

    private static func hoChiMinhCity(_ organ: OrganCode) -> DemoAgency {
        DemoAgency(
            organ: organ,
            setup: AgencySetup(
                identity: .init(
                    organ: organ, name: "Ủy ban nhân dân Thành phố Hồ Chí Minh",
                    letterhead: ["Ủy ban nhân dân", "Thành phố Hồ Chí Minh"],
                    abbreviation: "UBND", place: "Thành phố Hồ Chí Minh",
                    contact: "Bản trình diễn: mọi người dùng có mật khẩu \(self.password)."
                ),
                units: [
                    Unit(id: "LD", name: "Lãnh đạo Ủy ban", shortName: "LĐUB"),
                    Unit(id: "VT", name: "Phòng Hành chính – Tổ chức", shortName: "HC"),
                    Unit(id: "NCPC", name: "Phòng Nội chính – Pháp chế", shortName: "NCPC"),
                    Unit(id: "STTTT", name: "Sở Thông tin và Truyền thông", shortName: "STTTT"),
                    Unit(id: "CCVTLT", name: "Chi cục Văn thư – Lưu trữ", shortName: "CCVTLT"),
                ],
                people: [
                    self.person("vanthu.h29", "Trần Thị Ví Dụ", "Văn thư", .clerk, "VT"),
                    self.person("lanhdao.h29", "Phạm Giả Định", "Phó Chủ tịch", .leader, "LD"),
                    self.person("truong.h29", "Ngô Thử Nghiệm", "Trưởng phòng", .head, "NCPC"),
                    self.person("chuyenvien.h29", "Đặng Thị Giả Sử", "Chuyên viên", .officer, "NCPC"),
                    self.person("phoihop.h29", "Mai Thị Tạm Đặt", "Chuyên viên", .officer, "STTTT"),
                    self.person("quantri.h29", "Lâm Văn Thí Điểm", "Quản trị hệ thống", .admin, "VT"),
                ],
                firstIncoming: 1_284,
                firstOutgoing: 90_152
            )
        )
    }

    private static func person(_ user: String, _ name: String, _ title: String, _ role: Role, _ unit: String)
        -> AgencySetup.Newcomer
    {
        .init(userName: user, fullName: name, title: title, role: role, unit: unit, password: self.password)
    }
}
