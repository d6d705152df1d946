"""Without a mouse: the skip link, every stop of the tabulator, the keys of the pages."""

import pytest

from stages import address

PAGES = [
    ("lanhdao.g22", "/board"), ("lanhdao.g22", "/board/lines"), ("chuyenvien.g22", "{draft}/edit"), ("vanthu.g22", "{to attach}"), ("vanthu.g22", "/failures"),
    ("vanthu.h29", "/incoming?view=all"), ("vanthu.h29", "{to register}"), ("vanthu.h29", "{to register}/register"),
    ("lanhdao.h29", "{to direct}/direct"), ("quantri.h29", "/people"),
]
# The element with the focus: its look, and whether something lies over the whole of it.
FOCUS = """() => {
    const at = document.activeElement;
    if (at === document.body || at.tagName === 'IFRAME') return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
    const shows = points.some(([x, y]) => {
        const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
        return hit && (at.contains(hit) || hit.contains(at) || hit.closest('label')?.control === at);
    });
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none';
    return {ring, shows, html: at.outerHTML.slice(0, 100)};
}"""
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(at => at.checkVisibility() && !at.disabled && at.tabIndex >= 0 && at.type !== 'radio').length"""


def focused(page, selector):
    return page.locator(selector).first.evaluate("at => at === document.activeElement")


@pytest.mark.parametrize("user,path", PAGES)
def test_every_stop_is_seen_and_none_is_left_out(look, told, user, path):
    page = look(user)
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(address(told, path), wait_until="domcontentloaded")
    expected = min(40, page.evaluate(STOPS))
    seen = set()
    for _ in range(expected):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        assert focus["ring"], f"no sign of the focus: {focus['html']}"
        assert focus["shows"], f"something lies over {focus['html']}"
        seen.add(focus["html"])
    has_frame = page.locator("iframe").count() > 0
    # Controls that look the same count once; behind a frame with a PDF the tabulator is in the browser's own viewer.
    assert has_frame or len(seen) >= expected * 0.8, "the tabulator leaves something out"


@pytest.mark.parametrize("user,path", [("vanthu.h29", "/incoming?view=all"), ("vanthu.h29", "{to register}/register")])
def test_the_first_stop_skips_to_the_content(look, told, user, path):
    page = look(user)
    page.goto(address(told, path), wait_until="domcontentloaded")
    page.keyboard.press("Tab")
    assert focused(page, "a.skip")
    assert page.locator("a.skip").bounding_box()["y"] >= 0, "the skip link shows"
    page.keyboard.press("Enter")
    assert focused(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null"), "the next stop lies in the content"


def test_the_keys_of_a_list(look):
    page = look("vanthu.h29")
    page.goto("/incoming?view=all")
    keys = page.locator("#phim")
    page.locator("body").press("?")
    assert keys.is_visible() and keys.get_by_text("mở văn bản").is_visible()
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("a.subject").nth(1).evaluate("at => at === document.activeElement")
    page.keyboard.press("k")
    assert focused(page, "a.subject")
    wanted = page.locator("a.subject").first.get_attribute("href")
    page.keyboard.press("o")
    page.wait_for_url(f"**{wanted}")


def test_keys_do_nothing_while_somebody_types(look):
    page = look("vanthu.h29")
    page.goto("/incoming?view=all")
    page.locator("body").press("/")
    assert focused(page, "[data-find]")
    page.keyboard.type("j?/k")
    assert page.input_value("[data-find]") == "j?/k"
    assert not page.locator("#phim").is_visible()


def test_the_menu_of_the_person(look):
    page = look("vanthu.h29")
    page.goto("/incoming?view=all")
    page.locator("details.me summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#phim").is_visible(), "the sheet of keys opens without knowing its key"


def test_a_mistake_leads_to_its_field(look, told):
    page = look("vanthu.h29")
    page.goto(address(told, "{to register}/register"), wait_until="domcontentloaded")
    page.fill("#due", "hôm nào")
    page.check("#checked")
    page.locator("#due").press("Control+Enter")
    page.locator(".errors").wait_for()
    page.locator(".errors a[href='#due']").press("Enter")
    assert focused(page, "#due")
    described = page.get_attribute("#due", "aria-describedby").split()
    assert page.get_attribute("#due", "aria-invalid") == "true"
    assert "31/12/" in " ".join(page.locator(f"#{name}").inner_text() for name in described), "the sentence says what is allowed"
