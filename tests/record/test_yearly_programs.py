"""Programs that come once a year on shifting days are followed from edition to edition."""

from __future__ import annotations

import pytest
from logs import log_of

from pathways.measures.next_steps import next_steps

FESTIVAL = (("2020", "2020-06-20"), ("2021", "2021-06-12"), ("2022", "2022-07-02"),
            ("2023", "2023-06-24"))  # fmt: skip


def came(program: str, editions: tuple[tuple[str, str], ...], people: int = 12) -> str:
    return "\n".join(
        f"p{number:02} {program} {edition} {'helper' if at else 'guest'} {day}"
        for number in range(people)
        for at, (edition, day) in enumerate(editions)
    )


def test_the_next_edition_counts_where_it_comes_after_a_year_and_a_few_days() -> None:
    log = log_of(came("Festival", FESTIVAL[1:]))
    assert log.horizon().short == "1e"
    table = next_steps(log, by="role", after="guest").table  # 385 days to the next festival
    helpers = table[table["target"] == "helper"]
    assert helpers[["x", "n"]].to_numpy().tolist() == [[12, 12]]
    later = next_steps(log, by="role", after="guest", horizon="12m").table
    assert "helper" not in set(later["target"])


@pytest.mark.parametrize(
    "others",
    [
        "q Call - guest 2020-01-05",  # an engagement outside editions
        came("Sprint", (("a", "2020-01-05"), ("b", "2020-07-05"), ("c", "2021-01-05"))),
        came("Camp", FESTIVAL[:2]),  # two editions show no habit
    ],
)
def test_12_months_stay_usual_where_anything_comes_otherwise(others: str) -> None:
    assert log_of(came("Festival", FESTIVAL) + "\n" + others).horizon().short == "12m"


def test_what_somebody_asks_for_holds() -> None:
    assert log_of(came("Festival", FESTIVAL)).horizon("12m").short == "12m"
