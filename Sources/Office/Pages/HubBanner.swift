import Foundation
import Pages

/// What stands above every page of clerks and administrators while packages wait because the hub's certificate is not to be trusted. It goes with the
/// next sending that succeeds.
enum HubBanner {
    static func html(_ since: Date?) -> HTML {
        since.html { since in
            let text: HTML = """
                <b>Không tin được chứng thư của trục liên thông</b>, văn bản chờ gửi từ \(Shown.moment(since)): sai tên, hết hạn hoặc do nơi khác \
                cấp. Quản trị hỏi đơn vị quản lý trục; đừng bỏ kiểm tra chứng thư. Không gói tin nào mất, hệ thống vẫn tự thử lại.
                """
            return """
                <section class="sheet sheet--pad" aria-label="Trục liên thông không tin cậy được">\(notice(.bad, text))</section>
                """
        }
    }
}
