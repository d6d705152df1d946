"""The pictures of docs/screens: one of each screen, taken by the browser tests (`--screens FOLDER`), and their index.

A picture is 1280 px wide, light, at most 1500 px high, in the colours of the style sheet: so a hundred of them are small enough for the repository. Each
knows its title and address (text inside the PNG), so the index is made of what lies in the folder.
"""

import datetime
import io
import os
import time

from PIL import Image, PngImagePlugin

# Pixels.
HIGHEST = 1500
# The register of issues that opens by itself.
BOOK = f"out-{datetime.date.today().year}"
# As in the menu: the name of the picture, whose screen it is, its path in the lists of the tests. Words in braces are steps at which a document stands.
SCREENS = {
    "Vào hệ thống (signing in)": [
        ("sign-in", "door", "/sign-in"),
    ],
    "Văn bản đến (incoming)": [
        ("incoming-to-register", "vanthu.h29", "/incoming?view=to-register"),
        ("incoming-arrived", "vanthu.h29", "{to register}"),
        ("incoming-register", "vanthu.h29", "{to register}/register"),
        ("incoming-link", "vanthu.h29", "{to register}/link"),
        ("incoming-return-to-sender", "vanthu.h29", "{to register}/return"),
        ("incoming-by-hand", "vanthu.h29", "/incoming/new"),
        ("incoming-bulk", "vanthu.h29", "/incoming/bulk?act=register&document={to register}"),
        ("incoming-submit", "vanthu.h29", "{to submit}/submit"),
        ("incoming-stamp", "vanthu.h29", "{to submit}/stamp"),
        ("incoming-asked-back", "vanthu.h29", "{asked}/recall"),
        ("incoming-update", "vanthu.h29", "{updating}/update"),
        ("incoming-slow", "vanthu.h29", "/incoming/slow"),
        ("incoming-near", "vanthu.h29", "/incoming/near"),
        ("incoming-to-direct", "lanhdao.h29", "/incoming?view=to-direct"),
        ("incoming-direct", "lanhdao.h29", "{to direct}/direct"),
        ("incoming-share", "lanhdao.h29", "{to finish}/share"),
        ("incoming-remind", "lanhdao.h29", "{to finish}/remind"),
        ("incoming-extend", "lanhdao.h29", "{to finish}/extend"),
        ("incoming-supplement", "lanhdao.h29", "{to finish}/supplement"),
        ("incoming-sheet", "lanhdao.h29", "{to finish}/sheet"),
        ("incoming-freeze", "lanhdao.h29", "{to finish}/freeze"),
        ("incoming-to-assign", "truong.h29", "/incoming?view=to-assign"),
        ("incoming-assign", "truong.h29", "{to assign}/assign"),
        ("incoming-leading", "chuyenvien.h29", "/incoming?view=leading"),
        ("incoming-document", "chuyenvien.h29", "{to finish}"),
        ("incoming-finish", "chuyenvien.h29", "{to finish}/finish"),
        ("incoming-hand-over", "chuyenvien.h29", "{to begin}/hand-over"),
        ("incoming-ask-extension", "chuyenvien.h29", "{to begin}/ask-extension"),
        ("incoming-ask-opinion", "chuyenvien.h29", "{to begin}/ask-opinion"),
        ("incoming-report", "phoihop.h29", "{to finish}/report"),
        ("opinions", "chuyenvien.h29", "/opinions"),
        ("notices", "vanthu.h29", "/notices"),
        ("incoming-withdraw", "lanhdao.h29", "{to finish}/withdraw"),
        ("incoming-back", "lanhdao.h29", "{to direct}/back"),
        ("incoming-send-back", "chuyenvien.h29", "{to begin}/send-back"),
        ("incoming-case-files", "chuyenvien.h29", "{to finish}/case-files"),
    ],
    "Soạn thảo, ký, phát hành (outgoing)": [
        ("outgoing-drafts", "chuyenvien.g22", "/outgoing?view=drafts"),
        ("outgoing-new", "chuyenvien.g22", "/outgoing/new"),
        ("outgoing-draft", "chuyenvien.g22", "{draft}"),
        ("outgoing-compare", "chuyenvien.g22", "{returned draft}/compare"),
        ("outgoing-tasks", "chuyenvien.g22", "{draft}/tasks"),
        ("outgoing-to-initial", "truong.g22", "{to initial}"),
        ("outgoing-to-approve", "lanhdao.g22", "/outgoing?view=to-approve"),
        ("outgoing-approve", "lanhdao.g22", "{to approve}"),
        ("outgoing-sign", "lanhdao.g22", "{to approve}/sign"),
        ("outgoing-return", "lanhdao.g22", "{to approve}/return"),
        ("outgoing-number", "vanthu.g22", "{to number}"),
        ("outgoing-numbering", "vanthu.g22", "{to number}/number"),
        ("outgoing-seal", "vanthu.g22", "{to attach}/seal"),
        ("outgoing-publish", "vanthu.g22", "{to publish}/publish"),
        ("outgoing-on-paper", "vanthu.g22", "{issued on paper}"),
        ("outgoing-sent", "vanthu.g22", "{sent to finish}"),
        ("outgoing-recall", "vanthu.g22", "{sent to submit}/recall"),
        ("outgoing-recipients", "vanthu.g22", "{sent to submit}/recipients"),
        ("outgoing-update", "vanthu.g22", "{sent to submit}/update"),
        ("outgoing-copy", "vanthu.g22", "{sent to finish}/make-copy"),
        ("copies", "vanthu.g22", "/copies"),
        ("failures", "vanthu.g22", "/failures"),
        ("failures-stop", "vanthu.g22", "{failed package}/stop"),
        ("failures-settle", "vanthu.g22", "{refused receiver}/settle"),
        ("restored", "vanthu.g22", "/restored"),
        ("draft-task-marks", "chuyenvien.g22", "{draft}/task-marks"),
        ("draft-task", "chuyenvien.g22", "{draft task}/edit"),
        ("draft-return", "truong.g22", "{to initial}/return"),
        ("copy", "vanthu.g22", "{copy}"),
        ("copy-sign", "vanthu.g22", "{sent to finish}/sign-copy"),
        ("copy-electronic", "vanthu.g22", "{electronic copy}"),
        ("copy-use", "vanthu.g22", "{sent to finish}/copy-use"),
        ("outgoing-post", "vanthu.g22", "{sent to finish}/post"),
        ("publish-on-paper", "vanthu.g22", "{to issue on paper}/publish"),
    ],
    "Điều hành (direction)": [
        ("board", "lanhdao.g22", "/board"),
        ("board-steps", "lanhdao.g22", "/board?view=steps"),
        ("board-pictures", "lanhdao.g22", "/board?view=pictures"),
        ("board-lines", "lanhdao.g22", "/board/lines"),
        ("tasks", "lanhdao.g22", "/tasks"),
        ("tasks-finish", "lanhdao.g22", "{task}/finish"),
        ("urging", "lanhdao.g22", "/urging"),
        ("urging-letters", "lanhdao.g22", "/urging?view=letters"),
        ("urging-receiver", "lanhdao.g22", "{urging}"),
        ("received-tasks", "vanthu.h29", "/received-tasks"),
        ("received-tasks-accept", "vanthu.h29", "{waiting task}/accept"),
        ("received-tasks-progress", "truong.h29", "{given task}/progress"),
        ("statistics", "lanhdao.h29", "/statistics?by=person"),
        ("statistics-issues", "lanhdao.h29", "/statistics/issues"),
        ("statistics-period", "lanhdao.h29", "/statistics/period"),
        ("task-change-deadline", "lanhdao.g22", "{task}/change-deadline"),
        ("task-stop-clock", "lanhdao.g22", "{task}/stop-clock"),
        ("task-resume-clock", "lanhdao.g22", "{stopped task}/resume-clock"),
        ("directive-field", "lanhdao.g22", "{sent to finish}/field"),
        ("task-withdraw", "lanhdao.g22", "{task}/withdraw"),
        ("task-reopen", "lanhdao.g22", "{reopened task}/reopen"),
        ("urging-letter", "vanthu.g22", "{urging letter}"),
        ("received-task-return", "vanthu.h29", "{given task}/return"),
        ("received-task-give", "lanhdao.h29", "{given task}/give"),
        ("received-task-finish", "truong.h29", "{given task}/finish"),
        ("received-task-ask-extension", "truong.h29", "{given task}/ask-extension"),
    ],
    "Hồ sơ công việc (case files)": [
        ("case-files", "chuyenvien.h29", "/case-files"),
        ("case-file", "chuyenvien.h29", "{case file}"),
        ("case-file-new", "chuyenvien.h29", "/case-files/new"),
        ("case-file-close", "chuyenvien.h29", "{case file}/close"),
        ("case-file-index", "chuyenvien.h29", "{case file}/index"),
        ("case-plan", "vanthu.h29", "/case-plan"),
        ("transfers", "vanthu.h29", "/transfers"),
        ("transfer", "vanthu.h29", "{transfer}"),
        ("transfer-record", "vanthu.h29", "{transfer}/record"),
        ("archive", "vanthu.h29", "/archive"),
        ("case-plan-heading", "vanthu.h29", "/case-plan/heading"),
        ("case-plan-file", "vanthu.h29", "/case-plan/file"),
        ("case-file-hold", "chuyenvien.h29", "{closed file}/hold"),
        ("case-file-reopen", "truong.h29", "{closed file}/reopen"),
        ("transfer-end", "vanthu.h29", "{transfer}/end"),
        ("transfer-list", "vanthu.h29", "{transfer}/list"),
        ("transfer-return", "vanthu.h29", "{transfer return}"),
    ],
    "Sổ, tra cứu (registers, search)": [
        ("search", "vanthu.h29", "/search?q=thu+tuc&direction=in&organ=chinh+phu"),
        ("register-in", "vanthu.h29", "/registers/in"),
        ("register-in-print", "vanthu.h29", "/registers/in/print?first=1&volume=1"),
        ("register-out", "lanhdao.g22", "/registers/out"),
        ("register-check", "vanthu.g22", "/registers/out/check?book=" + BOOK),
        ("register-reserve", "vanthu.g22", "/registers/out/reserve?book=" + BOOK),
        ("post-register", "vanthu.g22", "/post-register"),
        ("copy-register", "vanthu.g22", "/copy-register"),
        ("secrets", "vanthu.h29", "/secrets"),
        ("secrets-ending", "vanthu.h29", "/secrets?view=ending"),
        ("secret-new", "vanthu.h29", "/secrets/new?direction=out"),
        ("secret-paper", "vanthu.h29", "{secret paper}"),
        ("secret-secrecy", "vanthu.h29", "{secret paper}/secrecy"),
        ("secret-protection", "vanthu.h29", "{secret paper}/protection"),
        ("secret-edit", "vanthu.h29", "{secret paper}/edit"),
        ("secret-hand-over", "vanthu.h29", "{secret paper}/hand-over"),
        ("secret-book", "vanthu.h29", "{secret book}"),
    ],
    "Quản trị (administration)": [
        ("people", "quantri.h29", "/people"),
        ("people-person", "quantri.h29", "{leader}"),
        ("people-signing-authority", "quantri.h29", "{leader}/signing/new"),
        ("people-import", "quantri.h29", "/people/import"),
        ("people-log", "quantri.h29", "/people/log"),
        ("people-sign-in", "quantri.h29", "/people/sign-in"),
        ("people-notices", "quantri.h29", "/people/notices"),
        ("units", "quantri.h29", "/units"),
        ("books", "quantri.h29", "/books"),
        ("access-log", "quantri.h29", "/access"),
        ("access-retention", "quantri.h29", "/access/retention"),
        ("calendar", "quantri.h29", "/calendar"),
        ("type-deadlines", "quantri.h29", "/type-deadlines"),
        ("seal-key", "quantri.h29", "/seal-key"),
        ("tokens", "quantri.h29", "/tokens"),
        ("api", "quantri.h29", "/docs"),
        ("api-part", "quantri.h29", "/docs/copies"),
        ("person-new", "quantri.h29", "/people/new"),
        ("person-mail", "quantri.h29", "{leader}/mail"),
        ("escalation", "quantri.h29", "/people/escalation"),
        ("unit-new", "quantri.h29", "/units/new"),
        ("unit", "quantri.h29", "/units/NCPC"),
        ("book-new", "quantri.h29", "/books/new"),
    ],
    "Cá nhân (one's own)": [
        ("account", "quantri.h29", "/account"),
        ("account-second-factor", "quantri.h29", "/account/second-factor"),
        ("account-signing-key", "lanhdao.g22", "/account/signing-key"),
        ("account-mail", "lanhdao.h29", "/account/mail"),
        ("phrases", "lanhdao.h29", "/phrases"),
        ("delegations", "lanhdao.h29", "/delegations/new"),
        ("account-password", "quantri.h29", "/account/password"),
        ("account-token-new", "quantri.h29", "/account/tokens/new"),
    ],
    "Trục liên thông (the hub's console)": [
        ("hub-overview", "hub", "/"),
        ("hub-waiting", "hub", "/waiting"),
        ("hub-failures", "hub", "/failures"),
        ("hub-packages", "hub", "/packages"),
        ("hub-systems", "hub", "/systems"),
        ("hub-organs", "hub", "/organs"),
        ("hub-certificates", "hub", "/certificates"),
        ("hub-figures", "hub", "/figures"),
        ("hub-system", "hub", "/systems/h29"),
        ("hub-system-disable", "hub", "/systems/h29/disable"),
        ("hub-system-secret", "hub", "/systems/h29/secret"),
        ("hub-organ", "hub", "/organs/H29"),
        ("hub-organ-import", "hub", "/organs/import"),
        ("hub-audit", "hub", "/audit"),
        ("hub-reports", "hub", "/reports"),
        ("hub-sessions", "hub", "/sessions"),
    ],
    "Hộp cát (the sandbox for vendors)": [
        ("sandbox", "sandbox", "/"),
    ],
}
NAMES = {(user, path): name for screens in SCREENS.values() for name, user, path in screens}

