"""Taking answers: into the open draft, or into a supplement that a department asked for."""

from __future__ import annotations

from api.dialogue import binding, proving, rating
from api.dialogue.asking import ask_again, ask_next
from api.dialogue.supplementing import answer_supplement
from api.dialogue.telling import tell_changes, tell_learnt, tell_refused
from api.dialogue.turn import Turn, button_of
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.texts.translation import translated
from forms.engine import Learnt, Outcome, Reply, apply, problems
from forms.requirements import Situation
from forms.values import show_value


async def answer(turn: Turn) -> None:
    """The message answers a question, or volunteers facts."""
    if rating.is_asked(turn.conversation):
        if not await rating.take(turn):
            turn.reply("rating.again", buttons=rating.level_buttons())
        return
    if proving.is_asked(turn):
        await binding.take(turn)
        return
    if turn.asks_supplement and await answer_supplement(turn):
        return
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None:
        await take(turn, current)
    elif not await answer_supplement(turn):
        turn.reply("chat.unclear")


async def take(turn: Turn, current: OpenDraft, *, correcting: bool = False) -> None:
    """Take the message into the draft and go on with the next question."""
    before = current.seen(turn.today)
    outcome = absorb(turn, current, turn.asked_field, correcting=correcting)
    await respond(turn, current, before, outcome)


def absorb(turn: Turn, current: OpenDraft, asked: str | None, *, correcting: bool = False) -> Outcome:
    """Apply the message to the draft and store it; nothing is said yet."""
    reply = Reply(turn.text, turn.understanding.facts, asked, correcting)
    outcome = apply(current.path, current.draft, reply, turn.today)
    drafts.store(turn.session, current, outcome.draft)
    return outcome


async def respond(turn: Turn, current: OpenDraft, before: Situation, outcome: Outcome) -> None:
    """Say what was understood, what was not, what changed; then ask what comes next."""
    asked = turn.asked_field
    tell_learnt(turn, current.path, outcome)
    tell_refused(turn, current.path, outcome.refused)
    failed = asked is not None and asked not in current.draft.answers and not outcome.learnt
    turn.conversation.failures = turn.conversation.failures + 1 if failed else 0
    if outcome.learnt:
        corrected = any(learnt.previous is not None for learnt in outcome.learnt)
        tell_changes(turn, current, before, corrected=corrected)
        _point_out_problems(turn, current, outcome)
    elif outcome.doubtful and not outcome.refused:
        turn.conversation.failures = 0
        _ask_back(turn, current, outcome.doubtful[0])
        return
    await ask_next(turn, current)


def _ask_back(turn: Turn, current: OpenDraft, doubtful: Learnt) -> None:
    """Something else was said before: ask whether it is to be replaced, rather than guess or ignore it."""
    field = current.path.field(doubtful.field_id)
    turn.conversation.confirming = {"what": "replace", "field": field.id, "value": doubtful.value}
    previous = show_value(field, doubtful.previous) if doubtful.previous is not None else ""
    turn.reply(
        "confirm.replace",
        label=field.label,
        previous=previous,
        value=show_value(field, doubtful.value),
        buttons=[
            button_of("confirm.yes_replace", "confirm.yes"),
            button_of("confirm.no_replace", "confirm.no"),
        ],
    )


def _point_out_problems(turn: Turn, current: OpenDraft, outcome: Outcome) -> None:
    """Say at once when an answer contradicts another, and open the field again."""
    learnt = {each.field_id for each in outcome.learnt}
    for problem in problems(current.seen(turn.today)):
        if learnt & {*problem.check.holds.names, *problem.reopens}:
            turn.note(translated(problem.check.text))
            drafts.store(turn.session, current, current.draft.without_answers(problem.reopens))
            turn.conversation.asked = {"kind": "field", "id": problem.reopens[0], "task": None}


async def affirm_or_deny_answer(turn: Turn) -> None:
    """A yes or no while nothing waits for a confirmation answers the open question, if there is one."""
    if turn.conversation.asked is not None:
        if turn.asked_field is not None:
            await answer(turn)
        else:
            await ask_again(turn)
    else:
        turn.reply("chat.confirm_nothing")
