"""Questions about a path, and why something is asked: answered from the catalogue, without starting anything."""

from __future__ import annotations

from api.cases import service as cases
from api.catalogues.current import current_catalogue
from api.dialogue.asking import SECOND_FAILURE, ask_again, is_situation
from api.dialogue.aspects import aspects_named
from api.dialogue.following import status
from api.dialogue.questions import wording
from api.dialogue.starting import path_wish
from api.dialogue.telling import send_plan
from api.dialogue.turn import Turn, button
from api.drafts import service as drafts
from api.drafts.service import OpenDraft
from api.settings import settings
from api.texts import say
from api.texts.quantities import fee_text, range_text
from forms.draft import Draft, use_of
from forms.model import Field, Path
from forms.planner import plan
from forms.requirements import Situation, situation, typical_situation

_SHOWN_ITEMS = 8


async def ask(turn: Turn) -> None:
    """Answer a question about the path named, or else the one under way; then go on, or offer to begin."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    path_id = turn.understanding.id or (current.path.id if current else None) or _talked_about(turn)
    if path_id is None:
        await _ask_about_nothing(turn)
        return
    path = current_catalogue().paths.get(path_id)
    if path is None:
        turn.reply("start.not_yet", hotline=settings().hotline)
        await ask_again(turn)
        return
    own = current if current is not None and current.path.id == path_id else None
    seen = own.seen(turn.today) if own else situation(current_catalogue(), path, Draft(path.id), turn.today)
    if own and turn.understanding.aspect == "how":
        send_plan(turn, own, "faq.how")
    else:
        turn.speak("\n".join(_about(turn, path, seen, aspect) for aspect in _aspects(turn)))
    if current is not None:
        await ask_again(turn)
    else:
        label = say("faq.offer_button", path=path.name)
        turn.conversation.confirming = {"what": "begin", "path": path.id}
        turn.reply("faq.offer", buttons=[button(label, path_wish(path.id))])


def _talked_about(turn: Turn) -> str | None:
    """The path that was offered last, so that a further question need not name it again."""
    confirming = turn.conversation.confirming
    return confirming["path"] if confirming is not None and confirming["what"] == "begin" else None


async def _ask_about_nothing(turn: Turn) -> None:
    """No path is named or under way: with a case the question is about that, otherwise ask which path is meant."""
    if await cases.status_of(turn.session, turn.conversation.id):
        await status(turn)
    else:
        turn.reply("faq.none")


def _aspects(turn: Turn) -> list[str]:
    """What is asked: as understood, and whatever else the message names."""
    named = aspects_named(turn.text)
    understood = turn.understanding.aspect
    if understood is not None and understood not in named and (understood != "how" or not named):
        named.insert(0, understood)
    return named or ["how"]


def _about(turn: Turn, path: Path, seen: Situation, aspect: str) -> str:
    """What the catalogue says about one aspect of a path."""
    planned, usual = plan(seen, turn.today), plan(typical_situation(seen), turn.today)
    match aspect:
        case "materials":
            return _materials(path, seen)
        case "time" | "fee" | "place" | "who" | "online":
            return say(
                f"faq.{aspect}",
                path=path.name,
                days=range_text(planned.parallel),
                usual=usual.parallel.least,
                series=usual.series.least,
                fee=fee_text(planned.fee),
                short=path.short,
                city=settings().city,
                hotline=settings().hotline,
            )
        case _:
            return f"{_items(path, seen)}\n{say('faq.how')}"


def _items(path: Path, seen: Situation) -> str:
    entries = seen.items() or seen.possible_items()
    names = [seen.catalogue.item_of(entry).name for entry in entries[:_SHOWN_ITEMS]]
    return say("faq.items", path=path.name, items="、".join(dict.fromkeys(names)))


def _materials(path: Path, seen: Situation) -> str:
    """With a draft, what it needs; without, all that the path may need."""
    uses = [use for use in path.materials if not seen.items() or seen.needing(use)]
    materials = [seen.catalogue.materials[use.material] for use in uses]
    upload = [m.name for m in materials if m.provide == "upload"]
    free = [m.name for m in materials if m.provide != "upload"]
    other = say("faq.materials_free", names="、".join(free)) if free else ""
    return say("faq.materials", path=path.name, upload="、".join(upload), other=other)


async def why(turn: Turn) -> None:
    """Say which departments need what is being asked, and that nobody else sees it."""
    current = await drafts.find_open(turn.session, turn.conversation.id)
    asked = turn.conversation.asked
    if current is None or not asked or asked.get("task"):
        turn.reply("why.nothing")
    else:
        turn.note(_reason(turn, current, asked["kind"], asked["id"]))
        if asked["kind"] == "field":
            _explain(turn, current.path.field(asked["id"]))
        turn.speak_notes()
    await ask_again(turn)


def _explain(turn: Turn, field: Field) -> None:
    """Say the question otherwise, unless that is how it comes back anyway."""
    otherwise = wording(field, otherwise=True)
    if otherwise != wording(field) and turn.conversation.failures < SECOND_FAILURE:
        turn.note(otherwise)


def _reason(turn: Turn, current: OpenDraft, kind: str, identifier: str) -> str:
    seen = current.seen(turn.today)
    if kind == "material":
        material_use = next(use for use in current.path.materials if use.material == identifier)
        departments = "、".join(seen.departments_needing(material_use))
        return say("why.material", label=current.catalogue.materials[identifier].name, departments=departments)
    label = current.path.field(identifier).label
    use = use_of(current.path, identifier)
    needing = seen.departments_needing(use) if use else []
    if is_situation(current, identifier) or not needing:
        return say("why.situation", label=label)
    return say("why.field", label=label, departments="、".join(needing))