# Colours of the style sheet (`:root`, light), and how far each is mixed with white where letters have soft edges.
GROUNDS = ["ffffff", "f4f4f0", "dedcd4", "ebf0f8", "fcf1ef", "faf1df", "e7f2eb"]
INKS = {"16191d": (0, .2, .4, .6, .8), "50575f": (0, .33, .66), "787e85": (0,), "1b478a": (0, .33, .66), "a9211a": (0, .4, .7),
        "8a5200": (0, .5), "17623f": (0, .4, .7), "b87400": (0,), "f2b705": (0,)}


def palette():
    """A picture that holds the colours: each of ours, and no other."""
    colours = [bytes.fromhex(ground) for ground in GROUNDS]
    colours += [bytes(round(part + (255 - part) * white) for part in bytes.fromhex(ink)) for ink, whites in INKS.items() for white in whites]
    held = Image.new("P", (1, 1))
    # What is left of the 256 places repeats the first colour: it is never nearer than that one.
    held.putpalette(b"".join(colours) + colours[0] * (256 - len(colours)))
    return held


def keep(folder, name, shot, title, address):
    """Keeps one picture (bytes of a PNG or JPEG) as `name`.png."""
    told = PngImagePlugin.PngInfo()
    told.add_itxt("Title", title)
    told.add_itxt("Address", address)
    with Image.open(io.BytesIO(shot)) as taken:
        small = taken.convert("RGB").quantize(palette=palette(), dither=Image.Dither.NONE)
    folder.mkdir(parents=True, exist_ok=True)
    # Never half a picture under its name.
    half = folder / f"{name}.tmp.png"
    small.save(half, optimize=True, pnginfo=told)
    os.replace(half, folder / f"{name}.png")


