"""The example log: four years of an invented community, made without chance, nobody's data.

It is written so that the half year from January to June 2018 gives, to the printed integer, every
figure of the text that this toolkit grew out of (docs/measures.md#section-10), and so that mentees
come back as mentors in the shares that the text prints.  Everything else around it is there to be
looked at: people who go up, stay, come down, stop, or wait at one tier.

A line of a table below is a group of people who all did the same: how many, how many of them
are abroad or virtual, and their journey.  A step of a journey is an occasion and a role::

    OL5.mentee                 mentee in cohort 5 of Open Leaders
    Call18b.attendee*3         attendee of three community calls in the second half of 2018
    OL6.mentor:invited         invited as mentor of cohort 6; kept, and not counted
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pathways.record.files import write_whole

__all__ = ["COLUMNS", "example_rows", "write_example"]

COLUMNS = ("participant", "program", "edition", "role", "start", "end", "status", "region")


class Occasion(NamedTuple):
    """When something took place: once, or ``times`` times with ``every`` days in between."""

    program: str
    edition: str  # empty where a program just goes on
    start: date
    days: int = 1
    every: int = 0
    times: int = 1


class Group(NamedTuple):
    """People with the same journey."""

    people: int
    abroad: int
    journey: str


_OCCASIONS = {
    "OL1": Occasion("Open Leaders", "cohort 1", date(2016, 2, 1), days=89),
    "OL2": Occasion("Open Leaders", "cohort 2", date(2016, 9, 5), days=96),
    "OL3": Occasion("Open Leaders", "cohort 3", date(2017, 2, 13), days=89),
    "OL4": Occasion("Open Leaders", "cohort 4", date(2017, 9, 4), days=96),
    "OL5": Occasion("Open Leaders", "cohort 5", date(2018, 1, 29), days=124),
    "OL6": Occasion("Open Leaders", "cohort 6", date(2018, 9, 3), days=103),
    "Sprint16": Occasion("Global Sprint", "2016", date(2016, 6, 2), days=2),
    "Sprint17": Occasion("Global Sprint", "2017", date(2017, 6, 1), days=2),
    "Sprint18": Occasion("Global Sprint", "2018", date(2018, 5, 10), days=2),
    "Sprint19": Occasion("Global Sprint", "2019", date(2019, 5, 9), days=2),
    "Grant17": Occasion("Mini-grants", "2017", date(2017, 3, 6), days=110),
    "Grant18": Occasion("Mini-grants", "2018", date(2018, 3, 5), days=110),
    "Fest16": Occasion("Festival", "2016", date(2016, 10, 28), days=3),
    "Fest17": Occasion("Festival", "2017", date(2017, 10, 27), days=3),
    "Fest18": Occasion("Festival", "2018", date(2018, 10, 26), days=3),
    "Fellow17": Occasion("Fellowship", "2017", date(2017, 2, 6), days=138),
    "Fellow18": Occasion("Fellowship", "2018", date(2018, 2, 5), days=138),
    "Work17": Occasion("Workshop", "2017", date(2017, 2, 4), every=14, times=20),
    "Work18a": Occasion("Workshop", "2018 spring", date(2018, 1, 20), every=14, times=11),
    "Work18s": Occasion("Workshop", "2018 summer", date(2018, 7, 7), every=7, times=6),
    "Work18b": Occasion("Workshop", "2018 autumn", date(2018, 9, 15), every=14, times=11),
    "Call16": Occasion("Community call", "", date(2016, 1, 14), every=28, times=13),
    "Call17": Occasion("Community call", "", date(2017, 1, 12), every=28, times=13),
    "Call18a": Occasion("Community call", "", date(2018, 1, 11), every=28, times=6),
    "Call18b": Occasion("Community call", "", date(2018, 7, 5), every=28, times=9),
    "News16": Occasion("Newsletter", "", date(2016, 1, 4), every=1, times=350),
    "News17": Occasion("Newsletter", "", date(2017, 1, 3), every=1, times=350),
    "News18a": Occasion("Newsletter", "", date(2018, 1, 2), every=1, times=175),
    "News18b": Occasion("Newsletter", "", date(2018, 7, 2), every=1, times=240),
}

# January to June 2018, two or more programs at Participating or higher: 117 people, 83 abroad.
# None of them is virtual, so that "abroad" and "abroad or virtual" are the same 83.
_REPEAT = """
# all three: 5
  3   2  OL5.mentee Grant18.grantee Sprint18.participant OL6.mentor
  2   2  OL5.mentee Grant18.grantee Sprint18.participant
