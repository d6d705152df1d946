import HTTPTypes
package import Hummingbird
import NIOCore
import Pages

extension RouterMethods {
    /// `/assets/…`: style sheet, script and icon, open to everybody. Their addresses change with their content, so browsers keep them for ever.
    package func addAssets() {
        for asset in Asset.all {
            self.get(RouterPath(asset.path)) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: asset.contentType, .cacheControl: "public, max-age=31536000, immutable"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
