"""Three ways in which a person works at a page: with the mouse, with the keyboard alone, and in a browser without JavaScript."""

import re

from playwright.sync_api import expect

WAYS = ["mouse", "keyboard", "no script"]
IS_FOCUSED = "at => at === document.activeElement"
# Where the tabulator is, as seen from an element, or from any of a group of radio buttons. It does not come back from the browser's
# own viewer of a PDF. An element is gone when the page brought its region up to date.
PLACE = """([at, group]) => {
    const focused = document.activeElement
    if (focused === at || group && focused.name === group) return "there"
    return !at.isConnected ? "gone" : focused.tagName === "IFRAME" ? "in the viewer" : "elsewhere"
}"""
# Keys that are pressed before a page is drawn are lost: nobody presses them then, or they are pressed again.
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
STOPS = 400
# The summary of errors, or the browser's own viewer of a PDF, may take the focus in the middle of what is typed: then it is done again.
TRIES = 20
# As when the page had just been opened (false), or as coming back to it from the browser's own bar (true): the place from which the tabulator goes on.
TO_END = """back => {
    const place = document.createElement("span")
    place.tabIndex = -1
    back ? document.body.append(place) : document.body.prepend(place)
    place.focus()
    place.remove()
}"""


def exactly(text, whole=False):
    """Text that begins so, or is so; what Python escapes beside the signs of patterns, the browser does not understand."""
    signs = re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", text)
    return re.compile(rf"^\s*{signs}" + (r"\s*$" if whole else ""))


class Hand:
    """One signed-in person. Every control is named as the person reads it."""

    def __init__(self, page, way):
        self.page = page
        self.way = way
        page.set_default_timeout(30_000)

    def open(self, path):
        self.page.goto(path, wait_until="domcontentloaded")
        return self

    @property
    def main(self):
        return self.page.locator("main")

    def go(self, name, inside="main"):
        """Presses a link or a button and waits for the page that answers."""
        control = self.named(name, inside)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.press(control)
        return self

    def unfold(self, name):
        """Opens a labelled menu or a part that is folded."""
        self.press(self.page.locator("summary", has_text=name).first)
        return self

    def fill(self, field, text):
        """A field by its id."""
        control = self.page.locator(f"#{field}")
        if self.way == "keyboard":
            for _ in range(TRIES):
                self.reach(control)
                self.page.keyboard.press("Control+a")
                self.page.keyboard.insert_text(text)
                if control.input_value() == text:
                    break
        else:
            control.fill(text)
        return self

    def choose(self, field, beginning):
        """The option of a list that begins so."""
        control = self.page.locator(f"#{field}")
        option = control.locator("option").filter(has_text=exactly(beginning)).first
        if self.way == "keyboard":
            for _ in range(TRIES):
                self.reach(control)
                for _ in range(STOPS):
                    steps = option.evaluate("option => option.index - option.parentElement.closest('select').selectedIndex")
                    if steps == 0 or not control.evaluate(IS_FOCUSED):
                        break
                    self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
                if option.evaluate("option => option.selected"):
                    break
            assert option.evaluate("option => option.selected")
        else:
            control.select_option(option.get_attribute("value"))
        return self

    def tick(self, name):
        """A box or a radio button by its label."""
        control = self.page.get_by_label(name, exact=True).and_(self.page.locator("input")).first
        if self.way != "keyboard":
            control.check()
        elif control.get_attribute("type") == "radio":
            # The tabulator stops once at a group; the arrows go through it.
            name = control.get_attribute("name")
            group = self.page.locator(f"input[type=radio][name='{name}']")
            for _ in range(group.count()):
                self.reach(group, name)
                if control.evaluate(IS_FOCUSED):
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        else:
            for _ in range(TRIES):
                if control.is_checked():
                    break
                self.reach(control)
                self.page.keyboard.press("Space")
                self.page.evaluate(DRAWN)
        expect(control).to_be_checked()
        return self

    def attach(self, field, *files):
        """The window of the operating system in which a file is chosen is not ours; the way to its button is."""
        control = self.page.locator(f"#{field}")
        if self.way == "keyboard":
            self.reach(control)
        control.set_input_files(files)
        return self

    # How it is done

    def named(self, name, inside):
        place = self.page.locator(inside)
        exact = exactly(name, whole=True)
        controls = place.get_by_role("button", name=exact).or_(place.get_by_role("link", name=exact))
        if controls.count() == 0:
            controls = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        return controls.first

    def press(self, control):
        if self.way == "keyboard":
            self.reach(control)
            self.page.keyboard.press("Enter")
        else:
            control.click()

    def reach(self, control, group=None):
        """Tabs to a control, or to any of its group: from where the focus is to the end of the page, then from its beginning, then
        backwards."""
        expect(control.first).to_be_visible()
        self.page.evaluate(DRAWN)
        at = control.first.element_handle()
        for way in ("on", "from the beginning", "backwards"):
            if way != "on":
                # Out of the viewer, to the end that is not gone through yet.
                self.page.evaluate(TO_END, way == "backwards")
            for _ in range(STOPS):
                place = self.page.evaluate(PLACE, [at, group])
                if place == "there":
                    return
                if place == "in the viewer":
                    break
                if place == "gone":
                    at = control.first.element_handle()
                self.page.keyboard.press("Shift+Tab" if way == "backwards" else "Tab")
        raise AssertionError(f"the tabulator does not come to {control}")
