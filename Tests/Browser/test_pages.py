"""Every list and form: axe without violations, no sideways scrolling, light and dark, wide and 320 px."""

import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = [
    ("lanhdao.g22", ["/board", "/outgoing?view=to-approve", "/incoming?view=to-direct", "/registers/out"]),
    ("chuyenvien.g22", ["/outgoing/new", "/outgoing?view=drafts"]),
    ("vanthu.h29", ["/incoming?view=to-register", "/failures", "/registers/in", "/search?q=don+doc"]),
    ("quantri.h29", ["/people"]),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("user,paths", PAGES)
def test_pages_are_accessible_and_do_not_scroll_sideways(visit, user, paths, width, scheme):
    page = visit(user, width=width, scheme=scheme)
    for path in paths:
        page.goto(path)
        result = Axe().run(page, options=RULES)
        assert result.violations_count == 0, f"{path}: {result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path


PAYLOADS = ['x"\u0301 onfocus=alert(1) autofocus y="', "<\u0338b>", "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_typed_becomes_markup(visit, payload):
    page = visit("chuyenvien.g22")
    page.on("dialog", lambda dialog: pytest.fail("script ran"))
    page.goto("/outgoing/new")
    page.fill("#subject", payload)
    page.fill("#notation", payload[:30])
    page.fill("#due", payload[:10])
    page.click("form.sheet button[data-next]")
    assert page.locator(".errors").count() == 1
    # What people type is kept in NFC, so that two ways to type one word are one text.
    assert page.input_value("#subject").strip() == unicodedata.normalize("NFC", payload).strip()
    assert page.locator("img[src=x]").count() == 0 and page.locator("[onfocus]").count() == 0
