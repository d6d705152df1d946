"""What people set in their system: forced colours, large text, no motion, paper."""

import pytest

from checks import check
from stages import address

PAGES = [
    ("lanhdao.g22", "/board"), ("lanhdao.g22", "/board?view=steps"), ("lanhdao.g22", "/board?view=pictures"), ("chuyenvien.g22", "/outgoing/new"), ("vanthu.g22", "/failures"), ("vanthu.g22", "{to publish}/publish"),
    ("vanthu.h29", "/incoming?view=to-register"), ("vanthu.h29", "/registers/in"), ("vanthu.h29", "{to register}"),
    ("vanthu.h29", "{to register}/register"), ("lanhdao.h29", "{to direct}/direct"), ("quantri.h29", "/people"),
]


@pytest.mark.parametrize("user,path", PAGES)
def test_forced_colours(glance, told, user, path):
    page = glance(user, colours="active")
    page.goto(address(told, path), wait_until="domcontentloaded")
    check(page, path)
    # Backgrounds are gone: what can be pressed is known by its border alone.
    for button in page.locator("main .button:visible, main button:visible").all():
        box = button.evaluate("""at => {
            const style = getComputedStyle(at), around = getComputedStyle(document.body).backgroundColor;
            return [style.borderTopStyle, style.borderTopWidth, style.borderTopColor !== around, at.outerHTML.slice(0, 100)];
        }""")
        is_plain = "button--plain" in box[3]
        assert is_plain or (box[0] != "none" and float(box[1][:-2]) >= 1 and box[2]), box[3]


def test_forced_colours_tell_where_one_is(look):
    page = look("vanthu.h29", colours="active")
    page.goto("/incoming?view=to-register")
    look_of = """at => { const style = getComputedStyle(at);
        return [style.borderInlineStart, style.outline, style.fontWeight, style.textDecorationLine].join(); }"""
    current = page.locator(".side a[aria-current=page]").evaluate(look_of)
    other = page.locator(".side a:not([aria-current])").first.evaluate(look_of)
    assert current != other


@pytest.fixture(scope="module")
def large_print(launch):
    """A browser whose owner has set text to twice the usual size."""
    browser = launch("--blink-settings=defaultFontSize=32")
    yield browser
    browser.close()


@pytest.mark.parametrize("user,path", PAGES)
def test_text_twice_as_large(large_print, cookies, told, user, path):
    home = told[user.split(".")[1]]
    context = large_print.new_context(base_url=home, viewport={"width": 1280, "height": 900}, storage_state=cookies(home, user))
    page = context.new_page()
    page.goto(address(told, path), wait_until="domcontentloaded")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    check(page, path)
    cut = page.evaluate("""() => [...document.querySelectorAll('main :is(button, a.button, h1, h2, label, time, .mark)')]
        .filter(at => at.checkVisibility() && at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflowX !== 'visible')
        .map(at => at.outerHTML.slice(0, 100))""")
    assert not cut, f"text is cut off: {cut}"
    context.close()


@pytest.mark.parametrize("user,path", PAGES[:3])
def test_nothing_moves(glance, told, user, path):
    page = glance(user)
    page.goto(address(told, path), wait_until="domcontentloaded")
    moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(at => {
        const style = getComputedStyle(at), long = times => times.split(',').some(time => parseFloat(time) > 0.01);
        return long(style.transitionDuration) || (style.animationName !== 'none' && long(style.animationDuration))
            || style.scrollBehavior === 'smooth';
    }).map(at => at.outerHTML.slice(0, 100))""")
    assert not moving, f"{path}: {moving}"


@pytest.mark.parametrize("path", ["/registers/in", "/registers/out"])
def test_a_register_on_paper_is_the_register_alone(look, path):
    page = look("vanthu.g22")
    page.goto(path)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("article.register").is_visible()
    for part in (".bar", ".side", ".page__lead"):
        assert not page.locator(part).first.is_visible(), part
    assert "Bản in của" in page.locator("article.register tfoot").inner_text(), "who printed it and when"
    ink = page.locator("article.register td").first.evaluate("at => getComputedStyle(at).color")
    assert ink == "rgb(0, 0, 0)", "paper is white, also for who prefers dark"
