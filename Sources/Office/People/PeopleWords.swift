/// The words of people, units and rights.
enum PeopleWords {
    static func act(_ act: AdministrativeAct) -> String {
        switch act {
        case .unitAdded: "Thêm đơn vị"
        case .unitChanged: "Sửa đơn vị"
        case .unitClosed: "Đóng đơn vị"
        case .unitReopened: "Mở lại đơn vị"
        case .personAdded: "Thêm người dùng"
        case .personChanged: "Sửa người dùng"
        case .personLocked: "Khóa người dùng"
        case .personUnlocked: "Mở khóa người dùng"
        case .passwordGiven: "Cấp mật khẩu mới"
        case .tokenMade: "Tạo mã truy cập"
        case .tokenRevoked: "Thu hồi mã truy cập"
        case .calendarChanged: "Sửa lịch làm việc"
        case .typeDeadlineChanged: "Sửa hạn theo loại văn bản"
        case .signerKeySet: "Đưa khóa ký số vào"
        case .signerKeyEnded: "Bỏ khóa ký số"
        case .phrasesChanged: "Sửa ý kiến mẫu của cơ quan"
        case .passwordChanged: "Tự đổi mật khẩu"
        case .delegationGiven: "Ủy quyền"
        case .delegationRevoked: "Thu hồi ủy quyền"
        case .secondFactorOn: "Tự bật xác thực hai bước"
        case .secondFactorOff: "Tự tắt xác thực hai bước"
        case .secondFactorReset: "Bỏ xác thực hai bước"
        case .recoveryCodesMade: "Tự làm mã khôi phục mới"
        case .signInRuleChanged: "Sửa quy tắc đăng nhập"
        case .signOnBound: "Gắn tài khoản đăng nhập một lần"
        case .signOnCleared: "Bỏ gắn tài khoản đăng nhập một lần"
        case .postGiven: "Giao chức vụ kiêm nhiệm"
        case .postEnded: "Thôi chức vụ kiêm nhiệm"
        case .signingGiven: "Giao thẩm quyền ký"
        case .signingRevoked: "Thu hồi thẩm quyền ký"
        case .restored: "Phục hồi từ bản sao lưu"
        case .mailChanged: "Sửa địa chỉ thư"
        case .noticeRulesChanged: "Sửa cách báo tin"
        case .noticeKeyMade: "Tạo khóa ký gọi báo"
        case .escalationChanged: "Sửa mức báo việc quá hạn"
        case .secretKeeperSet: "Giao giữ sổ mật"
        case .passwordsSet: "Đổi ai được đăng nhập bằng mật khẩu"
        case .accessRetentionSet: "Đặt thời gian giữ nhật ký truy cập"
        }
    }

    /// The same, said to the person concerned.
    static func toldTo(_ act: AdministrativeAct) -> String {
        switch act {
        case .personChanged: "Quyền của bạn vừa thay đổi."
        case .personLocked: "Tài khoản của bạn đã bị khóa."
        case .tokenRevoked: "Quản trị đã thu hồi một mã truy cập của bạn."
        case .personUnlocked: "Tài khoản của bạn đã được mở khóa."
        case .passwordGiven: "Quản trị đã cấp mật khẩu mới cho bạn."
        case .secondFactorReset: "Quản trị đã bỏ xác thực hai bước của bạn: bật lại trên điện thoại mới."
        case .signOnCleared: "Quản trị đã bỏ gắn tài khoản đăng nhập một lần của bạn: lần đăng nhập tới gắn lại."
        case .postGiven: "Bạn được giao thêm chức vụ."
        case .postEnded: "Bạn thôi giữ một chức vụ kiêm nhiệm."
        case .signingGiven: "Bạn được giao thẩm quyền ký."
        case .signingRevoked: "Thẩm quyền ký của bạn đã bị thu hồi."
        case .delegationGiven: "Bạn được ủy quyền làm thay."
        case .delegationRevoked: "Ủy quyền cho bạn đã bị thu hồi."
        case .mailChanged: "Quản trị vừa sửa địa chỉ nhận thư tổng hợp của bạn."
        case .secretKeeperSet: "Quản trị vừa đổi người giữ sổ mật."
        default: "\(self.act(act))."
        }
    }
}

enum RoleWords {
    static func name(_ role: Role) -> String {
        switch role {
        case .clerk: "Văn thư"
        case .leader: "Lãnh đạo"
        case .head: "Trưởng đơn vị"
        case .officer: "Chuyên viên"
        case .admin: "Quản trị"
        }
    }
}
