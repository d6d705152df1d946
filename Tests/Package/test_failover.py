"""The checker of `script/failover` finds what it looks for."""

import importlib.machinery
import importlib.util
import pathlib

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "script/failover"
DOCUMENT = "S0,2024/03/12,100000001/DO"


@pytest.fixture(scope="module")
def failover():
    loader = importlib.machinery.SourceFileLoader("failover", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("failover", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def history(failover):
    """One package that went as it should."""
    history = failover.History()
    history.scenes[DOCUMENT] = "scene"
    history.receipts[DOCUMENT] = {b"good"}
    for receiver in failover.RECEIVERS:
        history.deliveries[DOCUMENT, receiver] = {f"d-{receiver}"}
        history.statuses[DOCUMENT, receiver] = ["01", "03"]
    return history


def judged(failover, history):
    count, *faults = failover.verdict(history, "scene", {b"good"})
    assert count == 1
    return faults


def test_what_went_well_is_clean(failover, history):
    assert judged(failover, history) == [0, 0, 0]
    assert failover.verdict(history, "another scene", {b"good"}) == (0, 0, 0, 0)


@pytest.mark.parametrize("spoil, faults", [
    (lambda history: history.deliveries.clear(), [2, 0, 0]),
    (lambda history: history.statuses[DOCUMENT, "R1"].remove("03"), [1, 0, 0]),
    (lambda history: history.deliveries[DOCUMENT, "R0"].add("another"), [0, 1, 0]),
    (lambda history: history.statuses[DOCUMENT, "R0"].append("01"), [0, 1, 0]),
    (lambda history: history.again.append(DOCUMENT), [0, 1, 0]),
    (lambda history: history.receipts[DOCUMENT].add(b"forged"), [0, 0, 1]),
    (lambda history: history.damaged.append(DOCUMENT), [0, 0, 1]),
])
def test_each_fault_is_counted(failover, history, spoil, faults):
    spoil(history)
    assert judged(failover, history) == faults
