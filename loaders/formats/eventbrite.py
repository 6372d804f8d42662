"""Eventbrite: attendees and orders.  The day of an order is not the day of the event.

Headers and statuses are in the language of the organiser.  There, *registrar* and *enregistrer* is
what is done at the entrance: in these columns, and in no others, they say that somebody came.
"""

from __future__ import annotations

from loaders.formats.format import Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_STATUSES = {
    "attending": "registered",
    "nimmt teil": "registered",
    "unpaid": "registered",
    "pending": "registered",
    "checked in": "attended",
    "registrado": "attended",
    "registrada": "attended",
    "enregistré": "attended",
    "enregistrée": "attended",
    "not attending": "cancelled",
    "deleted": "cancelled",
    "refunded": "cancelled",
    "partially refunded": "registered",
    "transferred": "cancelled",
    "completed": "registered",  # of an order: it was paid
    "free order": "registered",
    "placed": "registered",
    "cancelled": "cancelled",
    "started": "invited",
    "abandoned": "withdrawn",
    "processing": "registered",
    "info requested": "registered",
}
_WHO = (
    "Attendee Email|Email|E-mail|Correo electrónico|Adresse e-mail "
    "or Attendee First Name|First Name|Vorname|Prénom|Nombre "
    "+ Attendee Last Name|Last Name|Surname|Nachname|Nom de famille|Nom|Apellidos|Apellido or Name"
)
_ORDER = (
    "Order #|Order ID|Bestellnr.|Bestellnummer|N° de commande|Commande n°|Nº de pedido"
    "|N.º de pedido"
)
_TICKET = (
    "Attendee #|Attendee ID|Teilnehmernr.|N° de participant|Participant n°|N.º de asistente"
    "|Nº de asistente"
)
_KIND = "Ticket Type|Ticketart|Tickettyp|Type de billet|Tipo de entrada|Tipo de boleto"
_STATE = "Attendee Status|Teilnehmerstatus|Statut du participant|Estado del asistente"
_EVENT = {
    "program": "Event Name|Eventname|Nom de l'événement|Nombre del evento or Event Title or Event",
    "start": "Event Start Date|Startdatum|Date de début de l'événement|Fecha de inicio del evento "
    "or Event Date or Event Start Time or Event Start "
    "or Date Attending or Order Date",
}
FORMATS = (
    Format(
        "eventbrite-attendees",
        "Eventbrite, attendee report: one row per ticket",
        (_ORDER, f"{_TICKET}|{_KIND}", _STATE),
        Mapping(
            columns={
                "engagement": _TICKET,
                "participant": _WHO,
                "role": _KIND,
                "status": _STATE,
                **_EVENT,
            },
            values={"status": _STATUSES},
        ),
        "Eventbrite: only Checked In counts (Registrado, Enregistré); Attending is a "
        "ticket. A buyer's address may stand on the tickets of guests.",
        one_event=True,
    ),
    Format(
        "eventbrite-orders",
        "Eventbrite, orders report: one row per order",
        ("Order #|Order ID", "Order Date", "Order Status", "Checked In"),
        Mapping(
            columns={
                "engagement": "Order #|Order ID",
                "participant": _WHO.replace("Attendee Email|Email", "Email|Buyer Email", 1),
                "role": "Ticket Type",
                "status": "Checked In or Order Status",
                **_EVENT,
            },
            values={"status": _STATUSES},
        ),
        "Eventbrite: an order may be for several people, of whom it names only the buyer.",
        one_event=True,
    ),
)
