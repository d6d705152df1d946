"""What stands in an address or in a tampered form comes back as text, and leads nowhere else."""

import re
import urllib.parse

import pytest

from stages import address
from test_escaping import PAYLOADS, harmless
from test_pages import MISTAKES

PLACES = [
    "/search?q={}", "/incoming?view={}", "/outgoing?view=all&page={}", "/outgoing/new?answers={}", "/khong-co/{}", "/incoming/{}",
    "/outgoing/{}", "/registers/{}", "/registers/in?from={}&first={}", "/registers/in/print?volume={}", "/registers/in/xlsx?book={}",
    "/registers/out/check?book={}", "/books/{}", "/registers/search?q={}", "/registers/import/{}",
    "/case-files?q={}", "/case-files/{}", "/case-files/new?incoming={}", "/case-plan?year={}", "/files/{}/{}", "/sign-in?next={}",
    "/transfers/{}", "/post-register?year={}", "/transfers?purpose={}", "/people/{}", "/units/{}", "/people?unit={}",
    "/access?person={}&document={}", "/access/of/{}", "/people/{}/signing/new", "/secrets/{}", "/secrets/new?direction={}",
    "/secrets/import?book={}", "/secrets/import/{}", "/secrets/{}/secrecy", "/secrets/{}/protection", "/secrets/{}/hand-over",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_address(look, payload):
    page = look("chuyenvien.g22")
    quoted = urllib.parse.quote(payload, safe="")
    for place in PLACES:
        answer = page.goto(place.replace("{}", quoted))
        assert answer.status < 500, place
        assert payload not in answer.text(), place
        harmless(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_tampered_form(look, payload):
    page = look("chuyenvien.g22")
    for control in ("#type", "#urgency", "#steering", "#approver", "#recipients-H29"):
        page.goto("/outgoing/new")
        page.fill("#subject", "V/v biểu mẫu bị sửa")
        page.select_option("#approver", index=1)
        page.check("#recipients-H29")
        page.locator(control).evaluate(
            "(at, text) => { (at.selectedOptions?.[0] ?? at).value = text; }", payload)
        with page.expect_navigation() as navigation:
            page.click("main form button[type=submit]")
        assert navigation.value.status == 422, control
        assert payload not in navigation.value.text(), control
        harmless(page)


@pytest.mark.parametrize("target", ["//example.org/", "https://example.org/", "/\\example.org", "javascript:alert(1)", "\t//example.org"])
def test_signing_in_leads_to_no_other_site(visit, target):
    page = visit("vanthu.g22", signed_in=False)
    page.goto("/sign-in?next=" + urllib.parse.quote(target, safe=""))
    here = page.url.split("/sign-in")[0]
    page.fill("#user", "vanthu.g22")
    page.fill("#password", "lien-thong-2015")
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    assert page.url.startswith(here + "/")


# Fields that test_escaping.py types into. A field that is new on a page must be added there, then here.
TYPED = {"q", "user", "password", "subject", "notation", "due", "reason", "text", "result", "issuer", "number", "date",
         "signer", "arrived", "title", "language", "note", "started", "name", "abbreviation", "remark", "question",
         "summary", "people-due", "beside", "count", "year", "full-name", "id", "short", "organ", "sort", "person", "from",
         "to", "dated-from", "dated-to", "first", "last", "current", "wanted", "again", "start", "end", "ended", "until",
         "consent", "sent", "recipient", "envelopes", "used", "user-name", "permitted", "case-sign", "secret", "page",
         "left", "top", "ends", "head", "collective", "basis", "pages", "copies", "paper-recipients", "time", "url",
         "address", "days", "anyway-reason", "agency", "day", "parties", "passed", "times", "part",
         "receivers", "years", "work_head", "work_leader", "directive_head", "directive_leader"}


def test_no_text_field_is_forgotten(told_desk, told):
    found = set()
    desks = {user: told_desk(user) for user in {user for user, _, _ in MISTAKES}}
    for user, path, _ in MISTAKES:
        text = desks[user].request.get(address(told, path)).text()
        for control in re.findall(r"<(?:input|textarea) [^>]*>", text):
            if not re.search(r'type="(hidden|checkbox|radio|file)"', control):
                found.update(re.findall(r' name="([^"]+)"', control))
    assert {"subject", "reason", "text", "result"} <= found
    assert sorted({name for name in found if not name.startswith(("due-", "text-"))} - TYPED) == []
