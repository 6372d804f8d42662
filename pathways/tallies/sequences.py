"""The tally of sequences: which whole paths people have taken up to now.

========== =============== =====================================================================
table      keys            counts
========== =============== =====================================================================
paths      path            ``people`` who took it, step set by step set; ``still``: those of them
                           whose last step is less than a window ago
facts      (none)          see :mod:`~pathways.tallies.moves`
everyone   (none)          ``people`` with any counted engagement
========== =============== =====================================================================
"""

from __future__ import annotations

import numpy as np

from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import set_contents
from pathways.sequences.steps import Ints
from pathways.stats.sorting import changes, numbered
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms

__all__ = ["whole_paths"]


def whole_paths(log: EngagementLog, terms: Terms) -> Tally:
    """Everyone's whole path; ``terms.options`` say ``collapse``: repeats of a step set are one."""
    steps = terms.steps(log)
    content, held = set_contents(steps)
    person = steps.set_person
    still = ~terms.follow(log).observable(steps.when[~steps.leads])
    if terms.options["collapse"]:
        fresh = changes(content, person)
        content, person = content[fresh], person[fresh]
    starts = np.searchsorted(person, np.arange(steps.people + 1))
    path = _same_runs(content, starts)
    # One person of each path says what it is.
    who = np.zeros(int(path.max(initial=-1)) + 1, dtype=np.int64)
    who[path[::-1]] = np.arange(steps.people)[::-1]
    sets = content.tolist()
    walked = tuple(
        tuple([held[code] for code in sets[begin:end]])
        for begin, end in zip(starts[who].tolist(), starts[who + 1].tolist(), strict=True)
    )
    amounts = {"people": np.ones_like(path), "still": still.astype(np.int64)}
    return {
        "paths": count({"path": path}, amounts, {"path": walked}),
        "facts": known_facts(steps),
        "everyone": facts(people=log.people),
    }


def _same_runs(values: Ints, starts: Ints) -> Ints:
    """A number from 0 for each run of values, the same where the whole runs are the same.

    Runs are told apart one position at a time, the longest first, so that it takes as many passes
    as the longest run has values.
    """
    lengths = np.diff(starts)
    longest_first = np.argsort(-lengths, kind="stable")
    longer = np.cumsum(np.bincount(lengths)[::-1])[::-1]
    code = np.zeros(len(lengths), dtype=np.int64)
    width, given = int(values.max(initial=0)) + 1, 1
    for position in range(int(lengths.max(initial=0))):
        going = longest_first[: longer[position + 1]]
        keys, number = numbered(code[going] * width + values[starts[going] + position])
        # Numbers are never given twice: runs that have ended keep theirs.
        code[going] = given + number
        given += len(keys)
    return numbered(code)[1]
