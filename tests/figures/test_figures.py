"""Check of published figures: napkins, the published table, and every count tried one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.cli import main
from pathways.errors import PathwaysError, RecordsError
from pathways.figures.check import check_figures
from pathways.figures.printed import Figures, Line, example_figures, figures_in, read_figures


def table(base: str, *lines: str) -> Figures:
    """Lines as ``A B 54`` or ``A B 54 exclusive``."""
    written = [f"base = {base}"]
    for line in lines:
        *words, last = line.split()
        mode = "" if last[0].isdigit() else f'\nmode = "{last}"'
        percent = words.pop() if mode else last
        written.append(f"[[lines]]\nsets = {words}\npercent = {percent}{mode}")
    return figures_in("\n".join(written))


def test_on_a_napkin() -> None:
    # Of 10 people 6 in A and 5 in B: at least one is in both.
    fits = check_figures(table("10", "A 60", "B 50", "A B 10"))
    assert str(fits) == "These figures can all be true, of 10 people for example."
    assert fits.table[["x", "n"]].to_numpy().tolist() == [[6, 10], [5, 10], [1, 10]]
    never = check_figures(table("10", "A 60", "B 50", "A B 0 inclusive"))
    assert str(never) == (
        "These figures cannot all be true: 60 % in A, 50 % in B and 0 % in A + B contradict each "
        "other. One misprint would explain it: 50 % in A or 40 % in B or 10 % in A + B. "
        "They hold under no other reading either."
    )


def test_no_number_of_so_many_people() -> None:
    answer = check_figures(table("10", "A 33"))
    assert str(answer) == (
        "These figures cannot all be true: no number of 10 people is 33 % in A. "
        "One misprint would explain it: 30 % in A. They hold under no other reading either."
    )
    assert check_figures(table("[10, 12]", "A 33")).table["n"][0] == 12
    assert "cannot all" in str(check_figures(table("7", "A 14.2")))
    assert "can all" in str(check_figures(table("7", "A 14.3")))


def test_exactly_these_sets_or_at_least() -> None:
    # Exactly A and B: 20 % of everyone; so A alone and B alone leave 4 of 10 in A.
    only = check_figures(table("10", "A 20", "A B 30 exclusive"))
    assert "30 % in A + B cannot be part of 20 % in A" in str(only)
    either = check_figures(table("10", "A B 10", "A B C 40"))
    assert str(either).startswith("These figures can all be true")
    assert either.table["reading"].tolist() == ["exclusive", "exclusive"]


@pytest.mark.parametrize(
    ("rounding", "true"),
    [("nearest", {12, 13}), ("half-up", {13}), ("half-even", {12}), ("down", {12}), ("up", {13})],
)
def test_rounding_of_one_in_eight(rounding: str, true: set[int]) -> None:
    found = set()
    for percent in range(10, 16):
        text = f'base = 8\nrounding = "{rounding}"\n[[lines]]\nsets = ["A"]\npercent = {percent}'
        if "can all be true" in str(check_figures(figures_in(text))):
            found.add(percent)
    assert found == true


def test_the_published_table() -> None:
    answer = check_figures(figures_in(example_figures()))
    assert str(answer) == (
        "These figures cannot all be true: 54 % in Global Sprint + Open Leaders cannot be part of "
        "53 % in Open Leaders. One misprint would explain it: 54 % in Open Leaders or 53 % in "
        "Global Sprint + Open Leaders. They all hold if the 53 % count only some of Open Leaders, "
        "perhaps mentees of cohort 5."
    )
    found = answer.table.set_index("sets")
    assert found["n"].unique().tolist() == [117]
    # The counts of docs/measures.md#section-10.
    assert found["x"].tolist() == [89, 62, 20, 5, 63, 8, 1]
    assert found["reading"].tolist()[1] == "part"
    assert set(found["reading"][3:]) == {"exclusive"}
    assert "Base: 108 to 127 people." in answer.caveats[0]


def test_a_contradiction_elsewhere_is_not_hidden_by_one_misprint() -> None:
    answer = check_figures(table("100", "A 10", "B 10", "A B 20", "C 10", "C D 30"))
    assert "No single misprint would explain it." in str(answer)
    assert answer.table["would_fit"].tolist() == [""] * 5
    assert list(answer.table["contradiction"]).count("yes") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base = ", "the file is not valid TOML: "),
        ("[[lines]]\nsets = ['A']\npercent = 1", "does not say how many people"),
        ("base = 10", "the file has no [[lines]]; each needs sets and percent."),
        ("base = 0\n[[lines]]\nsets = ['A']\npercent = 1", "The base of the file is a number"),
        ("base = [9, 3]\n[[lines]]\nsets = ['A']\npercent = 1", "The base of the file is a number"),
        ("base = 10\n[[lines]]\npercent = 1", "In line 1 of the file sets are missing"),
        (
            "base = 10\n[[lines]]\nsets = ['A', 'A']\npercent = 1",
            "In line 1 of the file a set is named",
        ),
        ("base = 10\n[[lines]]\nsets = ['A']", "from 0 to 100, as it was printed, not nothing."),
        ("base = 10\n[[lines]]\nsets = ['A']\npercent = 101", 'as it was printed, not "101".'),
        ("base = 10\n[[lines]]\nsets = ['A']\npercent = 1\nmode = 'x'", 'mode "x" is not one of '),
        ("base = 10\nrounding = 'x'\n[[lines]]\nsets = ['A']\npercent = 1", 'rounding "x" is not'),
        ("base = 10\nbass = 1\n[[lines]]\nsets = ['A']\npercent = 1", 'the nearest is "base"'),
        ("base = 10\n[[lines]]\nsets = ['A', 'B']\npercent = 1\nperhaps = 'C'", "one set only."),
    ],
)
def test_a_file_that_cannot_be_understood(text: str, said: str) -> None:
    with pytest.raises(RecordsError) as error:
        figures_in(text)
    assert said in str(error.value)


def test_too_many_sets_and_no_file() -> None:
    with pytest.raises(RecordsError) as many:
        table("10", "A B C D E F G H I 1")
    assert str(many.value) == "the file speaks of 9 sets; 8 is the most that is checked."
    with pytest.raises(PathwaysError) as nowhere:
        read_figures("nowhere.toml")
    assert str(nowhere.value) == "nowhere.toml cannot be read: no such file or directory."


SETS = ("A", "B", "C")
GROUPS = [frozenset(some) for many in range(4) for some in combinations(SETS, many)]


def true_somehow(figures: Figures, readings: tuple[str, ...]) -> bool:
    """Whether people exist who make every line true, by putting them into groups in every way."""
    return any(
        all(map(_true, figures.lines, readings, repeat(people)))
        for base in range(figures.base[0], figures.base[1] + 1)
        for people in combinations_with_replacement(GROUPS, base)
    )


def _true(line: Line, reading: str, people: tuple[frozenset[str], ...]) -> bool:
    own = frozenset(line.sets)
    x = sum(own == group if reading == "exclusive" else own <= group for group in people)
    fewest = 0 if reading == "part" else x
    return any(_printed(count, len(people), line.percent) for count in range(fewest, x + 1))


def _printed(x: int, base: int, percent: Decimal) -> bool:
    return abs(Fraction(100 * x, base) - Fraction(percent)) <= Fraction(1, 2)


lines = st.builds(
    Line,
    st.sampled_from([("A",), ("B",), ("C",), ("A", "B"), ("B", "C"), SETS]),
    st.sampled_from([0, 20, 25, 33, 40, 50, 60, 67, 75, 100]).map(Decimal),
    st.sampled_from(["inclusive", "exclusive", "either"]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(lines, min_size=1, max_size=5), st.integers(1, 4), st.integers(0, 1))
def test_as_by_trying_all_counts(found: list[Line], low: int, more: int) -> None:
    figures = Figures(SETS, tuple(found), (low, low + more))
    ways = [("inclusive", "exclusive") if line.mode == "either" else (line.mode,) for line in found]
    possible = any(true_somehow(figures, modes) for modes in product(*ways))
    answer = check_figures(figures)
    assert ("can all be true" in str(answer)) == possible
    assert answer.table["contradiction"].eq("yes").any() != possible
    if answer.table["reading"].ne("").all():
        assert true_somehow(figures, tuple(answer.table["reading"]))
        assert answer.table["reading"].eq("part").any() != possible
    for nth, figure in enumerate(answer.table["would_fit"]):
        if figure:
            mended = [*found[:nth], Line(found[nth].sets, Decimal(figure), found[nth].mode)]
            fixed = Figures(SETS, (*mended, *found[nth + 1 :]), figures.base)
            assert any(true_somehow(fixed, modes) for modes in product(*ways))


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check-figures", "--example"])
    printed = capsys.readouterr().out
    assert printed == example_figures()
    with pytest.raises(SystemExit) as usage:
        main(["check-figures"])
    assert usage.value.code == 2


def test_the_command_reads_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("figures") / "table.toml"
    file.write_text("base = 10\n[[lines]]\nsets = ['A']\npercent = 60\n", encoding="utf-8")
    main(["check-figures", str(file), "--format", "csv"])
    out, err = capsys.readouterr()
    assert out.splitlines()[1].startswith("A,60,inclusive,inclusive,6,10")
    assert "can all be true" in err
