"""Signing in at a provider of single sign-on: there and back in a browser, with the keyboard, with and without JavaScript."""

import subprocess

import pytest

import provider
from checks import check, check_all_looks
from conftest import BASE, COMMAND, PASSWORD, serve_office

USER = "canbo.h99"
BUTTON = f"Đăng nhập bằng {provider.NAME}"


@pytest.fixture(scope="module")
def signed_on(tmp_path_factory):
    """An office with one person, who can sign in at a provider."""
    folder = tmp_path_factory.mktemp("sign-on")
    address = f"http://127.0.0.1:{BASE + 40}"
    subprocess.run(
        [COMMAND, "office", "user", "add", USER, "--role", "officer", "--data", str(folder / "office"), "--unit", "P1",
         "--unit-name", "Phòng Một", "--full-name", "Nguyễn Thị Mẫu"], input=PASSWORD + "\n", text=True, check=True)
    with provider.running(folder, f"{address}/sign-in/sso/return") as at:
        settings = {"ISSUER": at.issuer, "CLIENT": provider.CLIENT, "SECRET": provider.SECRET, "NAME": provider.NAME,
                    "ADDRESS": address}
        environment = {f"LIENTHONG_SIGN_ON_{name}": value for name, value in settings.items()}
        for url in serve_office(folder / "office", "H99", BASE + 40, environment):
            yield {"h99": url}


@pytest.fixture
def visitor(browse, signed_on):
    """A window in which nobody is signed in, at the provider's door."""
    def visit(javascript=True):
        page = browse(signed_on, USER, signed_in=False, javascript=javascript)
        go_to_provider(page, "/opinions")
        return page

    return visit


def go_to_provider(page, wanted):
    page.goto(wanted)
    page.get_by_role("link", name=BUTTON).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/authorize?*")


def enter(page, user):
    page.fill("#user", user)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_who_signs_in_there_comes_back_to_the_page_they_wanted(visitor, javascript):
    page = visitor(javascript)
    enter(page, USER)
    page.wait_for_url("**/opinions")
    assert "Nguyễn Thị Mẫu" in page.locator("details.me").text_content()
    # Out, and in once more with the account that is bound now.
    page.click("details.me summary")
    page.click("text=Đăng xuất")
    page.wait_for_url("**/sign-out")
    if javascript:
        check(page, "signed out here")
    # The provider, too, forgets the browser and sends it back.
    page.get_by_role("link", name=f"Đăng xuất khỏi {provider.NAME}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    go_to_provider(page, "/notices")
    enter(page, USER)
    page.wait_for_url("**/notices")


def test_the_page_with_the_button_is_accessible_and_fits(browse, signed_on, screens):
    page = browse(signed_on, USER, signed_in=False)
    page.goto("/sign-in")
    assert page.get_by_role("link", name=BUTTON).is_visible()
    check_all_looks(page, "sign-in with a provider")
    screens(page, "door", "/sign-in")


def test_whom_the_office_does_not_know_reads_what_to_do(visitor):
    page = visitor()
    enter(page, "khong-co-ai")
    page.wait_for_url("**/sign-in/sso/return?*")
    assert "chưa có người dùng ở đây" in page.locator("main").inner_text()
    check_all_looks(page, "somebody whom the office does not know")
    assert page.request.get("/opinions", max_redirects=0).status == 303, "nobody is signed in"


def test_who_turns_back_at_the_provider_may_begin_again(visitor):
    page = visitor()
    page.click("button:has-text('Thôi')")
    page.wait_for_url("**/sign-in/sso/return?*")
    assert f"Bạn chưa đăng nhập ở {provider.NAME}." in page.locator("main").inner_text()
    # An answer counts once, also when the page is asked for again.
    page.reload()
    assert "Bấm đăng nhập lại." in page.locator("main").inner_text()
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url("**/authorize?*")
    enter(page, USER)
    page.wait_for_url(lambda url: "/sign-in" not in url and "/authorize" not in url and "/enter" not in url)
    assert "Nguyễn Thị Mẫu" in page.locator("details.me").text_content()
