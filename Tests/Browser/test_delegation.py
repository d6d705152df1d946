"""A leader lets an assistant act: the assistant works in the leader's place, both names stand on the page, the banner ends it."""


def test_an_assistant_acts_in_a_leaders_place(browse, offices):
    leader = browse(offices, "lanhdao.g22")
    leader.goto("/delegations/new")
    leader.select_option("#to", label="Vũ Văn Giả Thiết, Cục trưởng, KSTT")
    leader.click("main button:has-text('Ủy quyền')")
    leader.wait_for_url("**/delegations")
    assert "Đang hiệu lực" in leader.locator("main").inner_text()

    # A session of its own: others of the head's must not act in the leader's place.
    deputy = browse(offices, "truong.g22", signed_in=False)
    deputy.goto("/sign-in?next=%2Fdelegations")
    deputy.fill("#user", "truong.g22")
    deputy.fill("#password", "lien-thong-2015")
    deputy.click("form button[type=submit]")
    deputy.wait_for_url("**/delegations")
    deputy.click("main button:has-text('Tôi đã biết')")
    deputy.wait_for_url(lambda url: "/delegations" not in url)
    deputy.goto("/delegations")
    deputy.click("button:has-text('Làm thay Lê Minh Họa')")
    banner = deputy.get_by_role("region", name="Đang làm thay")
    banner.wait_for()
    assert "Lê Minh Họa" in banner.inner_text()
    deputy.goto("/board")
    assert banner.is_visible(), "the leader's own page"
    banner.get_by_role("button", name="Thôi làm thay").click()
    deputy.wait_for_url("**/delegations")
    assert banner.count() == 0
    assert deputy.goto("/board").status == 403
