"""What is true of every page, in every look."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = [1280, 768, 320]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def spoken(message):
    """A message of the console with the place it came from."""
    return f"{message.text} ({message.location.get('url', '')})"


def violations(page):
    """What axe finds. The inside of the frame with the PDF belongs to the browser's own viewer and is left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "iframes": False}
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]


def sideways(page):
    """By how many pixels the page is wider than the window, and the elements that stick out."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        const over = document.documentElement.scrollWidth - width;
        if (over <= 0) return [];
        const sticking = [...document.querySelectorAll('body *')].filter(at => at.getBoundingClientRect().right > width + 1);
        return [`${over} px`, ...sticking.slice(-5).map(at => at.outerHTML.slice(0, 120))];
    }""")


def check(page, name):
    """The page as it is now."""
    assert page.locator("h1").count() == 1, name
    assert page.locator("html").get_attribute("lang") == "vi", name
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(at => at.id)")
    assert len(ids) == len(set(ids)), f"{name}: an id stands twice"
    assert sideways(page) == [], name
    assert violations(page) == [], name


def check_all_looks(page, name):
    """Light and dark, wide and narrow, without loading the page again."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            check(page, f"{name}, {width} px, {scheme}")
