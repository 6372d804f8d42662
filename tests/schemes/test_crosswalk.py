"""Another scheme on the same record: what is lost, and which findings stay."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, logs, shuffled

from pathways.cli import main
from pathways.errors import OptionError, SchemeError, UnknownStepError
from pathways.measures.stuck_points import stuck_points
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import Scheme, Tier, TierRule, load_scheme
from pathways.schemes.crosswalk import NO_TIER, crosswalk, under_scheme
from pathways.schemes.sensitivity import scheme_sensitivity

OTHER = Scheme(
    name="other",
    title="Readers and mentors are one, the Fest apart",
    tiers=(Tier("Fest", 0), Tier("Taking part", 1), Tier("Known", 2)),
    rules=(
        TierRule("Known", role="reader"),
        TierRule("Known", role="mentor"),
        TierRule("Taking part", role="mentee"),
        TierRule("Fest", program="Fest", role="mentee"),
        TierRule("Fest", role="juggler"),
    ),
)

NAPKIN = """
ana  OL   1 reader
ana  OL   2 mentee
ben  OL   1 mentee
ben  Fest 1 mentee
cleo OL   1 mentor
cleo OL   2 reader
dara OL   1 juggler
"""


def rows(log: EngagementLog, a: Scheme, b: Scheme) -> list[list[object]]:
    return crosswalk(log, a, b).table.to_numpy().tolist()


def test_four_people_on_a_napkin() -> None:
    assert rows(log_of(NAPKIN), MOUNTAIN, OTHER) == [
        ["Learning", "Known", 1, 2, 2, "merged"],
        ["Participating", "Fest", 1, 1, 1, "split"],
        ["Participating", "Taking part", 1, 2, 2, "split"],
        ["Leading", "Known", 1, 1, 1, "merged"],
        [NO_TIER, "Fest", 1, 1, 1, "gains a place"],
    ]
    answer = crosswalk(log_of(NAPKIN), MOUNTAIN, OTHER)
    # Ana's reader is below her mentee on the mountain and above it on the other.
    assert str(answer) == (
        "From test to other Learning and Leading become Known, Participating splits into Fest and "
        "Taking part, and every engagement keeps its place. For 1 person two engagements change "
        "their order."
    )
    (said,) = answer.caveats
    assert said == (
        "Of 3 people with a tier under both, the order of two engagements is turned for 1, "
        "flattened for 1 and parted for 1."
    )


def test_the_way_back_loses_what_it_gained() -> None:
    back = crosswalk(log_of(NAPKIN), OTHER, MOUNTAIN)
    assert "1 of 7 engagements lose their place" in str(back)
    assert back.table["change"].tolist() == ["merged", "loses its place", "merged", *["split"] * 2]
    lost = back.table.set_index("to_tier").loc[NO_TIER]
    assert (lost["from_tier"], lost["change"]) == ("Fest", "loses its place")


def test_the_same_scheme_changes_nothing() -> None:
    same = crosswalk(log_of(NAPKIN), MOUNTAIN, MOUNTAIN)
    assert str(same) == (
        "From test to test no two tiers merge, none splits, and every engagement keeps its place."
    )
    assert set(same.table["change"]) == {""}


def test_nobody_one_person_and_no_such_scheme() -> None:
    nobody = crosswalk(log_of("a OL 1 mentee - - registered"), "moe", "tei")
    assert str(nobody) == ("Nobody has an engagement that counts, so no scheme changes anything.")
    one = crosswalk(log_of("a OL 1 mentee"), "moe", "tei")
    assert one.table["engagements"].tolist() == [1]
    with pytest.raises(SchemeError):
        crosswalk(log_of("a OL 1 mentee"), "moe", "two")


@settings(max_examples=20)
@given(logs())
def test_as_in_plain_loops(log: EngagementLog) -> None:
    acts = [
        (str(row.participant), *(one.tier_of(row.program, row.role) for one in (MOUNTAIN, OTHER)))
        for row in log.counted.astype({"program": "str", "role": "object"}).itertuples()
        for row in [row._replace(role=row.role if isinstance(row.role, str) else None)]
    ]
    table = crosswalk(log, MOUNTAIN, OTHER).table
    assert table["engagements"].sum() == len(acts)
    for row in table.itertuples():
        own = [
            who
            for who, old, new in acts
            if ((old or NO_TIER), (new or NO_TIER)) == (row.from_tier, row.to_tier)
        ]
        assert (row.engagements, row.people) == (len(own), len(set(own)))
    turned = set()
    ranked = [
        (who, MOUNTAIN.tier_names.index(old), OTHER.tier_names.index(new))
        for who, old, new in acts
        if old and new
    ]
    for (who, old, new), (other, old2, new2) in combinations(ranked, 2):
        if who == other and (old - old2) * (new - new2) < 0:
            turned.add(who)
    told = f"turned for {len(turned)}," in " ".join(crosswalk(log, MOUNTAIN, OTHER).caveats)
    assert told == bool(ranked)


@settings(max_examples=10)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_change_nothing(frame: pd.DataFrame, dice: object) -> None:
    order = list(range(len(frame)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    tables = [
        crosswalk(build_log(one, MOUNTAIN), MOUNTAIN, OTHER).table
        for one in (frame, shuffled(frame, order))
    ]
    pd.testing.assert_frame_equal(*tables)


@settings(max_examples=10)
@given(frames())
def test_a_log_under_another_scheme_is_the_log_built_with_it(frame: pd.DataFrame) -> None:
    moved = under_scheme(build_log(frame, MOUNTAIN), OTHER)
    built = build_log(frame, OTHER)
    pd.testing.assert_frame_equal(moved.records, built.records)
    assert moved.origin.scheme == "other"


def cohorts(stay: int) -> EngagementLog:
    """Two editions of 20 mentees who begin as readers; all but so many come back as mentors."""
    lines = []
    for edition in (1, 2):
        for number in range(20):
            who = f"p{edition}-{number}"
            lines += [f"{who} OL {edition} reader", f"{who} OL {edition + 1} mentee"]
            if number >= stay * edition:
                lines.append(f"{who} OL {edition + 2} mentor")
    return log_of("\n".join([*lines, "z OL 6 reader"]))


def test_findings_side_by_side() -> None:
    answer = scheme_sensitivity(
        cohorts(5), schemes=[OTHER], source="Participating", target="Leading"
    )
    own, other = (row for _, row in answer.table.iterrows())
    assert own["stuck_first"] == "Participating"
    assert (own["taken"], own["taken_of"]) == (25, 40)
    assert (own["x"], own["n"]) == (40, 40)
    # On the other scheme mentors stand where readers stand: everybody steps down.
    assert (other["x"], other["n"]) == (0, 40)
    assert [own["deepens"], other["deepens"]] == ["yes", "no"]
    assert (other["source"], other["target"]) == ("Taking part", "Known")
    assert "Deepening is less than by chance under other, more than by chance under test." in str(
        answer
    )


def test_the_own_row_is_what_the_questions_answer() -> None:
    log = cohorts(5)
    row = scheme_sensitivity(log).table.iloc[0]
    board = stuck_points(log).table
    assert row["stuck_first"] == board["step"][0]
    assert row["would_have_moved"] == board["would_have_moved"][0]


@pytest.mark.parametrize(
    "text", ["a OL 1 mentee - - no-show", "a OL 1 mentee", "a OL - juggler 2020-01-01"]
)
def test_small_records_have_a_sentence(text: str) -> None:
    answer = scheme_sensitivity(log_of(text))
    assert str(answer) == (
        "Under test no stuck point can be named. Whether people deepen cannot be said under any."
    )
    assert len(answer.table) == 6


def test_source_and_target_go_together() -> None:
    with pytest.raises(OptionError) as alone:
        scheme_sensitivity(log_of(NAPKIN), source="Learning")
    assert str(alone.value) == "Source and target go together: say both, or neither."
    with pytest.raises(UnknownStepError) as unknown:
        scheme_sensitivity(log_of(NAPKIN), source="mentour", target="Leading")
    assert str(unknown.value) == 'This record has no step "mentour"; the nearest is "mentor".'


def test_a_role_stays_itself_under_every_scheme() -> None:
    answer = scheme_sensitivity(cohorts(5), schemes=[OTHER], source="mentee", target="Leading")
    assert answer.table["source"].tolist() == ["mentee", "mentee"]
    assert answer.table["target"].tolist() == ["Leading", "Known"]
    roles = scheme_sensitivity(cohorts(5), schemes=[OTHER], source="mentee", target="mentor")
    assert roles.table["taken"].nunique() == 1
    assert "mentee and mentor are no tiers: no scheme changes that conversion." in roles.caveats


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    log = ols_log()
    answer = crosswalk(log, "moe", "orbit")
    assert answer.table["engagements"].sum() == len(log.counted)
    assert "For 18 people two engagements change their order." in str(answer)
    pd.testing.assert_frame_equal(
        stuck_points(under_scheme(log, load_scheme("tei"))).table,
        stuck_points(build_log(log.as_records(), load_scheme("tei"), editions=log.editions)).table,
    )


def test_the_commands(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("crosswalk") / "log.csv"
    file.write_text("participant,program,role,start\na,OL,mentee,2020-01-01\n", encoding="utf-8")
    main(["scheme", "crosswalk", "moe", "paine", str(file), "--format", "csv"])
    out, err = capsys.readouterr()
    assert out.splitlines()[1] == "Participating,Relationship,1,1,1,"
    assert err.startswith("From moe to paine no two tiers merge")
    main(["scheme", "sensitivity", str(file), "--format", "csv"])
    assert len(capsys.readouterr().out.splitlines()) == 6