# Global Sprint and Open Leaders: 63, of whom 55 mentees
 14  10  News17.subscriber OL5.mentee Sprint18.participant OL6.mentor
 12   8  Sprint17.participant OL5.mentee Sprint18.participant OL6.mentor Call18b.attendee*3
  4   3  OL5.mentee Sprint18.participant OL6.mentor Fest18.facilitator
  2   1  OL5.mentee Sprint18.participant Work18s.instructor OL6.mentor
  6   4  OL5.mentee Sprint18.participant Work18s.instructor
  9   7  OL5.mentee Sprint18.participant Fest18.facilitator
  5   4  OL5.mentee Sprint18.participant OL6.mentor:invited Fest18.attendee
  3   3  OL5.mentee Sprint18.participant OL6.mentor:withdrawn
  3   2  Sprint17.participant OL4.mentee OL5.mentor Sprint18.participant OL6.mentor
  5   2  OL4.mentee OL5.mentor Sprint18.host OL6.organizer
# Global Sprint and mini-grants: 8
  5   4  Sprint17.participant Grant18.grantee Sprint18.participant Fest18.facilitator
  3   2  Grant18.grantee Sprint18.participant OL6.mentee
# Open Leaders and mini-grants: 1
  1   1  OL5.mentee Grant18.grantee OL6.mentor
# Global Sprint and another program: 13
  7   5  News17.subscriber Call18a.attendee*2 Sprint18.participant OL6.mentee
  6   4  Work18a.attendee Sprint18.participant Fest18.attendee
# mini-grants and another: 6
  5   4  Work18a.attendee Grant18.grantee
  1   0  Fellow18.fellow Grant18.grantee
# Open Leaders and another: 2
  1   1  OL5.mentee Work18a.attendee
  1   0  OL4.mentee OL5.mentor Call18a.attendee OL6.mentor
# none of the three: 19
 16  12  Work18a.attendee Call18a.attendee*3
  2   1  Call18a.attendee Fellow18.fellow
  1   1  Call18a.attendee Work18a.instructor
"""

# January to June 2018, one program: 1,837 people, 1,187 abroad or virtual.
_ONE_PROGRAM = """
# Global Sprint: 1,103, of whom 699 at Participating
 80  52  Sprint17.participant Sprint18.participant
 70  48  News17.subscriber Sprint18.participant
 25  14  Sprint16.participant Sprint17.participant Sprint18.participant
 18   8  Sprint17.host Sprint18.participant
 30  21  Sprint18.participant OL6.mentee
 45  27  Sprint18.participant Fest18.attendee
 20  10  Sprint18.participant Fest18.facilitator
 60  43  Sprint18.participant News18b.subscriber
 12   5  Fest17.attendee Sprint18.participant Fest18.wrangler
 30  20  Sprint18.participant Call18b.attendee*2
309 210  Sprint18.participant
  9   3  Sprint16.participant Sprint17.host Sprint18.host
 15   6  Sprint17.participant Sprint18.host
 40  26  Sprint18.follower Work18b.attendee
 35  20  Sprint18.follower Fest18.attendee
215 158  Sprint18.follower
 20  13  News17.subscriber Sprint18.supporter OL6.mentee
 70  46  Sprint18.supporter
# mentees of cohort 5: 55
 12   7  News17.subscriber OL5.mentee OL6.mentor
  9   4  OL5.mentee OL6.mentor Fest18.wrangler
  2   1  OL5.mentee Work18s.instructor OL6.mentor
 10   6  OL5.mentee Work18s.instructor
 12   8  OL5.mentee OL6.mentor:invited Fest18.attendee
 10   7  OL5.mentee
# mini-grants: 78
 10   6  Grant17.grantee Grant18.grantee
 15   9  Sprint17.participant Grant18.grantee
 20  13  Grant18.grantee Fest18.attendee
 25  17  Grant18.grantee
  8   3  Grant17.grantee Grant18.reviewer
