extension SigningScript {
    /// One question over HTTP.
    static let network = #"""
        """One question over HTTP, with an end."""

        import asyncio

        import aiohttp


        class Unanswered(Exception):
            pass


        async def ask(address, seconds, limit, body=None, kind=None):
            """The body of the answer 200, at most `limit` bytes. What is asked is what was named: no redirects, no proxies."""
            headers = {"Accept-Encoding": "identity"} | ({"Content-Type": kind} if kind else {})
            timeout, data = aiohttp.ClientTimeout(total=seconds), bytearray()
            try:
                async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
                    method = "GET" if body is None else "POST"
                    async with session.request(method, address, data=body, headers=headers, allow_redirects=False) as answer:
                        if answer.status != 200:
                            raise Unanswered
                        async for part in answer.content.iter_chunked(1 << 16):
                            data += part
                            if len(data) > limit:
                                raise Unanswered
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
                raise Unanswered
            return bytes(data)
        """#

    /// The authority that stamps times.
    static let stamps = #"""
        """The authority that stamps times (RFC 3161)."""

        from asn1crypto import tsp
        from keys import Refusal
        from network import Unanswered, ask
        from pyhanko.sign.timestamps.api import TimeStamper
        from pyhanko.sign.timestamps.common_utils import TimestampRequestError, handle_tsp_response

        MAXIMUM_BYTES = 1 << 16


        class StampAuthority(TimeStamper):
            def __init__(self, address, seconds):
                super().__init__()
                self.address, self.seconds = address, seconds

            async def async_timestamp(self, message_digest, md_algorithm):
                nonce, question = self.request_cms(message_digest, md_algorithm)
                try:
                    answer = await ask(self.address, self.seconds, MAXIMUM_BYTES, question.dump(), "application/timestamp-query")
                except Unanswered:
                    raise Refusal("time-stamp-unavailable")
                try:
                    return handle_tsp_response(tsp.TimeStampResp.load(answer), nonce)
                except (TimestampRequestError, AttributeError, KeyError, TypeError, ValueError):
                    raise Refusal("time-stamp-refused")
        """#
}
