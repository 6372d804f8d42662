"""Invite: the rules of the project, who has newly crossed, and a ledger that forgets nobody.

A run first writes down whom it invites and then says it: a run that is stopped in between can be
shown again from the ledger, and nobody is invited twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence
from pathways.errors import NoAnswerError, OptionError, OutputError, one_of
from pathways.loops.groups import log_of_groups
from pathways.measures.backtest import backtest
from pathways.measures.invitations import invitations
from pathways.record.locks import only_writer
from pathways.record.log import EngagementLog
from pathways.scoring.contact_policy import Contact, InvitationRule
from pathways.scoring.invitation_ledger import (
    INVITED,
    UNDONE,
    Entry,
    add_entries,
    in_force,
    read_entries,
)

__all__ = ["LEDGER", "invite", "invite_preview", "invite_show", "invite_undo"]

LEDGER = "invited.csv"
_WAIT_SECONDS = 30.0
_COLUMNS = ["run", "participant", "crossed", "score", "tier", "invite_to"]
_FOR_THE_EYES = Sentence("A list of persons: not for sharing.", "not for sharing")


def invite(
    log: EngagementLog,
    *,
    rules: Sequence[InvitationRule],
    contact: Contact | None = None,
    since: str | None = None,
) -> Answer:
    """Invite everyone who has newly crossed, by each rule, and write it down.

    Who crosses is as in :func:`~pathways.measures.thresholds.thresholds`: ``min`` points at the
    tier within the window.  Invited is who has crossed since the last run of the rule, is not at
    the target tier, may be contacted, and was not invited within the cooldown; by an earlier rule
    of the same run neither.  The same again invites nobody.  Time is the as-of date of the record,
    never the machine's clock.

    Args:
        log: the engagements.
        rules: so many points at a tier, or of a group.
        contact: the policy, with the ledger (``invited``); by default ``invited.csv``.
        since: a date (or edition) after which a crossing is new, or ``start`` for everyone who
            ever crossed; by default the last run, else ``start``.

    Returns:
        One row per person (or group): ``run`` (str: what ``invite_undo`` takes), ``participant``
        (str, the id of the record), ``crossed`` (str), ``score`` (float64), ``tier``,
        ``invite_to`` (str).

    Raises:
        NoAnswerError: no rule.
        RecordsError: a ledger that is cut off, damaged or something else.
        OutputError: the ledger cannot be written; then nobody is invited.

    Source: measures.md, sections 6 and 8.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> rule = InvitationRule("Participating", "3")
        >>> with TemporaryDirectory() as place:
        ...     by = Contact(invited=Path(place) / "invited.csv")
        ...     runs = [invite(log, rules=[rule], contact=by) for _ in range(2)]
        >>> [answer.table["participant"].tolist() for answer in runs]
        [['eli', 'cleo'], []]
    """
    policy = _with_ledger(contact)
    with _alone(policy) as ledger:
        return _run(log, rules, policy, since, ledger)


def invite_preview(
    log: EngagementLog,
    *,
    rules: Sequence[InvitationRule],
    contact: Contact | None = None,
    since: str | None = None,
) -> Answer:
    """Whom :func:`invite` would invite now; nothing is written.

    Somebody who crosses by two rules stands here twice, and is invited once, by the first.
    Arguments, columns (without a run) and errors are those of :func:`invite`.
    """
    return _run(log, rules, _with_ledger(contact), since, None)


def invite_undo(run: str, *, ledger: str | Path = LEDGER) -> Answer:
    """Take a run back: whoever it invited counts as not invited by it; the ledger keeps both.

    Args:
        run: its name, or ``last`` for the run that stands last in the ledger.
        ledger: the file of invitations.

    Returns:
        One row per person of the run: ``run``, ``participant``, ``invited``, ``tier`` (str).

    Raises:
        OptionError: no such run; the nearest is named.
        NoAnswerError: it was undone before.
        RecordsError: a ledger that is cut off or damaged.
    """
    path = Path(ledger)
    with _alone(Contact(invited=path)):
        entries = read_entries(path)
        theirs = _of_run(entries, run)
        if not set(theirs) & set(in_force(entries)):
            raise NoAnswerError(f"The run {theirs[0].run} was undone before.")
        add_entries(path, [one._replace(what=UNDONE) for one in theirs])
    undone = "Undone: {run}, which had invited {many}."
    many = People(len(theirs))
    return _listed(theirs, Sentence(undone, "undone", run=theirs[0].run, many=many))


def invite_show(run: str, *, ledger: str | Path = LEDGER) -> Answer:
    """Whom a run invited, again from the ledger: its list may have been lost on the way.

    Args:
        run: its name, or ``last``.
        ledger: the file of invitations.

    Returns:
        One row per person: ``run``, ``participant``, ``invited``, ``tier`` (str).

    Raises:
        OptionError: no such run; the nearest is named.
        RecordsError: a ledger that is cut off or damaged.
    """
    entries = read_entries(Path(ledger))
    theirs = _of_run(entries, run)
    undone = "" if set(theirs) & set(in_force(entries)) else " (undone)"
    told = "The run {run}{undone} invited {many}."
    many = People(len(theirs))
    return _listed(theirs, Sentence(told, "a run", run=theirs[0].run, undone=undone, many=many))


def _with_ledger(contact: Contact | None) -> Contact:
    policy = contact or Contact()
    return policy if policy.invited is not None else replace(policy, invited=Path(LEDGER))


@contextmanager
def _alone(policy: Contact) -> Iterator[Path]:
    """The ledger, while nobody else on this machine writes beside it."""
    ledger = policy.invited or Path(LEDGER)
    try:
        with only_writer(ledger.parent, _WAIT_SECONDS):
            yield ledger
    except OSError as error:
        raise OutputError(f"{ledger} cannot be written: {error.strerror or error}.") from error


def _run(
    log: EngagementLog,
    rules: Sequence[InvitationRule],
    policy: Contact,
    since: str | None,
    ledger: Path | None,
) -> Answer:
    """Each rule in turn; what one invites is written before the next one looks."""
    if not rules:
        raise NoAnswerError(
            'There is no rule yet: pathways.toml needs [[invite]] with tier = "…" and min = "…".'
        )
    tables, sentences, notes = [], [], []
    for rule in rules:
        answer = _crossed(log, rule, policy, since)
        run = f"{log.as_of}-{secrets.token_hex(3)}".replace(" ", "-")
        table = answer.table.assign(run=run if ledger else "")[_COLUMNS]
        if ledger is not None and len(table):
            add_entries(ledger, _entries(log, table))
        tables.append(table)
        sentences.append(answer.sentence)
        notes += [*answer.caveats, *_beside(log, rule)]
    found = pd.concat(tables, ignore_index=True)
    return Answer(
        question="invite",
        sentence=Sentence.joined(" ", sentences, "invited by rules"),
        denominator="people with points at the tier of each rule",
        table=found,
        caveats=tuple(dict.fromkeys([*notes, *_twice(policy)])),
        origin=log.origin,
    )


def _crossed(
    log: EngagementLog, rule: InvitationRule, policy: Contact, since: str | None
) -> Answer:
    how = {"tier": rule.tier, "min": rule.min, "window": rule.window, "invite_to": rule.invite_to}
    if rule.group is None:
        return invitations(log, since=since, contact=policy, **how)  # type: ignore[arg-type]
    # Consent is a person's: a group is invited as a whole, and has only a cooldown.
    together = log_of_groups(log, rule.group)
    return invitations(together, since=since, contact=replace(policy, attribute=None), **how)  # type: ignore[arg-type]


def _entries(log: EngagementLog, table: pd.DataFrame) -> list[Entry]:
    many, when = str(len(table)), log.as_of.label
    rows = table[["participant", "invite_to", "run"]].itertuples(index=False)
    return [Entry(str(who), when, str(tier), str(run), many, INVITED) for who, tier, run in rows]


def _beside(log: EngagementLog, rule: InvitationRule) -> tuple[str, ...]:
    """What the rule would have found in the past: points are chosen, not guessed."""
    if rule.group is not None:
        return ()
    try:
        past = backtest(log, tier=rule.tier, mins=str(rule.min), window=rule.window,
                        invite_to=rule.invite_to)  # fmt: skip
    except (NoAnswerError, OptionError):
        return ()
    return (Sentence("Backtest: {past}", "backtest", past=past.sentence),)


def _twice(policy: Contact) -> tuple[str, ...]:
    """Who was invited to the same tier by two runs as of one day: two machines did not know."""
    made = in_force(read_entries(policy.invited or Path(LEDGER)))
    seen: dict[tuple[str, str, str], set[str]] = {}
    for one in made:
        seen.setdefault((one.participant, one.invited, one.tier), set()).add(one.run)
    twice = sum(len(runs) > 1 for runs in seen.values())
    if not twice:
        return ()
    told = Sentence(
        "By two runs as of one day, as two machines would: {twice} invited twice. They count once; "
        "pathways invite undo RUN takes one of the runs back.",
        "invited twice", twice=People(twice),
    )  # fmt: skip
    return (told,)


def _of_run(entries: Sequence[Entry], run: str) -> list[Entry]:
    made = [one for one in entries if one.what == INVITED and one.run]
    names = list(dict.fromkeys(one.run for one in made))
    wanted = names[-1] if run == "last" and names else run
    if wanted not in names:
        there = one_of(run, names, "run") if names else f"there is no run {run}: nobody was invited"
        raise OptionError(f"{there}.".capitalize() if not names else f"{there}.")
    return [one for one in made if one.run == wanted]


def _listed(theirs: Sequence[Entry], sentence: str) -> Answer:
    rows = [(one.run, one.participant, one.invited, one.tier) for one in theirs]
    table = pd.DataFrame(rows, columns=["run", "participant", "invited", "tier"], dtype="str")
    return Answer("invite", sentence, "people of the run", table, (_FOR_THE_EYES,))
