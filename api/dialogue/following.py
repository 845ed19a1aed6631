"""Where is my application: at a glance, and per department."""

from __future__ import annotations

from collections.abc import Sequence

from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.stages import FINAL, Stage
from api.dialogue.asking import ask_again, ask_supplement, left_to_ask
from api.dialogue.cards import expected_finish, item_name, status_card
from api.dialogue.turn import Turn, button
from api.drafts import service as drafts
from api.texts import say
from forms.model import Catalogue
from forms.values.dates import show_date


async def status(turn: Turn) -> None:
    """Tell where the newest case is, per department, and by when; or how far the draft has come."""
    found = await cases.status_of(turn.session, turn.conversation.id)
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if not found and current is None:
        turn.reply("status.none")
        return
    if found:
        case, tasks, catalogue = found[0]
        turn.speak(status_text(case, tasks, catalogue), card=status_card(case, tasks, catalogue))
        if len(found) > 1:
            turn.reply("status.more", count=len(found) - 1)
    if current is not None:
        turn.reply(
            "status.draft", path=current.path.name, done=len(current.draft.answers), left=left_to_ask(turn, current)
        )
        await ask_again(turn)
    else:
        await ask_supplement(turn)


def status_text(case: Case, tasks: Sequence[Task], catalogue: Catalogue) -> str:
    """The status of a case in words, a line for each department."""
    path = catalogue.paths[case.path_id].name
    if case.closed_at is not None:
        lines = [say("status.closed", path=path, case_no=case.case_no)]
    else:
        lines = [
            say(
                "status.glance",
                path=path,
                case_no=case.case_no,
                total=len(tasks),
                done=sum(task.stage == Stage.GRANTED for task in tasks),
                promised_by=show_date(expected_finish(case, tasks).isoformat()),
            )
        ]
    return "\n".join([*lines, *(_line(case, task, tasks, catalogue) for task in tasks)])


def _line(case: Case, task: Task, tasks: Sequence[Task], catalogue: Catalogue) -> str:
    return say(
        "status.line",
        item=item_name(catalogue, case, task.item_id),
        department=catalogue.departments[task.department_id].name,
        stage=say(f"stages.{task.stage}"),
        extra=_extra(case, task, tasks, catalogue),
    )


def _extra(case: Case, task: Task, tasks: Sequence[Task], catalogue: Catalogue) -> str:
    if task.stage == Stage.WAITING:
        waiting = [t.item_id for t in tasks if t.item_id in task.waits_for and t.stage != Stage.GRANTED]
        return say("status.waits", items="、".join(item_name(catalogue, case, i) for i in waiting))
    if task.licence is not None:
        return say("status.licence", name=task.licence["name"], number=task.licence["number"])
    if task.stage in FINAL:
        return say("status.opinion", opinion=task.opinion) if task.opinion else ""
    return say("status.due", due=show_date(task.promised_by.isoformat()))


async def resume(turn: Turn) -> None:
    """Go on where the citizen stopped."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is None:
        if not await ask_supplement(turn):
            turn.reply("chat.nothing_to_resume")
        return
    turn.reply("start.already", path=current.path.name)
    await ask_again(turn)


async def offer_resume(turn: Turn) -> None:
    """A greeting in the middle: greet back, and put the open question again."""
    turn.reply("chat.greet")
    current = await drafts.find_open(turn.session, turn.conversation.id)
    if current is not None:
        await ask_again(turn)
    elif not await ask_supplement(turn):
        turn.replies[-1].buttons = [button(say("opening.buttons_apply")), button(say("opening.buttons_help"))]
