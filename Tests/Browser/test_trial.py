"""The trial between the two offices of a demo, as its plan says, and the report that people sign."""

import json
import subprocess

import pytest

from checks import check_all_looks
from conftest import BASE, COMMAND, demo


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trial")
    for _ in demo(folder / "data", BASE + 20, "--serve-only"):
        command = [COMMAND, "trial", "--config", str(folder / "data/trial/trial.yaml"), "--report", str(folder / "report")]
        run = subprocess.run(command, capture_output=True, text=True, timeout=280)
        assert run.returncode == 0, run.stdout + run.stderr
        yield folder


def test_two_offices_pass_every_check(report):
    found = json.loads((report / "report/report.json").read_text())
    odd = [f"{check['id']} {check['organ']}: {check['seen']}" for check in found["checks"] if check["outcome"] != "passed"]
    assert odd == []
    evidence = {name for check in found["checks"] for name in check["evidence"]}
    assert len(evidence) > 20
    key = report / "data/hub/keys/receipt.pub.pem"
    for name in sorted(evidence)[:3]:
        subprocess.run([COMMAND, "evidence", "verify", str(report / "report" / name), "--hub-key", str(key)],
                       check=True, capture_output=True)


def test_the_report_is_a_page_that_can_be_read_and_printed(report, chromium):
    page = chromium.new_page()
    page.goto((report / "report/report.html").as_uri())
    assert "Đạt yêu cầu bắt buộc." in page.locator(".lead").inner_text()
    check_all_looks(page, "the report of a trial")
    page.close()
