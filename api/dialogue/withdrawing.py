"""Taking back what was submitted: all of it or one item, after asking once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from api.cases import service as cases
from api.cases.models import Case, Task
from api.dialogue import proving
from api.dialogue.cards import item_name, status_card
from api.dialogue.supplementing import ask_supplement
from api.dialogue.turn import Turn, button, button_of
from api.texts import plainly, say
from forms.model import Catalogue

_GENERAL = re.compile(r"许可|登记|备案|办理|审批|设置|申请|申报|经营|设立|核定|信息|一个|撤回|不办|那个|公司|企业")
"""Words that many items have in their names."""
_TELLING = 2
"""Characters of an item's name that a message must share with it to name it."""
_OFFERED = 5
_PLAIN_WISH = re.compile(
    r"(?:我|俺|那|就|是的?|对|嗯|确定|确认|真的?|全部?|都|要|想|给|把|申请|这个|办件|撤回来?|撤销|撤了?|取消|不办|不要|了|吧|啊|[，,。！!\s])+"
)
"""确定撤回, 都撤了吧: a second wish that names nothing, and so confirms; anything else is asked about anew."""


async def offer(turn: Turn) -> bool:
    """Ask whether the newest open case is meant, all of it or the item that the message names; False without one."""
    found = await _newest_open(turn)
    if found is None:
        return False
    if proving.is_needed(turn):
        await proving.ask_mobile(turn, then="status")
        return True
    case, tasks, catalogue = found
    open_tasks = cases.withdrawable(tasks)
    named = _named(turn.text, case, open_tasks, catalogue)
    confirming = turn.conversation.confirming
    same = confirming is not None and confirming["what"] == "withdraw" and confirming["case"] == str(case.id)
    if same and _PLAIN_WISH.fullmatch(turn.text):
        await confirmed(turn, confirming or {})
        return True
    whole = named is None
    gone = open_tasks if named is None else cases.with_dependants(tasks, [named.item_id])
    turn.conversation.confirming = {
        "what": "withdraw",
        "case": str(case.id),
        "items": None if named is None else [named.item_id],
    }
    turn.reply(
        "withdraw.ask" if whole else "withdraw.ask_one",
        path=catalogue.paths[case.path_id].name,
        case_no=case.case_no,
        items=_names(catalogue, case, gone),
        buttons=[
            button_of("withdraw.yes"),
            *_parts(catalogue, case, open_tasks, whole=whole),
            button_of("withdraw.no"),
        ],
    )
    return True


async def confirmed(turn: Turn, confirming: dict[str, Any]) -> None:
    """Withdraw what was confirmed."""
    turn.conversation.confirming = None
    case_id = UUID(confirming["case"])
    gone = await cases.withdraw(turn.session, case_id, confirming["items"])
    found = await cases.status_of(turn.session, turn.conversation.id)
    case, tasks, catalogue = next(entry for entry in found if entry[0].id == case_id)
    key = "withdraw.done_closed" if case.closed_at else "withdraw.done"
    turn.reply(key, items=_names(catalogue, case, gone), case_no=case.case_no, card=status_card(case, tasks, catalogue))
    await ask_supplement(turn)  # what the withdrawn items wanted is not asked for any more; what others want is


async def _newest_open(turn: Turn) -> tuple[Case, Sequence[Task], Catalogue] | None:
    found = await cases.status_of(turn.session, turn.conversation.id)
    return next((entry for entry in found if cases.withdrawable(entry[1])), None)


def _parts(catalogue: Catalogue, case: Case, tasks: Sequence[Task], *, whole: bool) -> list[dict[str, str]]:
    """A button for each item that may be withdrawn alone."""
    if not whole or len(tasks) < _TELLING:
        return []
    names = [item_name(catalogue, case, task.item_id) for task in tasks[:_OFFERED]]
    return [button(say("withdraw.only", item=name), plainly("withdraw.only", item=name)) for name in names]


def _named(text: str, case: Case, tasks: Sequence[Task], catalogue: Catalogue) -> Task | None:
    """The one item that the message names, by its name or by a part of it: 招牌不挂了."""
    whole = [task for task in tasks if item_name(catalogue, case, task.item_id) in text]
    if whole:
        return max(whole, key=lambda task: len(item_name(catalogue, case, task.item_id)))
    said = _GENERAL.sub(" ", text)
    shared = sorted(
        ((_shared(said, item_name(catalogue, case, task.item_id)), task) for task in tasks),
        key=lambda entry: entry[0],
        reverse=True,
    )
    if not shared or shared[0][0] < _TELLING:
        return None
    return shared[0][1] if len(shared) == 1 or shared[0][0] > shared[1][0] else None


def _shared(said: str, name: str) -> int:
    """How many characters in a row the message shares with the telling part of a name."""
    plain = _GENERAL.sub(" ", name)
    match = SequenceMatcher(None, said, plain, autojunk=False).find_longest_match()
    return len(said[match.a : match.a + match.size].strip())


def _names(catalogue: Catalogue, case: Case, tasks: Sequence[Task]) -> str:
    return "、".join(f"“{item_name(catalogue, case, task.item_id)}”" for task in tasks)
