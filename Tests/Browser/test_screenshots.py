"""The pictures of the screens: which are asked for, how they are kept, what their index says. No browser."""

import io

import pytest
from PIL import Image

import screenshots
import test_console
import test_pages


def test_every_screen_is_a_page_that_a_test_opens():
    opened = {(user, path) for user, paths in test_pages.PAGES.items() for path in paths}
    opened |= {("hub", path) for path in test_console.PAGES} | {("door", "/sign-in"), ("sandbox", "/")}
    wanted = [(user, path) for group in screenshots.SCREENS.values() for _, user, path in group]
    assert not set(wanted) - opened
    names = [name for group in screenshots.SCREENS.values() for name, _, _ in group]
    assert len(wanted) == len(set(wanted)) and len(names) == len(set(names))


@pytest.fixture
def shot():
    """A page of paper with an urgent word on it, as a browser would give it."""
    page = Image.new("RGB", (1280, 900), "#f4f4f0")
    page.paste("#a9211a", (100, 100, 200, 120))
    held = io.BytesIO()
    page.save(held, "PNG")
    return held.getvalue()


def test_a_picture_keeps_our_colours_and_knows_its_page(tmp_path, shot):
    screenshots.keep(tmp_path, "board", shot, "Theo dõi chỉ đạo", "/board")
    with Image.open(tmp_path / "board.png") as kept:
        assert kept.mode == "P" and kept.size == (1280, 900)
        assert kept.text["Title"] == "Theo dõi chỉ đạo" and kept.text["Address"] == "/board"
        colours = kept.convert("RGB")
        assert colours.getpixel((10, 10)) == (0xF4, 0xF4, 0xF0) and colours.getpixel((150, 110)) == (0xA9, 0x21, 0x1A)
    assert [file.name for file in tmp_path.iterdir()] == ["board.png"]


def test_the_index_names_what_is_there_and_what_is_missing_is_told(tmp_path, shot):
    screenshots.keep(tmp_path, "board", shot, "Theo dõi | chỉ đạo", "/board")
    screenshots.keep(tmp_path, "no-screen-any-more", shot, "Cũ", "/old")
    missing = screenshots.finish(tmp_path)
    assert "board" not in missing and len(missing) == len(screenshots.NAMES) - 1
    assert not (tmp_path / "no-screen-any-more.png").exists()
    index = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "## Điều hành (direction)" in index
    assert "| Theo dõi \\| chỉ đạo | `/board` | [board](board.png) |" in index
