"""What a reviewer sees of a conversation: what was said and understood, the draft beside it, what staff put on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api import takeover
from api.attention import service as attention
from api.cases import service as cases
from api.clock import CHINA, today
from api.console.labels import ASPECTS, DECISIONS, FACTS, RULES, name_of, topics
from api.console.reasons import REASONS_TO_LOOK
from api.conversations import service as conversations
from api.conversations.models import Conversation, Message
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.improving import service as improving
from api.improving.models import Correction, FactCorrection
from api.staff.people import Reviewer
from forms.engine import open_fields
from forms.model import FieldUse
from forms.values import show_value

_WORTH_SHOWING = 0.02
_TOPICS = {"answer": "inform", "restart_draft": "restart"}
"""What the rule is called among the topics, where that is another name."""


async def conversation_shown(
    session: AsyncSession, who: Reviewer, conversation: Conversation, *, after: int = 0, reveal: bool = False
) -> dict[str, Any]:
    """What the templates of the conversation show, of its messages those after `after`.

    Long numbers are masked unless they are revealed; whoever calls this records that.
    """
    messages = await conversations.history(session, conversation.id, after)
    flags = await takeover.flags_of(session, conversation.id)
    current = await drafts.read_open(session, conversation.id)
    found = await cases.status_of(session, conversation.id)
    corrected = await improving.corrections_of(session, conversation.id) if messages else {}
    facts = await improving.fact_corrections_of(session, conversation.id) if messages else {}
    marks = await attention.marks_of(session, conversation.id)
    notes = await attention.notes_of(session, conversation.id)
    shown = (lambda text: text) if reveal else takeover.masked_text
    answers = []
    if current is not None:
        for name, given in current.draft.answers.items():
            field = current.path.field(name)
            answers.append((field.label, shown(show_value(field, given.value))))
    return {
        "clerk": who,
        "conversation": conversation,
        "messages": [_row(each, shown, corrected.get(each.seq), facts.get(each.seq, ())) for each in messages],
        "topics": topics(),
        "aspects": ASPECTS,
        "flags": [(each, REASONS_TO_LOOK.get(each.reason, each.reason)) for each in flags],
        "open_flags": any(each.resolved_at is None for each in flags),
        "path": current.path.name if current else None,
        "answers": answers,
        "all_fields": _labelled(current, current.path.fields) if current else [],
        "fields": _labelled(current, _fillable(current)) if current else [],
        "cases": [(case.case_no, catalogue.paths[case.path_id].name) for case, _tasks, catalogue in found],
        "assigned_to": marks.assigned_to,
        "labels": marks.labels,
        "notes": [(each.by, each.at.astimezone(CHINA).strftime("%m-%d %H:%M"), shown(each.text)) for each in notes],
        "known": {
            "path": current.path.name if current else None,
            "case_no": found[-1][0].case_no if found else None,
        },
        "mine": conversation.taken_by == who.actor,
    }


def _labelled(current: OpenDraft, uses: Sequence[FieldUse]) -> list[tuple[str, str]]:
    return [(use.field, current.path.field(use.field).label) for use in uses]


def _fillable(current: OpenDraft) -> list[FieldUse]:
    """The questions that the draft has at the moment, answered or not."""
    seen = current.seen(today())
    still_open = {use.field for use in open_fields(seen)}
    return [
        use
        for use in seen.path.fields
        if use.fixed is None and (use.field in still_open or use.field in current.draft.answers)
    ]


def _understood(message: Message, shown: Callable[[str], str]) -> dict[str, Any] | None:
    """What the bot made of a message: the rule it followed, what else it could have been, the facts it heard."""
    made = message.understanding
    if not made:
        return None
    rule = str(made.get("handler") or "")
    named = "+".join(filter(None, (made.get("id"), made.get("aspect"))))
    sure = made.get("confidence")
    # What is masked in the message is masked here: a number is one fact, so masking its words alone masks it as well.
    facts = [(FACTS.get(kind, kind), shown(message.text[start:end])) for kind, start, end in made.get("facts") or ()]
    return {
        "rule": RULES.get(rule, rule),
        "name": name_of(named) if named else "",
        "decision": DECISIONS.get(made.get("decision") or "", ""),
        "sure": None if sure is None else f"{sure:.0%}",
        "others": [
            f"{name_of(topic)} {probability:.0%}"
            for topic, probability in made.get("candidates") or ()
            if topic not in {made.get("id"), rule, _TOPICS.get(rule)} and probability >= _WORTH_SHOWING
        ],
        "facts": facts,
    }


def _row(
    message: Message, shown: Callable[[str], str], corrected: Correction | None, facts: Sequence[FactCorrection]
) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "corrected": name_of(corrected.label) if corrected else None,
        "facts_corrected": [f"{each.label}：{each.words or '没有说'}" for each in facts],
        "at": message.created_at.astimezone(CHINA).strftime("%m-%d %H:%M"),
        "role": message.role,
        "text": shown(message.text),
        "understood": _understood(message, shown),
        "buttons": "、".join(button["label"] for button in message.buttons),
    }