# others: 601, first those of Open Leaders who are no mentees
 22   9  OL4.mentee OL5.mentor OL6.mentor
 25  12  OL4.mentee OL5.mentor
  5   2  OL3.mentee OL4.mentor OL5.mentor
  4   1  OL2.mentee OL3.mentor OL4.mentor OL5.mentor
  3   1  OL3.mentee OL5.mentor
 14   7  OL4.expert OL5.expert OL6.expert
  2   1  OL1.mentee OL2.mentor OL3.organizer OL4.organizer OL5.organizer OL6.organizer
  3   0  OL1.organizer OL2.organizer OL3.organizer OL4.organizer OL5.organizer OL6.organizer
 45  29  News18a.subscriber Fest18.attendee
 25  17  News18a.subscriber Call18b.attendee
 64  47  News18a.subscriber
 15  10  News17.subscriber News18a.sharer Work18b.attendee
 25  17  News17.subscriber News18a.sharer
 20  14  Call18a.viewer Call18b.attendee*2
 30  22  Call18a.viewer
 18  11  Call17.attendee Call18a.speaker
 25  15  Call18a.attendee*3 Call18b.attendee*5
 15   9  Call17.attendee*2 Call18a.attendee*2 Call18b.speaker
 12   8  Call18a.attendee OL6.mentee
 98  66  Call18a.attendee
  3   1  Call16.attendee*4 Call17.speaker Call18a.host Call18b.host
 30  19  News17.subscriber Work18a.attendee
 20  12  Work18a.attendee Work18b.attendee
 15   8  Work18a.attendee Work18b.instructor
 45  30  Work18a.attendee
 10   5  Work17.attendee Work18a.instructor
  5   2  Grant17.grantee Fellow18.fellow Fest18.wrangler
  3   1  Fellow17.fellow Fellow18.fellow
"""

# Nobody here is counted from January to June 2018.
_BEFORE_AND_AFTER = """
# cohort 1: 20 mentees, 14 mentors of cohort 2 (2 of them are above)
  6   2  OL1.mentor OL2.mentor
  8   3  OL1.mentee OL2.mentor
  4   1  OL1.mentee OL2.mentor OL3.mentor Fest17.wrangler
  6   3  OL1.mentee Fest16.attendee
# cohort 2: 40 mentees, 22 mentors of cohort 3 (4 above)
 10   5  Sprint16.participant OL2.mentee OL3.mentor
  8   4  OL2.mentee OL3.mentor Fest17.facilitator
  3   1  OL2.mentee OL4.mentor
  9   6  OL2.mentee Fest16.attendee
  6   4  OL2.mentee
# cohort 3: 50 mentees, 36 mentors of cohort 4 (5 above; 3 more above wait until cohort 5)
 18   9  OL3.mentee OL4.mentor
  9   4  Sprint16.participant OL3.mentee OL4.mentor Fest17.facilitator
  4   1  News16.subscriber OL3.mentee OL4.mentor Fest18.wrangler
  6   4  OL3.mentee Sprint17.participant
  5   4  OL3.mentee
# cohort 4: 80 mentees, 56 mentors of cohort 5 (all above)
  8   6  Sprint17.participant OL4.mentee Fest18.attendee
  5   3  OL4.mentee Fest18.facilitator
 11   8  OL4.mentee
# cohort 6: new mentees, beside those above
 35  24  OL6.mentee
# other programs
110  70  Sprint16.participant
 50  30  Sprint16.participant Sprint17.participant
160 104  Sprint17.participant
 20   8  Sprint16.participant Sprint17.host
 90  60  News16.subscriber Sprint17.participant
120  83  News17.subscriber
110  77  News18b.subscriber
 60  34  Fest16.attendee
 80  46  Fest17.attendee
 80  47  Fest18.attendee
 40  23  Work17.attendee Fest17.attendee
 25  11  Fest16.attendee Fest17.facilitator Fest18.facilitator
  6   2  Fest16.facilitator Fest17.wrangler Fest18.wrangler
 12   6  Fest17.attendee Fest17.facilitator
 45  29  Grant17.grantee
 15   7  Grant17.grantee Fest17.facilitator
 30  19  Call17.attendee*2
 35  22  Call16.viewer Call17.attendee
