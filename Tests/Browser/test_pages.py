"""Every page: axe without violations, no sideways scrolling, light and dark, forced colours, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# The frame with the PDF belongs to the browser's own viewer.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False}
VIEWS = [
    ("lanhdao.g22", ["/board", "/outgoing?view=to-approve", "/incoming?view=to-direct", "/registers/out"]),
    ("chuyenvien.g22", ["/outgoing/new", "/outgoing?view=drafts"]),
    ("vanthu.h29", ["/incoming?view=to-register", "/incoming?view=all", "/failures", "/registers/in", "/search?q=don+doc"]),
    ("quantri.h29", ["/people"]),
]
LOOKS = [(1280, "light"), (1280, "dark"), (768, "light"), (320, "light"), (320, "dark")]


def check(page, width, name):
    result = Axe().run(page, options=RULES)
    assert result.violations_count == 0, f"{name}: {result.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.locator("h1").count() == 1, name


def first(page, path):
    """Opens the first document of a list."""
    page.goto(path)
    page.goto(page.locator("a.subject").first.get_attribute("href"))
    return page


@pytest.mark.parametrize("width,scheme", LOOKS)
@pytest.mark.parametrize("user,paths", VIEWS)
def test_lists_and_forms(look, user, paths, width, scheme):
    page = look(user, width=width, scheme=scheme)
    for path in paths:
        page.goto(path)
        check(page, width, path)


@pytest.mark.parametrize("width,scheme", LOOKS)
def test_documents(look, width, scheme):
    for user, path in [("lanhdao.g22", "/outgoing?view=all"), ("vanthu.g22", "/incoming?view=all"),
                       ("vanthu.h29", "/incoming?view=all"), ("chuyenvien.h29", "/outgoing?view=all")]:
        check(first(look(user, width=width, scheme=scheme), path), width, f"{user} {path}")


@pytest.mark.parametrize("width,scheme", LOOKS)
def test_signing_in_and_errors(look, width, scheme):
    page = look("vanthu.h29", width=width, scheme=scheme, signed_in=False)
    page.goto("/sign-in")
    check(page, width, "sign-in")
    page.fill("#user", "khong-co-ai")
    page.fill("#password", "sai")
    page.click("form button[type=submit]")
    assert page.locator(".errors").count() == 1
    check(page, width, "sign-in refused")


def test_refusals_are_pages(look):
    page = look("quantri.h29")
    for path, status in [("/khong-co", 404), ("/board", 403), ("/incoming/khong-co", 404)]:
        assert page.goto(path).status == status
        check(page, 1280, path)


@pytest.mark.parametrize("user,paths", VIEWS)
def test_forced_colours(look, user, paths):
    page = look(user, colours="active")
    for path in paths:
        page.goto(path)
        check(page, 1280, path)


def test_every_stop_of_the_tabulator_is_seen(look):
    page = first(look("vanthu.h29"), "/incoming?view=all")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung", "the first stop skips to the content"
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        style = page.evaluate("""() => {
            const at = document.activeElement;
            if (at === document.body || at.tagName === 'IFRAME') return null;
            const style = getComputedStyle(at);
            return [style.outlineStyle, style.boxShadow, at.outerHTML.slice(0, 80)];
        }""")
        if style is None:
            break
        seen += 1
        assert style[0] != "none" or style[1] != "none", style[2]
    assert seen > 10
