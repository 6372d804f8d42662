"""Cypher on the command line: what is run, where, in which form, and what is said when it fails."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest
from commands import RECORD, Done, run

from pathways.asking.query import find_query
from pathways.asking.rows import Rows
from pathways.asking.session import Session
from pathways.cli.rows import output_to, write_rows
from pathways.cypher.library import query_names, query_text, query_to_paste, read_header
from pathways.cypher.parameters import (
    Expression,
    Known,
    free_parameters,
    given_parameters,
    named_parameters,
)
from pathways.cypher.text import (
    Command,
    looks_like_cypher,
    parameters_in,
    script_of,
    split_statements,
)
from pathways.errors import OptionError, PathwaysError, QueryError
from pathways.stores.server.home import ServerAddress

NO_NEO4J = dict.fromkeys(("NEO4J_URI", "NEO4J_PASSWORD", "NEO4J_USERNAME"), "")
HEADER = """// measures: something
// parameters:
//   top: INTEGER = 5 — how many
//   share: FLOAT = 0.5
//   all: BOOLEAN = false
//   since: DATE = null
//   names: LIST<STRING> = ["a: b — c"]
//   who: STRING — whom
RETURN $top
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record, and no server anywhere that could be found."""
    for name in (*NO_NEO4J, "NEO4J_DATABASE", "PATHWAYS_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "engagements.csv").write_text(RECORD, encoding="utf-8")
    return tmp_path


def texts(text: str) -> list[str]:
    return [one.text for one in split_statements(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RETURN 1", ["RETURN 1"]),
        ("RETURN 1;\n;\n RETURN 2 ; ", ["RETURN 1", "RETURN 2"]),
        ("RETURN ';' AS a; RETURN \"x;\\\";\"", ["RETURN ';' AS a", 'RETURN "x;\\";"']),
        ("RETURN `a;``b`;RETURN 2", ["RETURN `a;``b`", "RETURN 2"]),
        ("RETURN 1 // one; two\n;/* a; b */ RETURN 2", ["RETURN 1 // one; two",
                                                        "/* a; b */ RETURN 2"]),
        ("RETURN 'https://x' AS a; RETURN 2", ["RETURN 'https://x' AS a", "RETURN 2"]),
        ("RETURN 'open; RETURN 2", ["RETURN 'open; RETURN 2"]),
        ("RETURN 1; // the end", ["RETURN 1"]),
    ],
)  # fmt: skip
def test_a_semicolon_ends_a_statement_unless_it_is_quoted_or_in_a_comment(
    text: str, found: list[str]
) -> None:
    assert texts(text) == found


def test_statements_know_their_line_and_whether_a_plan_is_asked_for() -> None:
    first, second = split_statements("\nRETURN 1;\n\n// c\nPROFILE RETURN 2")
    assert (first.line, first.mode) == (2, "")
    assert (second.line, second.mode, second.text) == (4, "profile", "// c\n RETURN 2")


@pytest.mark.parametrize("text", ["", " ;; ", "// nothing"])
def test_no_statement_is_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="There is no query"):
        find_query("-", lambda: text)


def test_commands_are_lines_between_statements() -> None:
    script = ":begin\n:param a => 'x; // y'; // why\n:params {b: 1}\nRETURN 1;\n:commit;"
    steps = [one for one in script_of(script) if isinstance(one, Command)]
    assert [(one.word, one.rest, one.line) for one in steps] == [
        ("begin", "", 1), ("param", "a => 'x; // y'", 2), ("params", "{b: 1}", 3),
        ("commit", "", 5),
    ]  # fmt: skip
    inside = 'RETURN "a\n:param z => 5\nb" AS s'
    assert texts(inside) == [inside]
    with pytest.raises(
        QueryError, match='Line 2: ":bgin" is not known here; the nearest is ":begin"'
    ):
        script_of("// load\n:bgin\nRETURN 1")


def test_what_is_cypher_and_which_parameters_it_has() -> None:
    assert looks_like_cypher("match (n) return n")
    assert not looks_like_cypher("entry-points")
    assert parameters_in("RETURN $a, '$b', $`c d` // $e") == {"a", "c d"}


def test_parameters_have_the_type_that_the_header_declares() -> None:
    header = read_header(HEADER)
    said = {"top": "7", "all": "yes", "since": "2020-01-31", "names": "x, y", "who": "5"}
    assert named_parameters(header, said) == {
        "top": 7, "share": 0.5, "all": True, "since": date(2020, 1, 31), "names": ["x", "y"],
        "who": "5",
    }  # fmt: skip
    assert named_parameters(header, {"who": "", "top": "null"})["top"] is None
    assert named_parameters(header, {"who": ""})["names"] == ["a: b — c"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"tpo": "1", "who": "x"}, ('Parameter "tpo" is not one of top, share, all, since, names, '
                                   'who; the nearest is "top".')),
        ({"top": "1.5", "who": "x"}, 'top is a whole number, not "1.5".'),
        ({"all": "perhaps", "who": "x"}, 'all is true or false, not "perhaps".'),
        ({"since": "soon", "who": "x"}, 'since is a date such as 2026-06-30, not "soon".'),
        ({}, "This query needs -p who=…."),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_one_sentence(said: dict[str, str], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        named_parameters(read_header(HEADER), said)
    assert str(caught.value) == message


def test_parameters_of_free_cypher_are_json_where_they_are_json() -> None:
    odd = given_parameters(["a => '5'", "b => [1, 'x']", "c => [null]", "d=[{1}]"])
    assert free_parameters(odd) == {"a": "5", "b": [1, "x"], "c": [None], "d": "[{1}]"}
    said = given_parameters(["a=1", "b=x", 'c={"d": [null]}', "e=", "$f=2020-01-01", "g => true"])
    assert free_parameters(said) == {
        "a": 1, "b": "x", "c": {"d": [None]}, "e": "", "f": "2020-01-01", "g": True,
    }  # fmt: skip


def test_behind_an_arrow_stands_cypher_for_a_server_where_it_is_no_plain_value() -> None:
    said = given_parameters(["a => date()", "b: {x: 1}", "c => two-words", "{d: 1}", "e=date()"])
    assert said == {"a": "date()", "b": "{x: 1}", "c": "two-words", "": "{d: 1}", "e": "date()"}
    cypher = {name for name, one in said.items() if isinstance(one, Expression)}
    assert cypher == {"a", "b", ""}
    worked_out = {"top": Known(7), "who": Known("5"), "since": Known(date(2020, 1, 31))}
    assert free_parameters(worked_out)["who"] == "5"
    assert named_parameters(read_header(HEADER), worked_out)["since"] == date(2020, 1, 31)


@pytest.mark.parametrize("words", [["a"], ["=1"], ["a=1", "a=2"], ["a =>"]])
def test_a_parameter_is_written_once_with_an_equals_sign(words: list[str]) -> None:
    with pytest.raises(OptionError):
        given_parameters(words)


class Node(dict[str, object]):
    """As the store gives a node: a dictionary that prints as Cypher."""

    def __str__(self) -> str:
        return "(:A)"


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("csv", 'a,b\n,""\n"x,y","[""p"", null]"\ntrue,(:A)\n1.5,NaN\n'),
        ("tsv", 'a\tb\n\t""\nx,y\t"[""p"", null]"\ntrue\t(:A)\n1.5\tNaN\n'),
        ("jsonl", ('{"a": null, "b": ""}\n{"a": "x,y", "b": ["p", null]}\n'
                  '{"a": true, "b": {"labels": ["A"]}}\n{"a": 1.5, "b": "NaN"}\n')),
    ],
)  # fmt: skip
def test_null_is_not_the_empty_string(form: str, written: str) -> None:
    rows = [[None, ""], ["x,y", ["p", None]], [True, Node(labels=["A"])], [1.5, math.nan]]
    out = io.StringIO()
    assert write_rows(Rows(["a", "b"], iter(rows)), form, out) == 4
    assert out.getvalue() == written


def test_json_is_a_list_and_a_table_says_null() -> None:
    out = io.StringIO()
    write_rows(Rows(["a"], iter([[None], [""], ["null"]])), "table", out)
    assert [line.strip() for line in out.getvalue().splitlines()[2:]] == ["null", '""', '"null"']
    for rows in ([], [[1]], [[1], [2]]):
        out = io.StringIO()
        write_rows(Rows(["a"], iter(rows)), "json", out)
        assert json.loads(out.getvalue()) == [{"a": row[0]} for row in rows]


def iter_then_fail() -> Iterator[list[object]]:
    yield [1]
    raise QueryError("broken off")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("precious", encoding="utf-8")
    half = Rows(["a"], iter_then_fail())
    with pytest.raises(QueryError), output_to(file) as out:
        write_rows(half, "csv", out)
    assert file.read_text(encoding="utf-8") == "precious"
    assert list(tmp_path.iterdir()) == [file]


def test_a_query_is_a_name_a_file_or_text(tmp_path: Path) -> None:
    (tmp_path / "own.cypher").write_text(HEADER, encoding="utf-8")
    assert find_query("stuck-points", str).name == "stuck_points"
    assert find_query(str(tmp_path / "own.cypher"), str).header.measures == "something"
    assert find_query("-", lambda: "RETURN 1").text == "RETURN 1"
    with pytest.raises(PathwaysError, match='the nearest is "stuck_points"'):
        find_query("stuck_point", str)
    with pytest.raises(PathwaysError, match="cannot be read"):
        find_query(str(tmp_path / "missing.cypher"), str)


@pytest.mark.parametrize("name", query_names())
def test_every_header_of_the_library_can_be_read(name: str) -> None:
    header = read_header(query_text(name))
    assert header.question == name
    assert header.measures
    assert header.columns


def test_the_library_is_listed_and_one_is_shown_whole(folder: Path) -> None:
    done = run("queries", folder=folder)
    assert done.stdout.splitlines()[0] == "name,measures,parameters"
    (conversion,) = [line for line in done.stdout.splitlines() if line.startswith("conversion,")]
    assert '"source MAP, target MAP, unit=""editions"", length=1, ' in conversion
    assert run("queries", "stuck-points", folder=folder).stdout == (query_to_paste("stuck-points"))
    wrong = run("queries", "stuck_point", folder=folder)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert 'the nearest is "stuck_points"' in wrong.stderr


def test_a_named_question_on_a_file_is_the_question(folder: Path) -> None:
    asked = run("transitions", "engagements.csv", "--by", "role", "--format", "csv", folder=folder)
    done = run("query", "engagements.csv", "transitions", "-p", "by=role", folder=folder)
    assert (done.returncode, done.stdout) == (0, asked.stdout)
    assert done.stderr.startswith("note: answered in Python")
    short = run("query", "engagements.csv", "transitions", "--limit", "1", folder=folder)
    assert len(short.stdout.splitlines()) == 2
    assert "only the first 1 rows" in short.stderr


def test_a_step_is_said_in_words_or_as_a_map(folder: Path) -> None:
    words = ("query", "engagements.csv", "conversion", "--quiet")
    plain = run(*words, "-p", "source=mentee", "-p", "target=mentor", folder=folder)
    maps = ("-p", 'source={"role": "mentee"}', "-p", "target=role=mentor")
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout == run(*words, *maps, folder=folder).stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("query",), 2, "Say what to ask"),
        (("query", "engagements.csv", "transition"), 1, 'the nearest is "transitions"'),
        (("query", "engagements.csv", "transitions", "-p", "bye=role"), 2, 'the nearest is "by"'),
        (("query", "engagements.csv", "conversion"), 2, "needs -p source=… and -p target=…"),
        (("query", "engagements.csv", "RETURN $a"), 2, "give -p a=…"),
        (("query", "engagements.csv", "RETURN $name", "-p", "nam=1"), 2, 'the nearest is "name"'),
        (("query", "engagements.csv", "RETURN 1", "--params", "no.json"), 2, "no.json"),
        (("query", "engagements.csv", "CREATE (n)", "--write"), 4, "would be lost"),
        (("query", "bolt://127.0.0.1:9", "RETURN 1"), 3, "No Neo4j answers at bolt://127.0.0.1:9"),
        (("query", "bolt://127.0.0.1:9?datset=a", "RETURN 1"), 2, 'the nearest is "dataset"'),
        (("query", "-a", "bolt://127.0.0.1:9", "RETURN 1"), 2, "the address comes first"),
        (("query", "bolt://127.0.0.1:9", "-u", "neo4j", "RETURN 1"), 2, "NEO4J_PASSWORD"),
        (("paths", "bolt://127.0.0.1:9"), 3, "No Neo4j answers at bolt://127.0.0.1:9"),
        (("schema", "bolt://127.0.0.1:9"), 3, "No Neo4j answers"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_and_an_exit_code(
    folder: Path, args: tuple[str, ...], code: int, said: str
) -> None:
    if "://" in "".join(args):
        pytest.importorskip("neo4j")
    done = run(*args, folder=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_folder_gives_the_numbers_of_the_file(folder: Path) -> None:
    assert run("load", "engagements.csv", "--into", "c.pathways", folder=folder).returncode == 0
    (folder / "pathways.toml").write_text('source = "c.pathways"', encoding="utf-8")
    plain = run("paths", "engagements.csv", folder=folder)
    assert run("paths", "c.pathways", folder=folder).stdout == plain.stdout
    assert run("paths", folder=folder).stdout == plain.stdout
    assert run("query", "paths", "--quiet", folder=folder).stdout == plain.stdout
    early = run("paths", "c.pathways", "--as-of", "2020-02-01", "--format", "json", folder=folder)
    assert json.loads(early.stdout)["origin"]["as_of"] == "2020-02-01"
    odd = run("paths", "c.pathways", "--date-order", "day-month-year", folder=folder)
    assert (odd.returncode, odd.stdout) == (2, "")


def test_the_schema_of_a_file_is_that_of_its_graph(folder: Path) -> None:
    done = run("schema", "engagements.csv", folder=folder)
    assert done.stdout.splitlines()[:2] == [
        "label,property,type,count,pattern,meaning",
        'Participant,,,3,(:Participant),"a person, by pseudonym"',
    ]


def values_of(script: str, said: dict[str, str] | None = None) -> list[dict[str, object]]:
    """The parameters of each statement of a script that needs no server for them."""
    asked = find_query("-", lambda: script)
    values = asked.values(said or {}, {})
    asked.check(values)
    session, found = Session(lambda: pytest.fail("no server is needed")), []
    for step in asked.steps:
        if isinstance(step, Command):
            session.obey(step)
        else:
            found.append(asked.values_of(step, values, session.parameters))
    return found


def test_a_script_sets_its_own_parameters() -> None:
    script = ":param least: 5\n:param name => 'Ana';\n:param other => 1\n\nRETURN $least, $name"
    (one,) = find_query("-", lambda: script).statements
    assert (one.text, one.line) == ("RETURN $least, $name", 5)
    assert values_of(script) == [{"least": 5, "name": "Ana"}]
    assert values_of(script, {"least": "7"}) == [{"least": 7, "name": "Ana"}]


def test_param_lines_are_read_as_cypher_is() -> None:
    assert values_of(":param a => 5; // five or more\nRETURN $a") == [{"a": 5}]
    assert values_of(":param a = https://x.org/;\nRETURN $a") == [{"a": " https://x.org/"}]
    assert values_of(":param a => 'x; // y'\nRETURN $a") == [{"a": "x; // y"}]
    twice = ":param k => 1;\nRETURN $k;\n:param k => 2;\nRETURN $k;"
    assert values_of(twice) == [{"k": 1}, {"k": 2}]
    with pytest.raises(OptionError, match="without a value: give -p role=…"):
        values_of('/* :param role => "mentor"\n:param role => 1 */\nRETURN $role')
    with pytest.raises(OptionError, match="without a value: give -p k=…"):
        values_of("RETURN $k;\n:param k => 1;")


def test_a_script_takes_in_another_beside_it(tmp_path: Path) -> None:
    (tmp_path / "one.cypher").write_text("RETURN 1;\n:source 'two.cypher';\nRETURN 4", "utf-8")
    (tmp_path / "two.cypher").write_text(":param k => 3\nRETURN 2;\nRETURN $k", "utf-8")
    asked = find_query(str(tmp_path / "one.cypher"), str)
    said = [(one.text, one.line, one.file) for one in asked.statements]
    assert said == [
        ("RETURN 1", 1, ""), ("RETURN 2", 2, "two.cypher"), ("RETURN $k", 3, "two.cypher"),
        ("RETURN 4", 3, ""),
    ]  # fmt: skip
    (tmp_path / "two.cypher").write_text(":source one.cypher", "utf-8")
    with pytest.raises(QueryError, match=r'"one\.cypher" takes itself in'):
        find_query(str(tmp_path / "one.cypher"), str)
    for text, said_so in ((":source", "needs a file"), (":source none.cypher", "cannot be read")):
        with pytest.raises(QueryError, match=said_so):
            find_query("-", lambda text=text: text)


def ask(server: ServerAddress, folder: Path, *args: str, **more: str) -> Done:
    return run("query", server.uri, *args, folder=folder,
               **{"NEO4J_PASSWORD": server.password(), **more})  # fmt: skip


@pytest.fixture
def graph(neo4j_2026: ServerAddress, folder: Path) -> ServerAddress:
    """A server that holds the record and nothing else."""
    secret = {"NEO4J_PASSWORD": neo4j_2026.password()}
    assert ask(neo4j_2026, folder, "MATCH (n) DETACH DELETE n", "--write").returncode == 0
    assert run("load", "engagements.csv", "--into", neo4j_2026.uri, folder=folder, **secret)[0] == 0
    return neo4j_2026


def test_cypher_on_a_server(graph: ServerAddress, folder: Path) -> None:
    server, secret = graph, {"NEO4J_PASSWORD": graph.password()}
    count = ask(server, folder, "MATCH (p:Participant) RETURN count(p) AS people")
    assert (count.returncode, count.stdout) == (0, "people\n3\n")
    plain = run("paths", "engagements.csv", folder=folder)
    assert run("paths", server.uri, folder=folder, **secret).stdout == plain.stdout
    assert ask(server, folder, "paths", "--quiet").stdout == plain.stdout
    typed = ask(server, folder, "RETURN $a AS a, $b AS b, null AS c, '' AS d", "-p", "a=1",
                "-p", "b=x")  # fmt: skip
    assert typed.stdout == 'a,b,c,d\n1,x,,""\n'
    several = ask(server, folder, "RETURN 1 AS a; RETURN 2 AS b")
    assert several.stdout == "a\n1\n\nb\n2\n"
    one_list = ask(server, folder, "RETURN 1 AS a; RETURN 2 AS b;", "--format", "json")
    assert json.loads(one_list.stdout) == [[{"a": 1}], [{"b": 2}]]
    lines = ask(server, folder, "RETURN 1 AS a; RETURN 2 AS b;", "--format", "jsonl")
    assert lines.stdout == '{"a": 1}\n{"b": 2}\n'
    cut = ask(server, folder, "UNWIND range(1, 5) AS i RETURN i", "--limit", "2")
    assert cut.stdout == "i\n1\n2\n"
    assert "only the first 2 rows" in cut.stderr


def test_an_address_names_a_data_set(graph: ServerAddress, folder: Path) -> None:
    server, secret = graph, {"NEO4J_PASSWORD": graph.password()}
    (folder / "two.csv").write_text("".join(RECORD.splitlines(keepends=True)[:3]), encoding="utf-8")
    one, two = f"{server.uri}?dataset=all of it", f"{server.uri}?dataset=two"
    assert run("load", "engagements.csv", "--into", one, folder=folder, **secret)[0] == 0
    assert run("load", "two.csv", "--into", two, folder=folder, **secret)[0] == 0
    for file, address in (("engagements.csv", one), ("two.csv", two)):
        plain = run("paths", file, folder=folder).stdout
        assert run("paths", address, folder=folder, **secret).stdout == plain
        assert run("query", address, "paths", "--quiet", folder=folder, **secret).stdout == plain
    other = run("query", two, "RETURN $dataset", "-p", "dataset=all of it", folder=folder, **secret)
    assert other.stdout == "$dataset\nall of it\n"
    wrong = run("paths", f"{server.uri}?dataset=tow", folder=folder, **secret)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert 'no data set "tow", but ' in wrong.stderr
    assert wrong.stderr.endswith("put ?dataset=two behind the address.\n")


@pytest.fixture
def two_data_sets(graph: ServerAddress, folder: Path) -> Callable[..., Done]:
    """Asks a server that holds the record twice: all of it as "default", two lines as "two"."""
    secret = {"NEO4J_PASSWORD": graph.password()}
    (folder / "two.csv").write_text("".join(RECORD.splitlines(keepends=True)[:3]), encoding="utf-8")
    into = f"{graph.uri}?dataset=two"
    assert run("load", "two.csv", "--into", into, folder=folder, **secret).returncode == 0

    def asked(command: str, dataset: str, *args: str) -> Done:
        return run(command, f"{graph.uri}{dataset}", *args, folder=folder, **secret)

    return asked


def test_the_data_set_of_the_address_is_that_of_all_that_runs(
    two_data_sets: Callable[..., Done], folder: Path
) -> None:
    people = "MATCH (p:Participant {dataset: $dataset}) RETURN count(p) AS people"
    (folder / "mine.cypher").write_text(people, encoding="utf-8")
    header = '// parameters:\n//   dataset: STRING = "default"\n'
    (folder / "copied.cypher").write_text(header + people, encoding="utf-8")
    script = f':param dataset => "default"\n{people}'
    for word in (people, "mine.cypher", "copied.cypher", script):
        assert two_data_sets("query", "?dataset=two", word).stdout == "people\n1\n"
        assert two_data_sets("query", "", word).stdout == "people\n3\n"
    steps = ("-p", "source=mentee", "-p", "target=mentor")
    raw = (*steps, "-p", "unit=editions", "-p", "length=1")
    words = (*steps, "-p", "within=1e")
    for dataset in ("", "?dataset=two"):
        counts = [two_data_sets("query", dataset, "conversion", *way) for way in (raw, words)]
        assert [one.returncode for one in counts] == [0, 0], counts
        found = [pd.read_csv(io.StringIO(one.stdout))[["x", "n"]] for one in counts]
        pd.testing.assert_frame_equal(*found)


def test_a_data_set_that_is_not_there_is_an_error_and_all_at_once_is_said(
    two_data_sets: Callable[..., Done],
) -> None:
    for command, word in (("query", ("RETURN 1",)), ("query", ("RETURN 1", "--explain")),
                          ("schema", ())):  # fmt: skip
        wrong = two_data_sets(command, "?dataset=tow", *word)
        assert (wrong.returncode, wrong.stdout) == (1, "")
        assert wrong.stderr.endswith("put ?dataset=two behind the address.\n")
    every = two_data_sets("query", "?dataset=two", "MATCH (p:Participant) RETURN count(p) AS n")
    assert every.stdout == "n\n4\n"
    assert 'holds 2 data sets ("default" and "two") and this text does not use' in every.stderr


def test_errors_of_a_server(graph: ServerAddress, folder: Path) -> None:
    server = graph
    wrong = ask(server, folder, "RETURN 1;\n\nRETRUN 2")
    assert (wrong.returncode, wrong.stdout) == (1, "1\n1\n")
    assert wrong.stderr.endswith("RETRUN 2\n^\n")
    assert "Line 3, column 1" in wrong.stderr
    near = ask(server, folder, "MATCH (p:Particpant) RETURN p")
    assert near.returncode == 1
    assert '"Participant"' in near.stderr
    nothing = ask(server, folder, "MATCH (p:Participant {idd: 1})\nRETURN {rol: p.hsah}.rol AS rol")
    assert (nothing.returncode, nothing.stdout) == (0, "rol\n")
    where = (("1, column 23", "idd", "id"), ("2, column 16", "hsah", "hash"))
    for place, said, meant in where:
        note = f'note: Line {place}: Nothing here is called "{said}"; the nearest is "{meant}".'
        assert note in nothing.stderr
    assert "column 21" not in nothing.stderr
    refused = ask(server, folder, "CREATE (n:Participant)")
    assert (refused.returncode, refused.stdout) == (4, "")
    written = ask(server, folder, "CREATE (n:Extra) DELETE n", "--write")
    assert (written.returncode, written.stdout) == (0, "")
    assert "1 nodes created" in written.stderr
    unwritten = ask(server, folder, "MATCH (n:Extra) DELETE n", "--write")
    assert "note: nothing was written\n" in unwritten.stderr
    read = ask(server, folder, "MATCH (n:Participant) RETURN count(n)", "--write")
    assert "written" not in read.stderr
    stranger = ask(server, folder, "RETURN 1", NEO4J_PASSWORD="wrong")  # noqa: S106 - it is
    assert stranger.returncode == 3
    assert "wrong" not in stranger.stderr
    slow = ask(server, folder, "UNWIND range(1, 1000000000) AS i RETURN count(i)",
               "--timeout", "0.2")  # fmt: skip
    assert (slow.returncode, slow.stdout) == (1, "")
    assert "took too long and was told to end" in slow.stderr


def test_standard_input_and_plans(graph: ServerAddress, folder: Path) -> None:
    server = graph
    with mock.patch("sys.stdin", io.StringIO("RETURN 1 AS one")):
        assert ask(server, folder, "-").stdout == "one\n1\n"
    plan = ask(server, folder, "MATCH (p:Participant) RETURN p", "--explain")
    assert plan.stdout.startswith("operator,details,rows\nProduceResults")
    many = "MATCH (p:Participant) UNWIND range(1, 1000) AS i RETURN p, i"
    cost = ask(server, folder, f"PROFILE {many}")
    assert re.search(r"note: 3,000 rows in [\d,]+ ms \(.* until the first\), at most [\d,]+ bytes",
                     cost.stderr)  # fmt: skip
    assert cost.stdout.startswith("operator,details,rows,hits,memory\nProduceResults")
    step = ("-p", "source=mentee", "-p", "target=mentor")
    named = ask(server, folder, "conversion", *step, "--profile")
    assert named.stdout.startswith(
        'operator,details,rows,hits,memory\nProduceResults,"program, edition'
    )
    needed = ask(server, folder, "conversion", *step[:2], "--explain")
    assert (needed.returncode, needed.stderr) == (2, "Error: This query needs -p target=….\n")
    later = ask(server, folder, "paths", "--explain", "-p", "as_of=2020-12-31")
    assert (later.returncode, "runs in Python" in later.stderr) == (1, True)
