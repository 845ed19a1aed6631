"""Correcting what was understood, training a model that knows it, and letting it serve."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import structlog
import yaml
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import service as audit
from api.catalogues.current import current_catalogue
from api.clock import CHINA
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database, now
from api.errors import ConflictError, NotFoundError, UnprocessableError
from api.evaluation.examples import Example, read_examples
from api.evaluation.running import judge
from api.improving import repository, serving
from api.improving.gate import Verdict, compare
from api.improving.models import Candidate, Correction, FactCorrection
from api.improving.surrogates import with_surrogates
from api.settings import PROJECT_FOLDER, settings
from api.supervisor import CannotStartError
from api.texts.refusals import refusal_text
from api.training import train_also, train_if_needed
from forms.model import Field, Kind
from forms.model import Path as FormPath
from forms.values import Unusable, parse_value

_DATA = PROJECT_FOLDER / "nlu_data"
PERSONAL = frozenset({Kind.PERSON_NAME, Kind.ORG_NAME, Kind.ADDRESS, Kind.MOBILE, Kind.PHONE, Kind.ID_NO, Kind.USCC})
"""Kinds of field whose values tell who somebody is."""
_STANDS_FOR = {"person_name": "王建国", "org_name": "老王家饭馆", "address": "新泰市府前街12号"}
"""In place of what facts of these kinds say; numbers are replaced wherever they stand."""
_MOST_CONFUSIONS = 30
_WEIGHT = 3
"""How often a reviewed message counts among hundreds that were thought up: it is one that somebody really said."""
_log = structlog.get_logger()


@cache
def labels() -> frozenset[str]:
    """What a message can be said to mean: the labels of the training data."""
    files = [*(_DATA / "paths").glob("*.yml"), *(_DATA / "intents").glob("*.yml")]
    return frozenset(example.label for file in files for example in read_examples(file))


async def correct(session: AsyncSession, message: Message, label: str, known: Mapping[str, str], by: str) -> Correction:
    """Say what a citizen's message means; saying it again replaces what was said before.

    `known` maps this citizen's answers to what stands for them. Raises UnprocessableError for a label that there is
    not, and for what no citizen has said.
    """
    if label not in labels() or message.role != "citizen":
        raise UnprocessableError("bad_request")
    found = await repository.correction_of(session, message.conversation_id, message.seq)
    if found is None:
        found = Correction(
            conversation_id=message.conversation_id, message_seq=message.seq, understood=understood_as(message)
        )
        repository.add(session, found)
    found.text, found.label, found.by, found.at = (
        with_surrogates(message.text, _known_with_heard(message, known)),
        label,
        by,
        now(),
    )
    audit.record(session, by, "write", "correction", message.conversation_id, message.conversation_id)
    return found


async def correct_fact(
    session: AsyncSession, message: Message, path: FormPath, field: Field, words: str, known: Mapping[str, str], by: str
) -> FactCorrection:
    """Say with which words a citizen's message tells a field; no words: it tells nothing of it.

    Raises UnprocessableError for words that are not in the message, and for those that the field cannot hold.
    """
    words = words.strip()
    if message.role != "citizen" or words not in message.text:
        raise UnprocessableError("not_said")
    known = _known_with_heard(message, known)
    if words and field.kind in PERSONAL:
        known = {**known, words: field.example}
    text, kept = with_surrogates(message.text, known), with_surrogates(words, known)
    try:
        value = parse_value(field, kept, message.created_at.astimezone(CHINA).date()) if kept else None
    except Unusable as refusal:
        why = refusal_text(field, refusal.code, refusal.details)
        raise UnprocessableError("field_unusable", why=why) from refusal
    found = await repository.fact_correction_of(session, message.conversation_id, message.seq, field.id)
    if found is None:
        found = FactCorrection(conversation_id=message.conversation_id, message_seq=message.seq, field=field.id)
        repository.add(session, found)
    found.path, found.label, found.text, found.words, found.value = path.id, field.label, text, kept, value
    found.by, found.at = by, now()
    where = message.conversation_id
    audit.record(session, by, "write", "correction", where, where, fields=[field.id])
    return found


async def fact_corrections_of(session: AsyncSession, conversation_id: UUID) -> dict[int, list[FactCorrection]]:
    """What reviewers have said about facts of a conversation, by message."""
    found: dict[int, list[FactCorrection]] = {}
    for each in await repository.fact_corrections(session, conversation_id):
        found.setdefault(each.message_seq, []).append(each)
    return found


async def fact_corrections(session: AsyncSession) -> Sequence[FactCorrection]:
    """All of them, the oldest first."""
    return await repository.fact_corrections(session)


def _known_with_heard(message: Message, known: Mapping[str, str]) -> Mapping[str, str]:
    """`known`, and what the message itself was heard to tell of somebody, with what stands for it."""
    facts = (message.understanding or {}).get("facts") or ()
    heard = {message.text[start:end]: _STANDS_FOR[kind] for kind, start, end in facts if kind in _STANDS_FOR}
    return {**heard, **known}


def understood_as(message: Message) -> str:
    """What a message was taken for, as a label."""
    made = message.understanding or {}
    name = made.get("id") or made.get("handler") or ""
    return "+".join(filter(None, (name, made.get("aspect"))))


async def corrections_of(session: AsyncSession, conversation_id: UUID) -> dict[int, Correction]:
    """The corrections of a conversation by message."""
    return {each.message_seq: each for each in await repository.corrections_of(session, conversation_id)}


async def corrections(session: AsyncSession) -> Sequence[Correction]:
    """All of them, the oldest first."""
    return await repository.corrections(session)


async def confusions(session: AsyncSession, first: date, last: date) -> Sequence[tuple[str, str, int]]:
    """What was taken for what from one day to another by what reviewers say, the most frequent first."""
    since = datetime.combine(first, time.min, CHINA)
    until = datetime.combine(last, time.min, CHINA) + timedelta(days=1)
    return await repository.confusions(session, since, until, _MOST_CONFUSIONS)


async def misunderstood(session: AsyncSession, first: date, last: date) -> list[tuple[str, int, str, str]]:
    """Messages corrected from one day to another, the most frequent first, with surrogates.

    Of each how often, what it was taken for, and what it means.
    """
    counted = Counter(
        (each.text, each.understood, each.label)
        for each in await repository.corrections(session)
        if first <= each.at.astimezone(CHINA).date() <= last
    )
    return [(text, times, heard, meant) for (text, heard, meant), times in counted.most_common(_MOST_CONFUSIONS)]


async def candidates(session: AsyncSession) -> Sequence[Candidate]:
    """The models that were tried, the newest first."""
    return await repository.candidates(session)


async def begin(session: AsyncSession, by: str) -> Candidate:
    """Begin to train on all that was reviewed; raises ConflictError when nothing was, or one is being trained."""
    if not await repository.corrections(session):
        raise ConflictError("nothing_reviewed")
    if any(each.state == "training" for each in await repository.candidates(session)):
        raise ConflictError("already_training")
    candidate = Candidate(by=by)
    repository.add(session, candidate)
    await session.flush()
    return candidate


async def train(database: Database, candidate_id: UUID) -> Verdict | None:
    """Train and judge a candidate that was begun, which takes minutes; None when it failed. It does not serve yet."""
    async with database.transaction() as session:
        reviewed = [Example(each.text, each.label, "reviewed") for each in await repository.corrections(session)]
    try:
        base, model, verdict = await asyncio.to_thread(_train_and_judge, candidate_id, reviewed)
    except (CannotStartError, OSError, ValueError) as error:
        _log.warning("candidate not trained", candidate=str(candidate_id), error=type(error).__name__)
        await _note(database, candidate_id, state="failed")
        return None
    state = "better" if verdict.is_better else "not_better"
    await _note(
        database,
        candidate_id,
        state=state,
        corrections=len(reviewed),
        model=str(model),
        made_from=base.name,
        figures=verdict.as_json,
    )
    return verdict


def _train_and_judge(candidate_id: UUID, reviewed: Sequence[Example]) -> tuple[Path, Path, Verdict]:
    base = base_model()
    model = train_also(_written(candidate_id, reviewed), base)
    frozen = [each for file in sorted((_DATA / "eval").glob("*.yml")) for each in read_examples(file)]
    both = [*frozen, *reviewed]
    incumbent = serving.served() or str(base)
    before, after = (judge(Path(each), both, lambda _done: None) for each in (incumbent, str(model)))
    cut = len(frozen)
    paths = frozenset(current_catalogue().paths)
    return base, model, compare(before[:cut], after[:cut], before[cut:], after[cut:], paths)


def base_model() -> Path:
    """The model of our own data that this installation runs on."""
    noted = settings().var_folder / "base-model"
    return Path(noted.read_text(encoding="utf-8")) if noted.is_file() else train_if_needed()


def _written(candidate_id: UUID, reviewed: Sequence[Example]) -> Path:
    """The reviewed messages as training data."""
    by_label: dict[str, list[str]] = {}
    for example in reviewed:
        by_label.setdefault(example.label, []).append(" ".join(example.text.split()))
    entries = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts for _ in range(_WEIGHT))}
        for label, texts in by_label.items()
    ]
    file = settings().var_folder / "reviewed" / f"{candidate_id}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True), encoding="utf-8")
    return file


async def _note(database: Database, candidate_id: UUID, **values: object) -> None:
    async with database.transaction() as session:
        candidate = await repository.candidate(session, candidate_id)
        for name, value in values.items():
            setattr(candidate, name, value)


async def promote(session: AsyncSession, candidate_id: UUID, by: str) -> None:
    """Let a better model serve from now on; raises ConflictError for one that is not better, or fits no more."""
    candidate = await repository.candidate(session, candidate_id)
    if candidate is None:
        raise NotFoundError("no_candidate")
    if candidate.state != "better" or candidate.model is None or candidate.made_from != base_model().name:
        raise ConflictError("not_better")
    for each in await repository.in_use(session):
        each.retired_at = now()
    candidate.promoted_at, candidate.promoted_by, candidate.retired_at = now(), by, None
    audit.record(session, by, "write", "model", candidate.id, None)
    model, made_from = candidate.model, candidate.made_from
    _once_committed(session, lambda: serving.serve(model, made_from))


async def roll_back(session: AsyncSession, by: str) -> None:
    """Back to the model that served before; the base model, where there was none. Raises ConflictError on that."""
    current = next(iter(await repository.in_use(session)), None)
    if current is None:
        raise ConflictError("nothing_promoted")
    current.retired_at = now()
    audit.record(session, by, "write", "model", current.id, None)
    base = base_model().name
    earlier = [
        each
        for each in await repository.candidates(session)
        if each.promoted_at is not None and each.id != current.id and each.made_from == base and each.model
    ]
    before = max(earlier, key=lambda each: each.promoted_at or each.started_at, default=None)
    if before is None or before.model is None or (before.promoted_at or now()) > (current.promoted_at or now()):
        _once_committed(session, serving.serve_base)
        return
    before.retired_at = None
    model = before.model
    _once_committed(session, lambda: serving.serve(model, base))


def _once_committed(session: AsyncSession, change: Callable[[], None]) -> None:
    """What is served changes with the history of what was, not before: a failed commit changes neither."""
    event.listen(session.sync_session, "after_commit", lambda _session: change(), once=True)


async def message_of(session: AsyncSession, conversation_id: UUID, seq: int) -> Message:
    """A message of a conversation; raises NotFoundError."""
    found = await conversations.message(session, conversation_id, seq)
    if found is None:
        raise NotFoundError("no_conversation")
    return found
