"""What a record can be asked for in which nobody was watched for long enough: a shorter window.

========== ============================ ==========================================================
table      keys                         counts
========== ============================ ==========================================================
young      step, time, rank, program    ``many`` first times at a step by their moment; empty in a
                                        part in which somebody was watched for a whole window
========== ============================ ==========================================================
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pathways.answer import Answer
from pathways.answer.wording import Sentence
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import START
from pathways.sequences.longest_window import offered
from pathways.sequences.moments import Moments
from pathways.sequences.steps import Bools
from pathways.tallies.tally import Counts, Tally, count
from pathways.tallies.terms import Terms

__all__ = ["with_shorter_window", "young"]

_OFFER = "At {group}, {people} were watched for {shorter}: ask with --horizon {short}."


def young(log: EngagementLog, terms: Terms, watched: Bools) -> Counts:
    """When everyone was first at each step, where nobody was ``watched`` for a whole window."""
    steps = replace(terms, ties="set").steps(log)
    visits = steps.visits[:0] if watched.any() else steps.visits
    since = steps.when[steps.at[visits]]
    moment = {"time": since.time, "rank": since.rank, "program": since.program}
    return count({"step": steps.step[visits], **moment})


def with_shorter_window(answer: Answer, tally: Tally, terms: Terms) -> Answer:
    """An answer that nobody was watched long enough for, with the window that ten people have had.

    Unchanged where somebody was, or where no window has been had by ten.
    """
    asked, known = answer.table[answer.table["source"] != START], tally["young"]
    if asked.empty or (asked["n"] > 0).any():
        return answer
    step, *moment = (np.repeat(known[name], known["many"]) for name in known.keys)
    offer = offered(terms.record, step, terms.labels, Moments(*moment), terms.window, _OFFER)
    if offer is None:
        return answer
    sentence = Sentence.joined(" ", [answer.sentence, offer], getattr(answer.sentence, "kind", ""))
    return replace(answer, sentence=sentence)
