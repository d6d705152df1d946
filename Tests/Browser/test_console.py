"""The operators' console: signing in, every page in several sizes, sending again and importing with the keyboard, without JavaScript; the
page of the API."""

import base64
import hashlib
import hmac
import json
import re
import ssl
import struct
import subprocess
import time
import urllib.request

import pytest

from checks import check, check_all_looks
from conftest import BASE, COMMAND, ROOT

PORT = BASE + 30
PASSWORD = "mat-khau-van-hanh"
PAGES = ["/", "/waiting", "/failures", "/packages", "/systems", "/systems/h29", "/systems/h29/disable", "/systems/h29/secret", "/organs", "/organs/H29", "/organs/import",
         "/certificates", "/audit", "/figures", "/reports", "/reports?from=x", "/sessions"]


def run(*arguments, **options):
    return subprocess.run([COMMAND, *arguments], check=True, capture_output=True, text=True, **options).stdout


def one_time_code(uri, step):
    text = re.search("secret=([A-Z2-7]+)", uri).group(1)
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """A hub with the directory, two systems and one operator; answers its address and the operator's keys."""
    data = str(tmp_path_factory.mktemp("hub") / "hub")
    run("hub", "organ", "import", str(ROOT / "Samples/directory/organs.csv"), "--data", data)
    for organ in ["G22", "H29"]:
        run("hub", "system", "add", organ.lower(), "--organ", organ, "--secret", f"token-of-{organ.lower()}-0123456789", "--data", data)
    keys = run("hub", "operator", "add", "tuong", "--full-name", "Cao Văn Tượng Trưng", "--data", data, input=PASSWORD + "\n").split()
    process = subprocess.Popen(
        [COMMAND, "hub", "serve", "--data", data, "--listen", f"127.0.0.1:{PORT}", "--console-listen", f"127.0.0.1:{PORT + 1}"],
        stdout=subprocess.PIPE, text=True)
    try:
        seen = set()
        for line in process.stdout:
            seen.add(line.split()[0])
            if {"ready", "console"} <= seen:
                break
        else:
            pytest.fail(f"the hub ended with {process.wait()}")
        yield {"url": f"https://127.0.0.1:{PORT + 1}", "keys": keys, "data": data, "api": f"https://127.0.0.1:{PORT}"}
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def state(console, chromium):
    """The cookies of one sign-in, made by keyboard alone."""
    context = chromium.new_context(reduced_motion="reduce", ignore_https_errors=True)
    page = context.new_page()
    page.goto(console["url"])
    page.focus("#user")
    page.keyboard.type("tuong")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.focus("#code")
    page.keyboard.type(one_time_code(console["keys"][0], int(time.time()) // 30))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Tổng quan"
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture()
def visitor(console, chromium, state):
    contexts = []

    def visit(**options):
        context = chromium.new_context(reduced_motion="reduce", ignore_https_errors=True, base_url=console["url"], storage_state=state, **options)
        contexts.append(context)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(visitor, screens, path):
    page = visitor()
    page.goto(path)
    check_all_looks(page, path)
    screens(page, "hub", path)


def test_the_sign_in_page_is_accessible_and_tells_what_is_wrong(console, chromium):
    context = chromium.new_context(reduced_motion="reduce", ignore_https_errors=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(console["url"])
    check_all_looks(page, "sign-in")
    page.fill("#user", "tuong")
    page.fill("#password", "khong-dung-dau")
    page.fill("#code", "123456")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title().startswith("Lỗi: ")
    assert "chưa đúng" in page.locator(".errors").inner_text()
    check(page, "sign-in refused")
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_failed_delivery_is_sent_again_with_the_keyboard(console, visitor, javascript):
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE

    def call(method, path, system, body=None, headers=()):
        request = urllib.request.Request(console["api"] + path, method=method, data=body, headers=dict(headers))
        request.add_header("Authorization", f"Bearer token-of-{system}-0123456789")
        with urllib.request.urlopen(request, context=tls, timeout=30) as answer:
            return answer.read()

    package = (ROOT / "Samples/packages/new-one-recipient.edxml").read_bytes()
    digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
    call("POST", "/v1/packages", "g22", package,
         {"Content-Type": "application/edxml+xml", "Content-Digest": f"sha-256=:{digest}:"})
    item = json.loads(call("GET", "/v1/inbox", "h29"))["items"][-1]
    call("POST", f"/v1/deliveries/{item['deliveryId']}/acknowledgement", "h29",
         json.dumps({"sha256": item["sha256"], "outcome": "fail", "code": "bad-zip", "reason": "Đĩa đầy."}).encode())

    page = visitor(java_script_enabled=javascript)
    page.goto("/failures")
    if javascript:
        check_all_looks(page, "failures")
    assert "Đĩa đầy. (bad-zip)" in page.locator("main").inner_text()
    page.focus(f"#delivery-{item['deliveryId']}")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Gửi lại 1 gói?"
    if javascript:
        check(page, "resend")
    page.focus("main button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Đã xếp lại 1 gói" in page.locator(".notice").first.inner_text()
    again = json.loads(call("GET", "/v1/inbox", "h29"))["items"][-1]
    assert again["deliveryId"] == item["deliveryId"] and again["cursor"] > item["cursor"]


HEADER = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email\n"
CHANGES = HEADER + """H88,,Tỉnh mới lập,,province,,,,,
H53,,Tên khác của tỉnh,,province,,,2024-06-30,H29,
G22,000.00.00.G22,Văn phòng Chính phủ,VPCP,ministry,,2024-01-01,,,
"""
WRONG = HEADER + "H88,,,,province,,,,,\nH89,,Được,,province,,,,,\nH90,,Tên,,province,,2024-02-30,,,\n"


def upload(page, text):
    page.goto("/organs/import")
    page.set_input_files("#file", {"name": "organs.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.focus("main button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_preview_of_a_directory_is_accessible_and_tells_wrong_lines(visitor):
    page = visitor()
    upload(page, CHANGES)
    assert page.locator("h1").inner_text() == "Xem trước: nhập danh bạ"
    check_all_looks(page, "preview")
    upload(page, WRONG)
    assert "Sai 2 dòng" in page.locator(".notice").first.inner_text()
    assert page.locator("input[name=state]").count() == 0
    check_all_looks(page, "wrong lines")
    upload(page, "")
    assert page.title().startswith("Lỗi: ")
    check_all_looks(page, "no file")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_directory_is_imported_with_the_keyboard(visitor, javascript):
    page = visitor(java_script_enabled=javascript)
    upload(page, HEADER + f"H7{int(javascript)},,Tỉnh thử {javascript},,province,,,,,\n")
    page.focus("main button.button--main")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "thêm 1, đổi 0" in page.locator(".notice").first.inner_text()
    page.goto(f"/organs/H7{int(javascript)}")
    assert page.locator("h1").inner_text() == f"Tỉnh thử {javascript}"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_of_the_api_is_open_accessible_and_leads_through_itself(console, chromium, javascript):
    context = chromium.new_context(reduced_motion="reduce", ignore_https_errors=True, java_script_enabled=javascript)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(console["api"] + "/docs")
    assert page.locator("h1").inner_text() == "API của trục"
    for link, looked_at in [('#noi-dung a[href="/docs/receive#acknowledge"]', "docs"), ('.side a[href="/docs/schemas"]', "docs/receive")]:
        if javascript:
            check_all_looks(page, looked_at)
        page.set_viewport_size({"width": 1280, "height": 900})
        address = page.get_attribute(link, "href")
        page.focus(link)
        page.keyboard.press("Enter")
        page.wait_for_url("**" + address)
    assert page.locator("h2[id=schema-Problem]").is_visible()
    page.go_back()
    page.focus("#noi-dung details summary")
    page.keyboard.press("Enter")
    assert page.locator("#noi-dung details[open] pre").first.inner_text().startswith("curl --fail")
    assert complaints == []
    context.close()


def test_the_overview_follows_what_happens_at_the_hub(console, visitor):
    page = visitor()
    with page.expect_response(lambda answer: answer.url.endswith("/live")):
        page.goto("/")
    page.evaluate("document.querySelector('#tong-quan').dataset.seen = 'before'")
    # An act at the command line, in another process.
    run("hub", "system", "network", "g22", "127.0.0.0/8", "--data", console["data"])
    page.wait_for_function("() => !document.querySelector('#tong-quan').dataset.seen", timeout=30_000)
    page.goto("/audit")
    assert "Đặt dải địa chỉ" in page.locator("main").inner_text()
