"""Handing in a file: for the open draft, or for a supplement that a department asked for."""

from __future__ import annotations

from api.dialogue import owing, proving
from api.dialogue.asking import ask_next
from api.dialogue.scanning import offer_answers, point_out
from api.dialogue.supplementing import give, wanted_material
from api.dialogue.turn import Turn
from api.drafts import service as drafts
from api.drafts.files import AcceptedFile
from api.drafts.models import Upload
from api.drafts.service import OpenDraft
from api.errors import NotAllowedError, UnprocessableError
from api.recognition.reader import Reading
from forms.model import Catalogue


async def hand_in(turn: Turn, material_id: str, file: AcceptedFile, reading: Reading | None = None) -> Upload:
    """Store the file where it belongs and go on.

    Raises UnprocessableError when nothing asks for this material, and NotAllowedError when a case wants it and whoever
    hands it in has not proved to be its citizen.

    `reading` is what could be read on it: what is wrong with it is named, and what it says is offered as answers.
    """
    thing = await wanted_material(turn, material_id)
    later = await _owed_and_not_asked_for(turn, material_id) if thing is None else None
    if (thing or later) and proving.is_needed(turn):
        raise NotAllowedError("proof_needed")
    if thing is not None:
        submitted = await drafts.load(turn.session, thing.case.draft_id)
        upload = await drafts.hand_in(turn.session, submitted, material_id, file)
        _acknowledge(turn, submitted, material_id, file)
        if reading is not None:
            point_out(turn, submitted.catalogue.materials[material_id], reading)
        await give(turn, thing)
        return upload
    if later is not None:
        submitted = await drafts.load(turn.session, later.case.draft_id)
        upload = await drafts.hand_in(turn.session, submitted, material_id, file)
        await owing.give(turn, later, upload)
        return upload
    current = await drafts.require_open(turn.session, turn.conversation.id)
    if not _is_wanted(turn, current, material_id):
        raise UnprocessableError("upload_not_asked")
    upload = await drafts.hand_in(turn.session, current, material_id, file)
    _acknowledge(turn, current, material_id, file)
    document = point_out(turn, current.catalogue.materials[material_id], reading) if reading is not None else None
    if document is None or not offer_answers(turn, current, document):
        await ask_next(turn, current)
    return upload


async def _owed_and_not_asked_for(turn: Turn, material_id: str) -> owing.Owed | None:
    """What is owed for a case; unless the open draft wants a material of this name, then it is meant for that."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None and _is_wanted(turn, current, material_id):
        return None
    return await owing.owed_material(turn, material_id)


def is_read(catalogue: Catalogue, material_id: str) -> bool:
    """Whether a file for this material is worth reading: papers and cards are, drawings and photos of places not."""
    material = catalogue.materials.get(material_id)
    return material is not None and material.sample is not None and material.sample.form in {"document", "card"}


def _acknowledge(turn: Turn, current: OpenDraft, material_id: str, file: AcceptedFile) -> None:
    turn.reply("ack.file", material=current.catalogue.materials[material_id].name, file=file.name)


def _is_wanted(turn: Turn, current: OpenDraft, material_id: str) -> bool:
    material = current.catalogue.materials.get(material_id)
    if material is None or material.provide != "upload":
        return False
    seen = current.seen(turn.today)
    return any(seen.needing(use) for use in current.path.materials if use.material == material_id)