def painted(page, seconds=10):
    """Waits until the browser's viewer has painted the PDF: two pictures in a row are the same and show no empty frame. False when it does not."""
    frame = page.locator("iframe.doc__frame").first
    box = frame.bounding_box() if frame.is_visible() else None
    height = min(box["height"], 500, page.viewport_size["height"] - box["y"]) if box else 0
    if height < 100:
        return False
    area = {"x": box["x"], "y": box["y"], "width": box["width"], "height": height}
    before, deadline = None, time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = page.screenshot(clip=area)
        # An empty frame is one colour and compresses to next to nothing.
        if now == before and len(now) > 40 * height:
            return True
        before = now
    return False


def take(folder, page, user, path):
    """Keeps an open page when it is one of the screens."""
    name = NAMES.get((user, path))
    if not name:
        return
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    # A picture of more than the window waits for ever while a PDF stands in a frame: so the window grows, but for those.
    if page.locator("iframe").count() > 0:
        painted(page)
    else:
        page.set_viewport_size({"width": 1280, "height": min(max(page.evaluate("document.documentElement.scrollHeight"), 900), HIGHEST)})
    keep(folder, name, page.screenshot(), page.title().rsplit(" – ", 1)[0], path)
    page.set_viewport_size({"width": 1280, "height": 900})


def write_index(folder):
    """Writes README.md of what lies in the folder; answers the names of the screens that have no picture there."""
    lines = ["# Screens", "",
             "Made by the browser tests (`pytest Tests/Browser --screens docs/screens`, `Tests/Browser/screenshots.py`): one picture of each screen",
             f"that is named there, 1280 px wide, cut at {HIGHEST} px.", "In addresses, words in braces are what a document stands at in the tests."]
    missing = []
    for group, screens in SCREENS.items():
        lines += ["", f"## {group}", "", "| Page | Address | Picture |", "|---|---|---|"]
        for name, user, path in screens:
            file = folder / f"{name}.png"
            if not file.exists():
                missing.append(name)
                continue
            with Image.open(file) as picture:
                title = picture.text["Title"].replace("|", "\\|")
            lines.append(f"| {title} | `{path}` | [{name}]({name}.png) |")
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return missing


def finish(folder):
    """What the run ends with: the index; pictures that are no screen any more go."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.png"):
        if file.stem not in NAMES.values():
            file.unlink()
    return write_index(folder)
