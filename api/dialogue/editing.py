"""Editing answers on the review page: checked as in the conversation, and told in it."""

from __future__ import annotations

from api.dialogue.asking import ask_next
from api.dialogue.telling import tell_changes, tell_learnt
from api.dialogue.turn import Turn
from api.drafts import service as drafts
from api.errors import UnprocessableError
from api.texts.refusals import refusal_text
from forms.draft import Source, use_of
from forms.engine import Learnt, Outcome
from forms.values import Unusable, parse_value


async def edit(turn: Turn, answers: dict[str, str], source: Source = "citizen") -> dict[str, str]:
    """Set these fields of the open draft; returns a sentence for each that could not be used.

    `source` is who says so. Raises UnprocessableError for a field that the path does not ask, NotFoundError without a
    draft.
    """
    current = await drafts.require_open(turn.session, turn.conversation.id)
    before = current.seen(turn.today)
    draft, learnt, errors = current.draft, list[Learnt](), dict[str, str]()
    for field_id, text in answers.items():
        use = use_of(current.path, field_id)
        if use is None or use.fixed is not None:
            raise UnprocessableError("no_field")
        field = current.path.field(field_id)
        try:
            value = parse_value(field, text, turn.today)
        except Unusable as refusal:
            errors[field_id] = refusal_text(field, refusal.code, refusal.details)
            continue
        known = before.answers.get(field_id)
        if known is None or known.value != value or known.source != source:
            draft = draft.with_answer(field_id, value, source)
            learnt.append(Learnt(field_id, value, known.value if known else None))
    if learnt:
        drafts.store(turn.session, current, draft)
        tell_learnt(turn, current.path, Outcome(draft, tuple(learnt)))
        tell_changes(turn, current, before, corrected=True)
        await ask_next(turn, current)
    return errors
