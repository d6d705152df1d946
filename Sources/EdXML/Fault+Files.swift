import Exchange
import Foundation

/// Refusals that concern the files in a package, and failures of the disk.
extension Fault {
    static func unpaired(_ sentence: String, place: String, line: Int?) -> Fault {
        Fault(
            .attachmentMismatch,
            vi: "Danh mục tệp đính kèm và nội dung tệp không khớp nhau. Đề nghị bên gửi gửi lại.",
            en: sentence,
            place: place,
            line: line
        )
    }

    static func emptyFile(_ name: String) -> Fault {
        Fault(
            .attachmentMismatch,
            vi: "Tệp đính kèm \(name) rỗng nên không gửi được.",
            en: "A file to be sent is empty.",
            place: "Attachment"
        )
    }

    static func badBase64(place: String, line: Int?) -> Fault {
        Fault(
            .badBase64,
            vi: "Nội dung tệp đính kèm bị hỏng (sai mã Base64). Đề nghị bên gửi gửi lại.",
            en: "The content of an attachment is not Base64.",
            place: place,
            line: line
        )
    }

    static func badZip(place: String, line: Int?) -> Fault {
        Fault(
            .badZip,
            vi: "Tệp đính kèm là tệp nén bị hỏng nên không mở được. Đề nghị bên gửi gửi lại.",
            en: "The ZIP around an attachment cannot be opened.",
            place: place,
            line: line
        )
    }

    static func doubleEntry(place: String, line: Int?) -> Fault {
        Fault(
            .badZip,
            vi: "Tệp nén đính kèm có hai tệp trùng tên nên không biết lấy tệp nào.",
            en: "The ZIP around an attachment holds one name twice.",
            place: place,
            line: line
        )
    }

    static func zipBomb(place: String, line: Int?) -> Fault {
        Fault(
            .zipBomb,
            vi: "Tệp nén đính kèm có dung lượng giải nén bất thường nên bị từ chối vì lý do an toàn.",
            en: "The ZIP around an attachment would grow beyond any sensible size.",
            place: place,
            line: line
        )
    }

    static func unsafeName(place: String, line: Int?) -> Fault {
        Fault(
            .unsafeName,
            vi: "Tên tệp đính kèm không an toàn (chứa đường dẫn hoặc ký tự ẩn).",
            en: "The name of a file leads out of its folder or deceives.",
            place: place,
            line: line
        )
    }

    static func filesTooLarge(limit: Int, line: Int?) -> Fault {
        Fault(
            .tooLarge,
            vi: "Các tệp đính kèm vượt quá dung lượng cho phép (\(limit >> 20) MB).",
            en: "The files are larger than \(limit) bytes together.",
            place: "AttachmentEncoded",
            line: line
        )
    }

    static func packageTooLarge(limit: Int) -> Fault {
        Fault(
            .tooLarge,
            vi: "Gói tin vượt quá dung lượng cho phép (\(limit >> 20) MB).",
            en: "The package is larger than \(limit) bytes."
        )
    }

    static func file(_ call: String, _ number: CInt) -> Fault {
        switch number {
        case ENOSPC, EDQUOT:
            Fault(
                .diskFull,
                vi: "Máy chủ đã hết chỗ lưu nên chưa xử lý được tệp. Báo cho quản trị hệ thống.",
                en: "The disk is full; nothing was kept."
            )
        default:
            Fault(
                .internalFault,
                vi: "Máy chủ không đọc, ghi được tệp. Báo cho quản trị hệ thống.",
                en: "\(call) failed: \(String(cString: strerror(number)))."
            )
        }
    }
}
