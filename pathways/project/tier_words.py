"""Words for roles and programs that say how deep they are, in six languages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["MEANINGS", "rank_by_words"]

MEANINGS = (
    "following from afar",
    "backing us",
    "taking part",
    "helping others along",
    "leading",
)
"""What the words of a rank mean, lowest first; ranks are those of the Mountain of Engagement."""

# Beginnings of words (of five letters and more) and, with a full stop behind, whole words.
_ROLES = (
    """
    subscri reader follow viewer listen visitor audience newsletter observer spectat abonn
    suscri assinant leser. leserin. lecteur lectrice lector leitor zuhorer zuschauer visiteur
    visitante lezer
    """,
    """
    donor. donors. donat donateur donatrice donant doador supporter sharer signer signator
    endorse advocate sponsor patron. backer spender forderer forderin fordermitglied unterstutz
    soutien simpatizant apoiador mecene fundrais petition donation spende
    """,
    """
    attend particip learner member mitglied mentee. mentees. mentore. student. students. pupil
    trainee. applicant grantee awardee beneficiar guest gast. gaste. teilnehm besucher azubi schuler
    membre miembro membro eleve. eleves. etudiant alumn aluno. aluna. apprenti stagiaire invite.
    boursier asisten becari bolsist client. clients. registrant deelnem lid. leden. scholar.
    recipient
    """,
    """
    volunt volont benevol ehrenamt freiwillig helper helfer mentor. mentors. mentorin.
    mentorinnen. mentora. mentoras. mentoren. tutor. tutors. tutorin. tutora. coach. coaches.
    trainer. trainers. instruct facilit teacher educator expert. experts. experte. contribut
    collaborat reviewer. reviewers. buddy. buddies. fellow. fellows. crew. speaker. usher.
    driver. betreuer referent dozent animat formateur formatrice intervenant formador colaborad
    monitor. ajudante vrijwillig begeleid ambassador botschafter pate. patin. paten. steward
    stewards.
    """,
    """
    lead. leads. leader leiter. leiterin. leitung leitend organis organiz host. hosts. hosting.
    coordin koordin board. trustee director directeur directrice chair.
    chairperson chairman chairwoman cochair. owner maintainer founder captain president
    prasident treasurer secretary committee vorstand responsable dirige lider. lideres. junta.
    conseil. administrat wrangler manager head. council coorden diretor diretora presiden
    standleit gruppenleit teamleit projektleit kursleit
    tesorer tresor kassier grunder fondat fundador bestuur steering
    """,
)
_PROGRAMS = (
    """
    newsletter mailing podcast rundbrief boletin boletim bulletin
    """,
    """
    petition donation donations. appeal spende spenden. fundrais unterschrift
    """,
    """
    workshop training class. classes. course kurs. kurse. cours. curso atelier. ateliers. taller
    oficina sprint. sprints. festival meetup grant. grants. call. calls. seminar camp.
    conference konferenz webinar lecture vortrag orientation fellowship session. hackathon
    formation. cohort bootcamp einfuhrung
    """,
    """
    volunt freiwillig ehrenamt benevolat mentor. mentors. mentorin. tutor. tutors. tutorin. coach.
    coaches. facilitator. facilitators. helper. helpers. helfer.
    """,
    """
    board. vorstand committee steering leadership junta. council
    """,
)
_STILL_OUTSIDE = ("applicant", "candidat", "candidate", "bewerb", "prospect", "interess",
                  "trainee", "training", "waitlist", "aspirant")  # fmt: skip
_TAKING_PART = 2
_LONGEST = 300
"""Characters of a name that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_GENDERED = re.compile(r"(?<=\w)(?:[*:_/]-?in(?:nen)?|\(in(?:nen)?\)|In(?:nen)?)(?![a-z])")


def _plain(text: str) -> str:
    """Letters as they are compared: no case, no accents, German forms for all as the short one."""
    plain = unicodedata.normalize("NFKD", _GENDERED.sub("", text)).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def rank_by_words(role: str | None, program: str | None = None) -> tuple[int, str] | None:
    """How deep a role is by its words, or a program where no role is given; and which word said so.

    The deepest word counts, so that a lead tutor leads.

    >>> rank_by_words("Lead tutor"), rank_by_words("Teilnehmer:in")
    ((4, 'Lead'), (2, 'Teilnehmer'))
    >>> rank_by_words("Bénévole"), rank_by_words(None, "Summer workshop")
    ((3, 'Bénévole'), (2, 'workshop'))
    >>> rank_by_words("juggler") is None
    True
    """
    words = _ROLES if role is not None else _PROGRAMS
    text = (role if role is not None else program or "")[:_LONGEST]
    tokens = _WORD.findall(_GENDERED.sub("", text))
    found = [(rank, token) for token in tokens for rank in _ranks(_plain(token), words)]
    if not found:
        return None
    outside = next((one for one in tokens if _plain(one).startswith(_STILL_OUTSIDE)), None)
    rank, token = max(found, key=lambda one: one[0])
    if role is not None and outside is not None and rank > _TAKING_PART:
        return _TAKING_PART, outside
    return rank, token


@lru_cache(maxsize=1 << 12)
def _ranks(token: str, words: tuple[str, ...]) -> list[int]:
    return [
        rank
        for rank, known in enumerate(words)
        if any(
            token == word[:-1] if word.endswith(".") else token.startswith(word)
            for word in known.split()
        )
    ]
