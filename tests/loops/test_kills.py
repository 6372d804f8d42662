"""A real process killed wherever it touches a file, and between: nothing lost, nobody twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()

SCRIPT = """
import os, signal, sys
from collections import Counter
from pathlib import Path
sys.path[:0] = [{tests!r}, {loops!r}]
import pathways as pw
from communities import community, day
from test_invite import RULE, crossed, policy
from pathways.loops.baseline import read_baseline
from pathways.loops.files import Reflection, add_reflection, read_loop
from pathways.scoring.invitation_ledger import in_force, read_entries

FILES = ("open", "os", "fcntl", "tempfile", "shutil")
TOUCHES, BETWEEN = 16, 12

def calls_of(work):
    # How often work calls one of our functions.
    calls = [0]
    def look(frame, event, argument):
        calls[0] += event == "call" and "pathways" in frame.f_code.co_filename
    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls[0]

def killed_at(moment, work, calls):
    # A child of its own that ends, without a word, when it touches a file for the nth time, or
    # after the nth part of its calls.
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = [moment]
    def end():
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def hook(event, arguments):
        if event != "os.kill" and event.partition(".")[0] in FILES:
            end()
    def look(frame, event, argument):
        if event == "call" and "pathways" in frame.f_code.co_filename:
            end()
    if moment < TOUCHES:
        sys.addaudithook(hook)
    else:
        left[0] = calls * (moment - TOUCHES) // BETWEEN
        sys.setprofile(look)
    work()
    os._exit(0)

log, whole = crossed(), community(3, people=60, days=1000, rate=0.2)
made = Reflection(day(2000), 3, 40, 0, "cannot tell", "keep")
root = Path({root!r})
plan = dict(at="mentee", to="mentor", expect="0.4", due=day(1500))
# once in this process, so that a child has nothing left to import
(root / "warm").mkdir()
warm = root / "warm"
calls = {{
    "invite": calls_of(lambda: pw.invite(log, rules=[RULE], contact=policy(warm))),
    "undo": calls_of(lambda: pw.invite_undo("last", ledger=warm / "invited.csv")),
    "plan": calls_of(lambda: pw.loop_plan(whole, "ask", folder=warm, **plan)),
    "reflect": calls_of(lambda: add_reflection(warm / "ask.md", made)),
    "baseline": calls_of(lambda: pw.baseline_save(whole, "spring", folder=warm)),
}}
kills = Counter()
for moment in range(TOUCHES + BETWEEN):
    folder = root / str(moment)
    folder.mkdir()
    def invites():
        pw.invite(log, rules=[RULE], contact=policy(folder))
    kills["invite"] += killed_at(moment, invites, calls["invite"])
    invites()
    ledger = Counter(one.participant for one in in_force(read_entries(folder / "invited.csv")))
    assert len(ledger) == 11 and set(ledger.values()) == {{1}}, (moment, ledger)
    def undoes():
        pw.invite_undo("last", ledger=folder / "invited.csv")
    kills["undo"] += killed_at(moment, undoes, calls["undo"])
    try:
        undoes()
    except pw.PathwaysError as error:
        assert "was undone before" in str(error)
    assert not in_force(read_entries(folder / "invited.csv"))
    def plans():
        pw.loop_plan(whole, "ask", folder=folder / "loops", **plan)
    kills["plan"] += killed_at(moment, plans, calls["plan"])
    try:
        plans()
    except pw.PathwaysError as error:
        assert "is there already" in str(error)
    path = folder / "loops" / "ask.md"
    assert read_loop(path).is_sealed
    kills["reflect"] += killed_at(
        moment, lambda: add_reflection(path, made), calls["reflect"]
    )
    assert len(add_reflection(path, made).reflections) == 1
    assert read_loop(path).state == "keep"
    def saves():
        pw.baseline_save(whole, "spring", folder=folder / "baselines")
    kills["baseline"] += killed_at(moment, saves, calls["baseline"])
    try:
        saves()
    except pw.PathwaysError as error:
        assert "is there already" in str(error)
    assert len(read_baseline(folder / "baselines", "spring")[1]) == 4
print(dict(kills), calls)
assert min(kills.values()) >= 8 and sum(kills.values()) >= 100, kills
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork to kill")
def test_killed_at_any_moment_nothing_is_lost_and_nobody_is_invited_twice(tmp_path: Path) -> None:
    script = SCRIPT.format(tests=str(HERE.parents[1]), loops=str(HERE.parent), root=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-2000:]
