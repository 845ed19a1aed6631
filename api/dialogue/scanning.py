"""Photos of papers: what they say is offered as answers, what is wrong with them is named at once."""

from __future__ import annotations

from api.dialogue.asking import ask_next
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts
from api.drafts.files import AcceptedFile
from api.drafts.service import OpenDraft
from api.recognition.documents import Document, recognise
from api.recognition.filling import fillings
from api.recognition.reader import Reading
from api.texts import say
from forms.model import Material, Value
from forms.values import show_value
from forms.values.dates import show_date


async def scan(turn: Turn, file: AcceptedFile, reading: Reading) -> None:
    """Read a photo for the open draft; a paper that has to be handed in anyway is kept as that material."""
    current = await drafts.require_open(turn.session, turn.conversation.id)
    document = recognise(reading.lines)
    if document is None:
        turn.reply("scan.blurred" if reading.blurred and not reading.lines else "scan.unknown")
        await ask_next(turn, current)
        return
    if document.paper == "id_card_back":
        _tell_expired(turn, document)
        turn.reply("scan.back")
        await ask_next(turn, current)
        return
    _tell_expired(turn, document)
    material = _wanted_as(current, document, turn)
    if material is not None:
        await drafts.hand_in(turn.session, current, material.id, file)
        turn.note(say("ack.file", material=material.name, file=file.name))
    if offer_answers(turn, current, document):
        return
    paper = say(f"scan.papers.{document.paper}")
    turn.note(say("scan.nothing_new" if document.values else "scan.nothing_read", paper=paper))
    await ask_next(turn, current)


def point_out(turn: Turn, material: Material, reading: Reading) -> Document | None:
    """Name what is wrong with a file handed in for a material; returns the paper if it is the one that is wanted."""
    document = recognise(reading.lines)
    if document is None:
        if reading.blurred:
            turn.note(say("scan.blurred"))
        return None
    if material.paper and document.paper != material.paper:
        turn.note(say("scan.wrong", seen=say(f"scan.papers.{document.paper}"), wanted=material.name))
        return None
    if material.paper:
        _tell_expired(turn, document)
        return document
    return None


def offer_answers(turn: Turn, current: OpenDraft, document: Document) -> bool:
    """Put what the paper says to the citizen, who confirms it; False when it says nothing that is wanted."""
    values = fillings(current.seen(turn.today), document, turn.asked_field, turn.today)
    if not values:
        return False
    turn.conversation.confirming = {"what": "scanned", "values": values}
    turn.reply(
        "scan.read",
        paper=say(f"scan.papers.{document.paper}"),
        facts="\n".join(_line(current, name, value) for name, value in values.items()),
        buttons=[
            button_of("scan.yes_right", "confirm.yes"),
            button_of("scan.no_wrong", "confirm.no"),
        ],
    )
    return True


def _line(current: OpenDraft, name: str, value: Value) -> str:
    field = current.path.field(name)
    known = current.draft.answers.get(name)
    if known is None:
        return say("scan.fact", label=field.label, value=show_value(field, value))
    previous = show_value(field, known.value)
    return say("scan.other_fact", label=field.label, value=show_value(field, value), previous=previous)


def _tell_expired(turn: Turn, document: Document) -> None:
    if document.ends is not None and document.ends < turn.today:
        paper = say(f"scan.papers.{document.paper}")
        turn.note(say("scan.expired", paper=paper, day=show_date(document.ends.isoformat())))


def _wanted_as(current: OpenDraft, document: Document, turn: Turn) -> Material | None:
    """The material of the draft that this paper is, if it is still to be handed in."""
    seen = current.seen(turn.today)
    for use in current.path.materials:
        material = current.catalogue.materials[use.material]
        given = current.draft.uploads.get(material.id, 0)
        if material.provide == "upload" and material.paper == document.paper and seen.may_need(use) and not given:
            return material
    return None
