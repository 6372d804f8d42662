"""What loops say is made from values, and every number in it is counted again here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from communities import START, community, day

import pathways as pw
from pathways.answer import Answer
from pathways.answer.wording import Sentence, kind_of
from pathways.loops.places import known_on
from pathways.record.log import EngagementLog
from pathways.scoring.contact_policy import Contact, InvitationRule

PLANNED, DUE, END, WINDOW = 500, 1300, 1400, 365
ANSWERS = [
    "plan", "reflect", "list", "baseline", "compare", "brief", "candidates", "what_if", "invite",
    "shown", "undone",
]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A community whose mentees go on more often from day 500 on, and all that loops say of it."""

    log: EngagementLog
    answers: dict[str, Answer]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("loops")
    log = community(3, people=600, days=1200, rate=0.3, later=0.6, since=PLANNED, as_of=END)
    then, ledger = known_on(log, day(PLANNED)), folder / "invited.csv"
    plan: dict[str, Any] = {"at": "mentee", "to": "mentor", "expect": "0.5", "due": day(DUE)}
    plan["options"] = {"window": f"{WINDOW}d"}
    rules = [InvitationRule("Participating", "3")]
    return Told(
        log,
        {
            "plan": pw.loop_plan(then, "ask", **plan, folder=folder),
            "baseline": pw.baseline_save(
                known_on(log, day(700)),
                "spring",
                asked={"next_steps": {"by": "role"}},
                folder=folder,
            ),
            "brief": pw.brief(log, since=day(PLANNED), folder=folder),
            "reflect": pw.loop_reflect(log, "ask", folder=folder),
            "list": pw.loop_list(log, folder=folder),
            "compare": pw.baseline_compare(log, "spring", folder=folder),
            "candidates": pw.candidates(log, by="role"),
            "what_if": pw.what_if(
                log, source="mentee", target="mentor", rate="0.8", window=f"{WINDOW}d"
            ),
            "invite": pw.invite(log, rules=rules, contact=Contact(invited=ledger)),
            "shown": pw.invite_show("last", ledger=ledger),
            "undone": pw.invite_undo("last", ledger=ledger),
        },
    )


def values_of(text: str) -> dict[str, Any]:
    assert isinstance(text, Sentence)
    return dict(text.numbers())


def went(log: EngagementLog, since: int, until: int) -> tuple[int, int]:
    """Who went from mentee to mentor within the window, of those who could be watched for it."""
    rows = log.records[["participant", "role", "start"]].astype({"participant": str, "role": str})
    number = {
        (who, role): (start.date() - START).days
        for who, role, start in rows.itertuples(index=False, name=None)
    }
    came = {who: at for (who, role), at in number.items() if role == "mentee"}
    seen = [who for who, at in came.items() if since <= at <= until - WINDOW]
    late = END + 2 * WINDOW
    made = [number.get((who, "mentor"), late) - came[who] <= WINDOW for who in seen]
    return sum(made), len(seen)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_text_keeps_its_values(told: Told, name: str) -> None:
    answer = told.answers[name]
    for text in (answer.sentence, *answer.caveats):
        assert kind_of(text), text
        assert isinstance(text, Sentence)
        assert "".join(part for _, part in text.runs()) == text
        own_words = "".join(part for role, part in text.runs() if not role)
        assert not re.search(r"\d", own_words), text


def test_a_plan_says_what_was_before(told: Told) -> None:
    answer = told.answers["plan"]
    said, row = values_of(answer.sentence), answer.table.iloc[0]
    assert (said["now"].x, said["now"].n) == went(told.log, 0, PLANNED)
    assert said["expected"] == 0.5
    (power,) = (values_of(text) for text in answer.caveats if kind_of(text) == "power")
    assert power["needed"] == row["people_needed"]
    assert power["coming"] == round(row["coming"])


def test_a_reflection_says_what_came_after(told: Told) -> None:
    said = values_of(told.answers["reflect"].sentence)
    before, observed = went(told.log, 0, PLANNED), went(told.log, PLANNED + 1, END)
    assert (said["before"].x, said["before"].n) == before
    assert (said["observed"].x, said["observed"].n) == observed
    change = observed[0] / observed[1] - before[0] / before[1]
    assert said["change"] == round(100 * change)
    assert said["low"] < said["change"] < said["high"]


def test_another_rate_is_arithmetic(told: Told) -> None:
    said = values_of(told.answers["what_if"].sentence)
    x, n = went(told.log, 0, END)
    assert (said["now"].x, said["now"].n) == (x, n)
    assert said["more"] == round(0.8 * n - x)


def test_a_comparison_counts_its_changes(told: Told) -> None:
    answer = told.answers["compare"]
    said, clear = values_of(answer.sentence), answer.table["clear"]
    assert said["compared"] == (clear != "").sum()
    assert said["clear"] == (clear == "yes").sum() > 0
    largest = answer.table.loc[answer.table["change"].where(clear == "yes").abs().idxmax()]
    assert (said["new"].x, said["new"].n) == (largest["x_new"], largest["n_new"])
    assert (said["old"].x, said["old"].n) == (largest["x_then"], largest["n_then"])


def test_lists_say_how_many_they_hold(told: Told) -> None:
    invited = values_of(told.answers["invite"].sentence)
    shown, undone = (values_of(told.answers[name].sentence) for name in ("shown", "undone"))
    many = len(told.answers["invite"].table)
    assert many in invited.values()
    assert shown["many"] == undone["many"] == len(told.answers["shown"].table) == many
    assert values_of(told.answers["list"].sentence) == {"open": 0, "decided": 0}
    assert values_of(told.answers["brief"].sentence)["many"] == len(told.answers["brief"].table)


def test_a_candidate_is_the_first_row(told: Told) -> None:
    answer = told.answers["candidates"]
    said, top = values_of(answer.sentence), answer.table.iloc[0]
    assert said["people"] == round(top["people"])
    assert said["low"] <= said["more"] <= said["high"]
