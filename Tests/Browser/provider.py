"""A small provider of single sign-on (OpenID Connect): it believes whoever names an account."""

import base64
import contextlib
import hashlib
import html
import http.server
import json
import secrets
import subprocess
import threading
import time
import urllib.parse

CLIENT = "van-phong"
# Signs that must be encoded before they stand in a header (RFC 6749 §2.3.1).
SECRET = "bí mật+của:văn phòng"
NAME = "tài khoản của tỉnh"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder, return_address):
        """The key that signs tokens is made in `folder`."""
        super().__init__(("127.0.0.1", 0), Answer)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.return_address = return_address
        self.key = folder / "provider.key.pem"
        self.openssl("genrsa", "-out", self.key, "2048")
        # What was asked for with each code that waits.
        self.codes = {}

    def openssl(self, *arguments, data=None):
        return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout

    def keys(self):
        modulus = self.openssl("rsa", "-in", self.key, "-noout", "-modulus").decode().strip().removeprefix("Modulus=")
        return {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": base64url(bytes.fromhex(modulus)),
                          "e": base64url((65537).to_bytes(3, "big"))}]}

    def token(self, asked):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": f"tk-{asked['user']}", "preferred_username": asked["user"],
                  "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "k1"}, claims))
        return f"{signed}.{base64url(self.openssl('dgst', '-sha256', '-sign', self.key, data=signed.encode()))}"

    def exchange(self, fields, owner):
        """The token for a code, once, to whom it was given (RFC 6749 §4.1.3, RFC 7636 §4.6)."""
        pair = f"{CLIENT}:{urllib.parse.quote(SECRET, safe='')}"
        if owner != "Basic " + base64.b64encode(pair.encode()).decode():
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(fields.get("code"), None)
        challenge = base64url(hashlib.sha256(fields.get("code_verifier", "").encode()).digest())
        if not asked or challenge != asked["code_challenge"] or fields.get("redirect_uri") != self.return_address:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "id_token": self.token(asked)}


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        fields = dict(urllib.parse.parse_qsl(query))
        issuer = self.server.issuer
        if path == "/.well-known/openid-configuration":
            self.give(200, {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize",
                            "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys",
                            "end_session_endpoint": f"{issuer}/out"})
        elif path == "/keys":
            self.give(200, self.server.keys())
        elif path == "/authorize" and fields.get("redirect_uri") == self.server.return_address:
            self.ask(fields)
        elif path == "/enter" and fields.get("redirect_uri") == self.server.return_address:
            self.let_in(fields)
        elif path == "/out" and fields.get("client_id") == CLIENT and fields.get("id_token_hint", "").count(".") == 2:
            self.go(fields["post_logout_redirect_uri"])
        else:
            self.give(404, {"error": "not_found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.give(*self.server.exchange(dict(urllib.parse.parse_qsl(body)), self.headers["Authorization"]))

    def ask(self, fields):
        hidden = "".join(f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
                         for name, value in fields.items())
        self.answer(200, "text/html; charset=utf-8", f"""<!doctype html><html lang="vi"><title>Nơi cấp tài khoản</title>
            <h1>Nơi cấp tài khoản</h1><form action="/enter">{hidden}<label for="user">Tài khoản</label><input id="user" name="user">
            <button>Đồng ý</button><button name="cancelled" value="yes">Thôi</button></form></html>""".encode())

    def let_in(self, fields):
        if "cancelled" in fields:
            back = {"error": "access_denied", "state": fields["state"]}
        else:
            code = secrets.token_urlsafe()
            self.server.codes[code] = fields
            back = {"code": code, "state": fields["state"]}
        self.go(f"{self.server.return_address}?{urllib.parse.urlencode(back)}")

    def go(self, address):
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def give(self, status, value):
        self.answer(status, "application/json", json.dumps(value).encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@contextlib.contextmanager
def running(folder, return_address):
    """Runs a provider that sends browsers back to one address alone."""
    with Provider(folder, return_address) as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        try:
            yield provider
        finally:
            provider.shutdown()
