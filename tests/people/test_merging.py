"""Who is who: what is suggested, what a merge changes, and that it can be taken back."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from commands import run
from logs import MOUNTAIN

import loaders
import pathways as pw
from pathways.errors import NoAnswerError, OptionError, RecordsError
from pathways.measures.questions import QUESTIONS, ask
from pathways.people.changes import Changes
from pathways.people.forget import forget
from pathways.people.merge import chosen_in, merge, merged, unmerge
from pathways.people.suggest import merges_of, suggest
from pathways.record.log import EngagementLog, build_log
from pathways.record.merges import Merge, log_with_merges
from pathways.record.people_file import read_merges
from pathways.stores.folder import FolderStore
from pathways.transfer.load import load

HEAD = "Contact ID,Email,Name,City,Country,program,edition,role,start\n"
NAPKIN = (
    HEAD
    + """1,anna@example.org,Anna Example,Accra,GH,OL,1,mentee,2020-01-10
2,Anna@Example.org,Anna Example,Accra,GH,OL,2,mentor,2020-06-10
3,b1@example.org,Ben Sample,Leeds,GB,OL,1,mentee,2020-01-10
4,b2@example.org,"Sample, Ben",Leeds,GB,OL,2,mentor,2020-06-10
5,c1@example.org,Cleo Thirdman,,GB,OL,1,mentee,2020-01-10
6,c2@example.org,Cleo Thirdmann,,GB,OL,1,mentee,2020-01-10
7,d1@example.org,Dora Fourth,,GB,OL,1,mentee,2020-01-10
8,d2@example.org,Dora Fourth,,PE,OL,2,mentor,2020-06-10
9,office@example.org,Eli Fifth,,GB,OL,1,mentee,2020-01-10
10,office@example.org,Farah Sixth,,GB,OL,1,mentee,2020-01-10
11,g@example.org,Goran Seventh,,GB,OL,1,mentee,2020-01-10
11,g@example.org,Goran Seventh,,GB,OL,2,mentor,2020-06-10
"""
)


def seen(folder: Path, text: str = NAPKIN) -> loaders.Inspection:
    path = folder / "crm.csv"
    path.write_text(text)
    return loaders.inspect(path)


def test_what_speaks_for_each_pair_is_counted_as_it_is_written(tmp_path: Path) -> None:
    table = suggest(seen(tmp_path)).table
    assert table[["person", "same_as", "score", "verdict", "evidence"]].values.tolist() == [
        ["1", "2", 95, "likely", "same e-mail, same name, same city"],
        ["3", "4", 70 + 15, "likely", "same name, same city"],
        ["5", "6", 50 + 8 + 10, "possible",
         "similar name, same country, in the same edition"],
        ["10", "9", 0, "do not", "same e-mail, names that are not alike"],
    ]  # fmt: skip
    assert table["rows"].tolist() == ["2, 3", "4, 5", "6, 7", "11, 10"]


def test_no_suggestion_shows_a_name_or_an_address(tmp_path: Path) -> None:
    seen(tmp_path)
    done = run("people", "suggest", "crm.csv", "-o", "pairs.csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = done.stdout + done.stderr + (tmp_path / "pairs.csv").read_text()
    words = {word for row in csv.reader(io.StringIO(NAPKIN)) for word in row[1:3]}
    assert [word for word in words - {"Email", "Name"} if word in told] == []
    assert "2 pairs of ids are likely one person's, 1 possibly; 1 share an address" in done.stderr
    asked = run("inspect", "crm.csv", folder=tmp_path)
    assert (
        "2 pairs of ids are likely one person's. That would change: people 11 → 9; " in asked.stderr
    )
    assert "mentee to mentor, 1: 1 → 3 of 8. `pathways" in asked.stderr


def test_files_without_names_say_nothing_about_who_is_who(tmp_path: Path) -> None:
    text = "participant,program,role,start\na,OL,mentee,2020-01-10\nb,OL,mentee,2020-01-10\n"
    with pytest.raises(NoAnswerError, match="no names, addresses, logins"):
        suggest(seen(tmp_path, text))


def test_an_address_in_another_file_joins_the_ids_of_two_systems(tmp_path: Path) -> None:
    seen(tmp_path)
    (tmp_path / "form.csv").write_text(
        "Email,program,role,start\nanna@example.org,Fest,speaker,2021-01-10\n"
    )
    both = loaders.inspect(tmp_path / "crm.csv", tmp_path / "form.csv")
    table = suggest(both).table
    pairs = table[table["evidence"] == "same e-mail"]
    assert len(pairs) == 2
    assert pairs["verdict"].tolist() == ["likely", "likely"]
    assert pairs["rows"].iloc[0].count(".csv") == 2


GIVEN = "Ana Bela Carla Dario Elif Femi Goran Hana Ines Jonas Kofi Lena Marta Nadia Omar Petra"
FAMILY = "Adeyemi Brandt Costa Dimitrov Eriksen Fofana Gallo Hoxha Ivanova Jansen Kowalski Moreau"
TOWNS = (("Accra", "GH"), ("Berlin", "DE"), ("Lima", "PE"), ("Porto", "PT"))


def invented(seed: int) -> tuple[str, set[frozenset[str]]]:
    """A record of 200 invented people, some of whom have two ids, and which these are."""
    dice = random.Random(seed)  # noqa: S311 - people who do not exist
    lines, truth = [HEAD], set()
    for number in range(200):
        given = dice.choice(GIVEN.split())
        family = dice.choice(FAMILY.split()) + dice.choice(["", "", "son", "ova", "ini"])
        city, country = dice.choice(TOWNS)
        mail = f"{given}.{family}{number}@example.org"
        start = f"2020-01-{1 + number % 28:02}"
        lines.append(f"{number},{mail},{given} {family},{city},{country},OL,1,mentee,{start}\n")
        if number % 6:
            continue
        how, other = dice.randrange(4), 1000 + number
        cut = dice.randrange(1, len(family))
        typo, initial = f"{family[:cut]}{family[cut + 1 :]}", f"{given[0]}."
        names = ((given, family), (family, given), (given, typo), (initial, family))
        name = " ".join(names[how])
        own = mail if how == 0 else f"{given}{other}@example.net"
        lines.append(f"{other},{own},{name},{city},{country},OL,2,mentor,2020-06-10\n")
        truth.add(frozenset((str(number), str(other))))
    lines.append(lines[1])  # ids repeat, or they would number rows
    return "".join(lines), truth


@pytest.mark.parametrize("seed", [1, 2])
def test_suggestions_held_against_what_is_known(
    seed: int, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    text, truth = invented(seed)
    table = suggest(seen(tmp_path, text)).table
    found = [frozenset(pair) for pair in table[["person", "same_as"]].values.tolist()]
    likely = set(found[: int((table["verdict"] == "likely").sum())])
    precision, recall = len(likely & truth) / len(likely), len(set(found) & truth) / len(truth)
    record_property(f"suggestions, seed {seed}", f"precision of the likely {precision:.2f}, "
                    f"recall of all {recall:.2f}, of {len(truth)} pairs")  # fmt: skip
    # The people share 16 given and 60 family names: some really have the name of another.
    assert precision >= 0.8
    assert recall >= 0.9
    assert table["score"].is_monotonic_decreasing


def renamed(log: EngagementLog, old: str, new: str, folder: Path) -> EngagementLog:
    """The same record had the ids been one in the file."""
    path = folder / "renamed.csv"
    path.write_text("".join(
        f"{new},{line.partition(',')[2]}" if line.startswith(f"{old},") else line
        for line in NAPKIN.splitlines(keepends=True)
    ))  # fmt: skip
    return loaders.read(path, as_of=log.as_of.day)


def test_a_merge_counts_as_if_the_ids_had_been_one(tmp_path: Path) -> None:
    log = seen(tmp_path).log
    one = log_with_merges(log, [Merge(("1", "2"))])
    other = renamed(log, "2", "1", tmp_path)
    asked = {"source": "mentee", "target": "mentor"}
    pd.testing.assert_frame_equal(pw.conversion(one, **asked).table,
                                  pw.conversion(other, **asked).table)  # fmt: skip
    pd.testing.assert_frame_equal(pw.paths(one).table, pw.paths(other).table)
    whole = [pw.conversion(each, **asked).table.set_index("edition") for each in (log, one)]
    for row in Changes(log, asked).table([Merge(("1", "2"))]).itertuples():
        assert [row.x, row.n] == whole[0].loc[row.edition, ["x", "n"]].tolist()
        assert [row.x_merged, row.n_merged] == whole[1].loc[row.edition, ["x", "n"]].tolist()


def test_a_merge_leaves_rows_where_they_stand() -> None:
    rows = [[f"m{n}", "OL", "mentee", f"2019-0{9 - n}-01"] for n in range(9)] * 2
    rows.append(["z", "OL", "mentee", "2031-01-01"])
    log = loaders.from_frame(
        pd.DataFrame(rows, columns=["participant", "program", "role", "start"]), repeats="act"
    )
    one = log_with_merges(log, [Merge(("m0", "m8"))])
    for record in (log, one):
        assert record.source_rows is not None
        where = record.records.set_index("participant")["record"]
        assert record.source_rows.named(where.loc[["z"]]) == ("row 20",)


def test_what_nothing_orders_stands_as_in_the_source_when_ids_are_one() -> None:
    head, when = ["participant", "program", "edition", "role", "team"], ["OL", "1"]
    rows = [["z", *when, "mentee", "Lima"], ["a", *when, "mentor", "Oslo"]]
    for names in (("a", "z"), ("z", "a")):
        log = loaders.from_frame(pd.DataFrame([*rows, ["c", *when, "mentee", "Rome"]] * 2,
                                              columns=head))  # fmt: skip
        one = log_with_merges(log, [Merge(names)]).records
        theirs = one[one["participant"] == names[0]]
        assert theirs["team"].astype("str").tolist() == ["Lima", "Oslo", "Lima", "Oslo"]


@pytest.mark.parametrize("seed", range(4))
def test_every_question_with_merges_is_that_of_a_file_with_the_ids_replaced(seed: int) -> None:
    frame = _record(seed)
    merges = [Merge(("p0", "p1")), Merge(("p2", "p3")), Merge(("p3", "p4"))]
    called = {"p1": "p0", "p3": "p2", "p4": "p2"}
    log, by_hand = (
        build_log(frame.assign(participant=who), MOUNTAIN)
        for who in (frame["participant"], frame["participant"].replace(called))
    )
    taken_back = [Merge(one.people, undone=True) for one in merges]
    for name in QUESTIONS:
        asked = ASKED.get(name, {})
        assert _told(log_with_merges(log, merges), name, asked) == _told(by_hand, name, asked), name
        assert _told(log_with_merges(log, taken_back), name, asked) == _told(log, name, asked), name


ASKED: dict[str, dict[str, Any]] = {
    "competing_steps": {"after": "mentee", "target": "mentor", "rival": "reader", "by": "role"},
    "conversion": {"source": "mentee", "target": "mentor"},
    "equity": {"group": "city"},
    "graduation": {"outcome": "mentor"},
    "routes": {"target": "mentor", "by": "role"},
    "thresholds": {"tier": "Participating", "min": 1},
}


def _told(log: EngagementLog, name: str, asked: dict[str, Any]) -> tuple[str, str]:
    try:
        answer = ask(log, name, **asked)
    except NoAnswerError as error:
        return "", str(error)
    return answer.table.to_csv(), answer.sentence


def _record(seed: int) -> pd.DataFrame:
    """Thirty people, half of the seeds without dates."""
    dice = random.Random(seed)  # noqa: S311 - people who do not exist
    rows = []
    for _ in range(120):
        who = dice.randrange(30)
        start = pd.Timestamp("2020-01-01") + pd.Timedelta(days=dice.randrange(900))
        rows.append([f"p{who}", dice.choice(["OL", "GS"]), dice.choice("1234"),
                     dice.choice(["reader", "mentee", "mentor", None]),
                     dice.choice([None, "attended", "no-show"]), "AB"[who % 2],
                     start if seed % 2 else pd.NaT])  # fmt: skip
    head = ["participant", "program", "edition", "role", "status", "city", "start"]
    return pd.DataFrame(rows, columns=head)


def test_a_store_keeps_merges_through_loads_and_gives_them_back(tmp_path: Path) -> None:
    log = seen(tmp_path).log
    store = FolderStore(tmp_path / "c.pathways")
    load(tmp_path / "crm.csv", into=store)
    before = store.read()
    merge(store.folder, log, [Merge(("1", "2"), "same e-mail"), Merge(("2", "3"), "said so")])
    assert store.read().people == before.people - 2
    assert store.read().notes[0] == "Merged: 11 ids are counted as 9 people."
    assert store.read(merges=False).people == before.people
    (tmp_path / "crm.csv").write_text(NAPKIN + "12,x@example.org,X Y,,,OL,1,mentee,2020-01-10\n")
    load(tmp_path / "crm.csv", into=store)
    assert store.read().people == before.people - 1
    with pytest.raises(OptionError, match="one person's already"):
        merge(store.folder, log, [Merge(("1", "3"))])
    unmerge(store.folder, log, ["2"])
    assert store.read().people == before.people + 1
    assert merged(store.folder, log).table["state"].tolist() == ["undone", "undone"]
    with pytest.raises(OptionError, match="No merge names"):
        unmerge(store.folder, log, ["2"])
    with pytest.raises(OptionError, match='nobody with the id "77"'):
        merge(store.folder, log, [Merge(("1", "77"))])


def test_a_project_keeps_them_beside_its_files(tmp_path: Path) -> None:
    seen(tmp_path)
    (tmp_path / "pathways.toml").write_text('source = "crm.csv"\n')
    run("people", "suggest", ".", "-o", "pairs.csv", "--quiet", folder=tmp_path)
    done = run("people", "merge", ".", "--from", "pairs.csv", "--format", "csv", folder=tmp_path)
    assert "3 merges are recorded: people 11 → 8; mentee to mentor, 1: " in done.stderr
    assert {one.people for one in read_merges(tmp_path)} == {("1", "2"), ("3", "4"), ("5", "6")}
    asked = ("conversion", ".", "--source", "mentee", "--target", "mentor", "--format", "csv")
    with_them = run(*asked, folder=tmp_path)
    without = run(*asked, "--without-merges", folder=tmp_path)
    assert with_them.stdout != without.stdout
    assert "Merged: 11 ids are counted as 8 people." in with_them.stderr
    assert "Merged" not in without.stderr
    for _ in range(3):
        person = next(one.people[0] for one in read_merges(tmp_path) if not one.undone)
        run("people", "unmerge", ".", person, folder=tmp_path)
    assert run(*asked, folder=tmp_path).stdout == without.stdout
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_text(NAPKIN)
    done = run("people", "merge", "elsewhere/b.csv", "1", "2", folder=tmp_path)
    assert "Merges are kept by a store" in done.stderr
    assert done.returncode == 2


def test_a_store_that_a_project_is_loaded_into_keeps_its_merges(tmp_path: Path) -> None:
    seen(tmp_path)
    (tmp_path / "pathways.toml").write_text('source = "crm.csv"\n')
    run("people", "merge", ".", "1", "2", folder=tmp_path)
    asked = ("entry-points", "--by", "role", "--format", "csv", "--quiet")
    loaded = run("load", ".", "--into", "s.pathways", folder=tmp_path)
    assert "holds in the store too, with 1 merge that it did not have" in loaded.stderr
    assert run(*asked, "s.pathways", folder=tmp_path).stdout == (
        run(*asked, ".", folder=tmp_path).stdout
    )
    again = run("load", ".", "--into", "s.pathways", folder=tmp_path)
    assert "holds in the store" not in again.stderr
    run("people", "unmerge", ".", "1", folder=tmp_path)
    run("load", ".", "--into", "s.pathways", folder=tmp_path)
    assert run(*asked, "s.pathways", folder=tmp_path).stdout == (
        run(*asked, ".", folder=tmp_path).stdout
    )


def test_who_is_forgotten_is_in_no_merge(tmp_path: Path) -> None:
    seen(tmp_path)
    load(tmp_path / "crm.csv", into=tmp_path / "c.pathways")
    (tmp_path / "people.toml").write_text('[[merge]]\npeople = ["1", "2"]\nundone = true\n')
    receipt = forget(tmp_path / "c.pathways", ["1"])
    assert ["people.toml", "merges", 1, 0] in receipt.table.values.tolist()
    assert read_merges(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[merge]]\npeople = ["a"]\n', 'needs people = ."one id", "another"., found'),
        ("[[merge]]\nwhy = 'x'\n", "needs people"),
        ("[[merges]]\n", 'the nearest is "merge"'),
        ("merge = 3\n", r"begins with \[\[merge\]\]"),
        ("[[merge\n", "not valid TOML"),
    ],
)
def test_a_file_of_merges_that_says_something_else(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "people.toml").write_text(text)
    with pytest.raises(RecordsError, match=said):
        read_merges(tmp_path)


def test_a_list_to_merge_is_one_of_suggestions(tmp_path: Path) -> None:
    seen(tmp_path)
    with pytest.raises(RecordsError, match="no file of suggestions"):
        chosen_in(tmp_path / "crm.csv")
    assert merges_of(suggest(seen(tmp_path)).table)[0].people == ("1", "2")