# signed up in that half year, and did not come
 40  25  Sprint18.participant:registered
 30  18  Sprint17.participant Sprint18.participant:no-show
 10   7  Grant18.grantee:cancelled
  6   4  OL5.mentee:withdrawn
 12   7  Sprint17.participant OL5.mentee:withdrawn Fest18.attendee
# after the cut-off
 30  19  Fest18.attendee Sprint19.participant:registered
"""

_PROJECT_FILE = """\
# What the commands use when they are not told otherwise; an option on the command line wins.
source = "engagements.csv"  # beside this file
scheme = "moe"              # a scheme that ships, or a file of your own
as_of = 2019-03-31          # nothing later is counted

[goals]  # one per question: a decimal in quotes, so that it stays exact
conversion = "0.9"

[conversion]  # what a question uses, its options named as on the command line
source = "mentee"
target = "mentor"
within = "1e"

[[invite]]  # so many points at a tier make an invitation to the next one
tier = "Participating"
min = "6"

# What was changed, and when.  `edition` is the first one that it touches.
[[interventions]]
date = 2017-08-21
program = "Open Leaders"
edition = "cohort 4"
what = "Mentor training added"

[[interventions]]
date = 2018-06-25
program = "Open Leaders"
edition = "cohort 6"
what = "Mentees asked to teach summer workshops"
"""


def example_rows() -> list[dict[str, str]]:
    """The engagements as text, one dictionary of :data:`COLUMNS` each, by date and participant.

    >>> rows = example_rows()
    >>> len(rows), len({row["participant"] for row in rows})
    (5701, 3331)
    """
    rows = [
        dict(zip(COLUMNS, (f"p{number:04}", *act, region), strict=True))
        for number, (journey, region) in enumerate(_people(), 1)
        for act in _acts(journey, number)
    ]
    return sorted(rows, key=lambda row: (row["start"], row["participant"]))


def write_example(folder: Path) -> tuple[Path, Path]:
    """Write the log (``engagements.csv``) and its ``pathways.toml`` into a folder.

    Returns the paths of the two; the same bytes are written every time, everywhere.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(example_rows())
    folder.mkdir(parents=True, exist_ok=True)
    log = write_whole(folder / "engagements.csv", text.getvalue())
    return log, write_whole(folder / "pathways.toml", _PROJECT_FILE)


def _people() -> Iterator[tuple[str, str]]:
    """Journey and region of everyone, in the order of the tables."""
    for table in (_REPEAT, _ONE_PROGRAM, _BEFORE_AND_AFTER):
        for group in _groups(table):
            for place, far in enumerate(_spread(group), 1):
                yield group.journey, _region(table, place, far=far)


def _region(table: str, place: int, *, far: bool) -> str:
    # Nobody is unknown from January to June 2018: the printed shares are of everyone.
    if far:
        return "virtual" if place % 7 == 0 and table != _REPEAT else "outside US"
    return "" if place % 9 == 0 and table == _BEFORE_AND_AFTER else "US"


def _groups(table: str) -> Iterator[Group]:
    for line in table.strip().splitlines():
        if not line.startswith("#"):
            people, abroad, journey = line.split(maxsplit=2)
            yield Group(int(people), int(abroad), journey)


def _spread(group: Group) -> Iterator[bool]:
    """For each person of a group, whether abroad; those who are stand evenly among the others."""
    n, abroad = group.people, group.abroad
    return ((place + 1) * abroad // n > place * abroad // n for place in range(n))


def _acts(journey: str, number: int) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The engagements of one person, from program to status."""
    for step in journey.split():
        name, _, what = step.partition(".")
        what, _, status = what.partition(":")
        role, _, often = what.partition("*")
        when = _OCCASIONS[name]
        came = status or ("completed" if when.days > 7 else "attended")
        for start, end in _dates(when, number, int(often or 1)):
            yield when.program, when.edition, role, start, end, came


def _dates(when: Occasion, number: int, often: int) -> Iterator[tuple[str, str]]:
    """First and last day of each time; no last day where they are the same."""
    # 37 has no factor in common with the numbers of times, so neighbours are spread over them.
    first = number * 37 % (when.times - often + 1)
    for time in range(first, first + often):
        start = when.start + timedelta(days=time * when.every)
        end = start + timedelta(days=when.days - 1)
        yield start.isoformat(), end.isoformat() if end > start else ""
