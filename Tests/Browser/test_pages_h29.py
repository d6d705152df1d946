"""The pages of the agency that receives, looked at as test_pages.py looks at those of the agency that sends."""

import pytest

from test_pages import pages_of


@pytest.mark.parametrize("user,path", pages_of("h29"))
def test_a_page(look_over, user, path):
    look_over(user, path)
