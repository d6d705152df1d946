"""What is true of every page, in every look."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = [1280, 768, 320]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
# At which widths axe looks at a page, by its colours; `--brief` (conftest) leaves some out.
LOOKS = {"light": WIDTHS, "dark": WIDTHS}


def spoken(message):
    """A message of the console with the place it came from."""
    return f"{message.text} ({message.location.get('url', '')})"


def violations(page, only=TAGS):
    """What axe finds. The inside of the frame with the PDF belongs to the browser's own viewer and is left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # No rule of these reads style sheets: they are not parsed once more for each look.
    options = {"runOnly": only, "resultTypes": ["violations"], "iframes": False, "preload": {"assets": ["media"]}}
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
    fits(page, name)
    check_rules(page, name)


def fits(page, name):
    """One head, each id once, nothing that sticks out."""
    assert page.locator("h1").count() == 1, name
    assert page.locator("html").get_attribute("lang") == "vi", name
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(at => at.id)")
    assert len(ids) == len(set(ids)), f"{name}: an id stands twice"
    found = sideways(page)
    assert not found, f"{name}: {found}"


def check_rules(page, name, only=TAGS):
    """Nothing that axe finds."""
    found = violations(page, only)
    assert not found, f"{name}: {found}"


def check_all_looks(page, name):
    """Wide and narrow, light and dark, without loading the page again."""
    for width in WIDTHS:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": width, "height": 900})
        fits(page, f"{name}, {width} px")
        if width in LOOKS["light"]:
            check_rules(page, f"{name}, {width} px, light")
        # In the dark the page is the same but for its colours.
        if width in LOOKS["dark"]:
            page.emulate_media(color_scheme="dark")
            check_rules(page, f"{name}, {width} px, dark", COLOURS)
