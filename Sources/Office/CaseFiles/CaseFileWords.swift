import Exchange

/// The words for case files.
enum CaseFileWords {
    static func state(_ state: CaseFile.State) -> String {
        switch state {
        case .planned: "Chưa mở"
        case .open: "Đang lập"
        case .closed: "Đã đóng"
        case .archived: "Đã nộp lưu"
        case .historical: "Đã nộp lưu trữ lịch sử"
        case .condemned: "Đã quyết định hủy"
        }
    }

    static func access(_ access: CaseFile.Access) -> String {
        switch access {
        case .free: "Không hạn chế"
        case .restricted: "Hạn chế"
        }
    }

    static func matter(_ matter: CaseFile.Matter) -> String {
        switch matter {
        case .ordinary: "Công việc thường"
        case .construction: "Công trình xây dựng cơ bản"
        }
    }

    static func retention(_ retention: Retention) -> String {
        retention.years.map { "\($0) năm" } ?? "Vĩnh viễn"
    }

    static func export(_ format: CaseExport.Format) -> String {
        switch format {
        case .pdf: "Xuất PDF"
        case .xml: "Xuất XML"
        case .zip: "Tải cả hồ sơ (zip)"
        }
    }

    static func view(_ view: CaseFileView) -> String {
        switch view {
        case .mine: "Hồ sơ của tôi"
        case .unit: "Hồ sơ của đơn vị"
        case .all: "Mọi hồ sơ"
        case .due: "Đến hạn nộp lưu"
        }
    }

    /// One sentence of duty under the list's title.
    static func duty(_ view: CaseFileView) -> String {
        switch view {
        case .mine: "Hồ sơ bạn lập: đưa đủ văn bản của công việc vào, đóng khi việc xong."
        case .unit: "Hồ sơ do người của đơn vị lập."
        case .all: "Hồ sơ của cả cơ quan; đang lập đứng trước."
        case .due:
            "Hồ sơ đã đóng còn tối đa \(HandOverDue.noticeDays) ngày phải nộp vào lưu trữ cơ quan, hoặc đã quá hạn."
        }
    }
}
