"""Words of other systems for what became of a registration, in our words."""

from __future__ import annotations

import re

from pathways.record.rules import STATUSES

__all__ = ["status_of"]

_WORDS = {
    "attended": "present,checked in,came,showed,showed up,turned up,was there,arrived,on time,"
    "participated,took part,partially attended,"
    "responded,here,attended late,late,in progress,ongoing,started,laufend,en cours,en curso,"
    "em andamento,eingecheckt,teilgenommen,anwesend,erschienen,présent,"
    "présente,a participé,asistió,presente,participó,compareceu,participou,"
    "aanwezig,deelgenomen,partecipato,obecny,obecna,verspätet,zu spät,en retard,retard,tarde,"
    "llegó tarde,con retraso,atrasado,atraso,te laat,in ritardo,ritardo,spóźniony,arrived late",
    "completed": "complete,done,finished,graduated,passed,fulfilled,abgeschlossen,terminé,"
    "completado,concluído,concluido,afgerond,voltooid,completato,completata,ukończono,ukończony",
    "registered": "enrolled,eingeschrieben,matriculado,matriculada,"
    "confirmed,attending,approved,accepted,going,yes,rsvp,rsvp yes,booked,signed up,"
    "scheduled,reserved,waitlisted,waitlist,on waitlist,waiting list,awaiting approval,"
    "pending,partially paid,planned,will attend,angemeldet,zugesagt,warteliste,inscrit,inscrite,"
    "confirmé,participe,participera,asistirá,participará,inscrito,inscrita,confirmado,confirmada,"
    "aangemeld,ingeschreven,iscritto,iscritta,confermato,confermata,zapisany,zapisana,zgłoszony",
    "invited": "sent,email sent,eingeladen,invité,invitée,invitado,convidado",
    "no-show": "noshow,absent,did not attend,not attended,didn't attend,missed,did not show,"
    "nicht erschienen,abwesend,absente,no asistió,ausente,faltou,não compareceu,"
    "afwezig,niet aanwezig,niet gekomen,assente,non presente,nieobecny,nieobecna",
    "withdrawn": "withdrew,incomplete,not completed,did not finish,did not complete,"
    "dropped out,dropped,dropout,declined,rejected,not attending,not going,"
    "discarded,ne participe pas,no asistirá,abgelehnt,abgebrochen,zurückgezogen,retiré,retirado,"
    "desistiu,afgehaakt,ritirato,ritirata,zrezygnował,zrezygnowała",
    "cancelled": "canceled,refunded,pending refund,deleted,expired,transferred,void,abgesagt,"
    "storniert,erstattet,remboursé,remboursée,reembolsado,reembolsada,annulé,annulée,"
    "cancelado,cancelada,geannuleerd,annullato,annullata,odwołano,anulowano",
}
_OURS = {word: status for status, words in _WORDS.items() for word in (status, *words.split(","))}
_REMARK = re.compile(r"\s*(?:\(.*\)|[:;,–—].*|\s-\s.*|\s(?:by|on|from|von|am|par|le|por)\s.*)$")
_SPACES = re.compile(r"[\s_-]+")


def status_of(word: str) -> str | None:
    """The status that a word of another system stands for; ``None`` where it is none.

    >>> [status_of(word) for word in ("Checked In", "No_Show", "Attended (online)", "Blue")]
    ['attended', 'no-show', 'attended', None]
    """
    plain = _SPACES.sub(" ", _REMARK.sub("", word.casefold())).strip()
    if plain.replace(" ", "-") in STATUSES:
        return plain.replace(" ", "-")
    return _OURS.get(plain) or ("registered" if plain.startswith("pending ") else None)
