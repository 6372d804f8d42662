"""What every answer holds: what was asked, sentences with their values, parts of joined texts."""

from __future__ import annotations

import copy
import json
import pickle
import re
from inspect import signature

import pandas as pd
import pytest
from test_names import EVERY, record

from pathways.answer import DRAWERS, Answer
from pathways.answer.wording import Number, People, Sentence
from pathways.errors import NoAnswerError
from pathways.measures.questions import ask, question
from pathways.privacy.disclosure import fit_to_share, speaks_of_few
from pathways.record.log import EngagementLog
from pathways.stats.rate import Rate

CASES = pytest.mark.parametrize(("name", "options"), EVERY, ids=str)
FEW = re.compile(
    r"(?<![\d.,/+−-])(?<!= )(?<!edition )(?<!over )(?<!zz )(?<!Comparisons: )([1-4])"
    r"(?![\d.,]?\d| ?%|/|-\d| months?\b| to \d+\))"
    r"(?! (?:days?|editions?|months?|years?|steps|changes|sources|programs|points?|comparisons?"
    r"|pairs|rows?|ranks|more of them stand)\b)"
)
"""Where a text of the plain record tells of 1 to 4 people: what values must have found as well.

The bounds of a rate are shares and no people: 8 % (3 to 17).
"""


@pytest.fixture(scope="module")
def log() -> EngagementLog:
    return record(str)


@CASES
def test_every_parameter_is_said(log: EngagementLog, name: str, options: dict[str, object]) -> None:
    answer = ask(log, name, **options)
    assert list(answer.asked) == list(signature(question(name)).parameters)[1:]
    grouped = {"group": "region"} if name != "equity" else {}
    asked = ask(log, name, **grouped, **options).asked
    assert set(asked) == {*answer.asked, *grouped}


@CASES
def test_sentences_and_caveats_keep_their_values(
    log: EngagementLog, name: str, options: dict[str, object]
) -> None:
    answer = ask(log, name, **options)
    for text in (answer.sentence, *answer.caveats):
        assert isinstance(text, Sentence)
        assert text.kind
        assert "".join(part for _, part in text.runs()) == text
    told = json.loads(answer.to_json())
    assert [each["kind"] for each in told["values"]] == [
        answer.sentence.kind, *(caveat.kind for caveat in answer.caveats)
    ]  # fmt: skip


@CASES
@pytest.mark.parametrize("group", [None, "region"])
def test_what_is_shared_tells_of_nobody_also_when_it_is_read(
    log: EngagementLog, name: str, options: dict[str, object], group: str | None
) -> None:
    if name == "equity" and group:
        pytest.skip("it has groups of its own")
    grouped = {"group": group} if group else {}
    shared = fit_to_share(ask(log, name, **grouped, **options))
    for text in (shared.sentence, *shared.caveats):
        assert not FEW.search(text), text
        for x, n in re.findall(r"(\d+)/(\d+)", text):
            assert not 0 < int(x) < 5, text
            assert not 0 < int(n) - int(x) < 5, text


def test_a_text_without_values_is_withheld() -> None:
    assert speaks_of_few("12 people came.")
    assert not speaks_of_few(Sentence("{n} came.", "came", n=People(12)))
    assert speaks_of_few(Sentence("{n} came.", "came", n=People(4)))
    assert not speaks_of_few(Sentence("{n} editions.", "editions", n=Number(4)))
    assert not speaks_of_few(Sentence("{name} came.", "came", name="Level 3: 4 people, 3/20"))


def test_what_stands_inside_a_sentence_counts() -> None:
    inner = Sentence("{rate}", rate=Rate(19, 20, ""))
    assert speaks_of_few(Sentence("At a step, {what}.", "at a step", what=inner))
    assert speaks_of_few(Sentence.joined("; ", ["nobody", inner], "at a step"))


def test_a_sentence_is_copied_with_its_values() -> None:
    told = Sentence("{n} of {{it}} at {step}", "at a step", n=3, step="{x} > y")
    for other in (copy.deepcopy(told), pickle.loads(pickle.dumps(told))):  # noqa: S301
        assert other == told == "3 of {it} at {x} > y"
        assert (other.kind, other.values) == (told.kind, told.values)


def test_parts_are_one_for_each_row() -> None:
    table = pd.DataFrame({"path": ["a > b"]})
    with pytest.raises(ValueError, match="path has 2 parts and 1 rows"):
        Answer("paths", Sentence("Nobody."), "", table, parts={"path": (("a",), ("b",))})


def test_a_chart_is_found_without_naming_who_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathways.answer.entry_points", lambda group: ())
    with pytest.raises(NoAnswerError, match="charts is installed"):
        Answer("paths", Sentence("Nobody."), "", pd.DataFrame()).chart()
    assert DRAWERS == "pathways.charts"
