"""Correcting what was understood: surrogates in place of people, the gate, promotion and the way back."""

from __future__ import annotations

import shutil
from uuid import uuid4

import pytest
from sqlalchemy import select

from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Message
from api.drafts import service as drafts
from api.errors import ConflictError, UnprocessableError
from api.evaluation.examples import Example
from api.evaluation.measures import Judged
from api.improving import service as improving
from api.improving import serving
from api.improving.gate import compare
from api.improving.models import Candidate
from api.improving.surrogates import with_surrogates
from api.settings import settings
from api.staff import accounts
from tests.api.test_console import PASSWORD, cheap_hashes, hidden, log_in

__all__ = ["cheap_hashes"]
WHO = "reviewer/陈静"
PATHS = frozenset({"open-restaurant", "open-hotel"})


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A folder of this installation's own, with a base model that nobody loads."""
    if (keys := settings().var_folder / "keys").is_dir():
        shutil.copytree(keys, tmp_path / "keys")
    monkeypatch.setattr(settings(), "var_folder", tmp_path)
    (tmp_path / "base-model").write_text(str(tmp_path / "yichuang-base.tar.gz"), encoding="utf-8")
    return tmp_path


# --- surrogates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我叫张翠花，电话13912345678", "我叫王建国，电话13805381234"),
        ("身份证37098219800101123X", "身份证11010519491231002X"),
        ("信用代码 92370982MA3C4ERX6W", "信用代码 91350100M000100Y43"),
        ("卡号6222021614001234567", "卡号1111111111111111111"),
        ("我是饭店的", "我是饭店的"),
        ("开在青云路18号，80平", "开在新泰市府前街12号，80平"),
    ],
)
def test_what_tells_of_a_person_is_replaced(said, kept):
    assert with_surrogates(said, {"青云路18号": "新泰市府前街12号"}) == kept


# --- correcting ---------------------------------------------------------------------------------------------------


async def said(citizen, text: str) -> Message:
    await citizen.say("unclear", text, id=None)
    async with citizen.database.transaction() as session:
        found = await session.scalars(
            select(Message).where(Message.conversation_id == citizen.conversation_id, Message.role == "citizen")
        )
        return found.all()[-1]


async def test_a_correction_replaces_an_earlier_one(citizen, database):
    message = await said(citizen, "弄个小馆子，我叫张翠花")
    for label in ("open-hotel", "open-restaurant"):
        async with database.transaction() as session:
            await improving.correct(session, message, label, {}, WHO)
    async with database.transaction() as session:
        (kept,) = await improving.corrections(session)
    assert (kept.text, kept.label) == ("弄个小馆子，我叫王建国", "open-restaurant")


@pytest.mark.parametrize("label", ["", "open-nothing", "open-restaurant+colour"])
async def test_there_are_only_the_labels_of_the_training_data(citizen, database, label):
    message = await said(citizen, "弄个小馆子")
    async with database.transaction() as session:
        with pytest.raises(UnprocessableError):
            await improving.correct(session, message, label, {}, WHO)


async def test_the_messages_corrected_most_often_come_first_without_anybodys_data(citizen, database):
    for text, label in (("弄个小馆子", "open-restaurant"), ("弄个小馆子", "open-restaurant"), ("我叫张翠花", "inform")):
        message = await said(citizen, text)
        async with database.transaction() as session:
            await improving.correct(session, message, label, {}, WHO)
    async with database.transaction() as session:
        found = await improving.misunderstood(session, today(), today())
    assert [(text, times, meant) for text, times, _heard, meant in found] == [
        ("弄个小馆子", 2, "open-restaurant"),
        ("我叫王建国", 1, "inform"),
    ]


async def test_what_the_message_was_heard_to_tell_of_somebody_is_replaced(citizen, database):
    message = await said(citizen, "店是李翠花开的")
    message.understanding = {"facts": [["person_name", 2, 5]]}
    async with database.transaction() as session:
        kept = await improving.correct(session, message, "open-restaurant", {}, WHO)
    assert kept.text == "店是王建国开的"


async def test_a_fact_is_corrected_by_the_words_that_tell_it(applicant, database):
    """The words have to be in the message; personal ones are kept as surrogates, with the value they stand for."""
    message = await said(applicant, "店是李翠花的，一百二十平")
    async with database.transaction() as session:
        path = (await drafts.require_open(session, applicant.conversation_id)).path
        for field, words in (("biz_area", "一百二十平"), ("legal_rep", "李翠花"), ("seats", "")):
            await improving.correct_fact(session, message, path, path.field(field), words, {}, WHO)
        with pytest.raises(UnprocessableError, match="not_said"):
            await improving.correct_fact(session, message, path, path.field("biz_area"), "80平", {}, WHO)
        with pytest.raises(UnprocessableError, match="field_unusable"):
            await improving.correct_fact(session, message, path, path.field("open_date"), "店是", {}, WHO)
    async with database.transaction() as session:
        kept = {each.field: (each.words, each.value) for each in await improving.fact_corrections(session)}
        texts = {each.text for each in await improving.fact_corrections(session) if each.field == "legal_rep"}
    assert kept["biz_area"] == ("一百二十平", 120)
    assert kept["seats"] == ("", None)
    assert kept["legal_rep"][0] == kept["legal_rep"][1] != "李翠花"
    assert texts == {f"店是{kept['legal_rep'][0]}的，一百二十平"}


async def test_what_the_bot_said_is_not_corrected(citizen, database):
    await citizen.say("greet", "你好")
    async with database.transaction() as session:
        (first, *_) = await conversations.last_bot_messages(session, citizen.conversation_id)
        with pytest.raises(UnprocessableError):
            await improving.correct(session, first, "open-restaurant", {}, WHO)


async def test_nothing_is_trained_without_corrections_or_twice_at_once(citizen, database):
    async with database.transaction() as session:
        with pytest.raises(ConflictError, match="nothing_reviewed"):
            await improving.begin(session, WHO)
    message = await said(citizen, "弄个小馆子")
    async with database.transaction() as session:
        await improving.correct(session, message, "open-restaurant", {}, WHO)
        await improving.begin(session, WHO)
    async with database.transaction() as session:
        with pytest.raises(ConflictError, match="already_training"):
            await improving.begin(session, WHO)


# --- the gate -----------------------------------------------------------------------------------------------------


def judged(label: str, got: str) -> Judged:
    is_path = got in PATHS
    result = {"id": got, "kind": "path" if is_path else "intent", "decision": "act", "candidates": []}
    return Judged(Example("x", label), result)


RIGHT, WRONG = judged("open-restaurant", "open-restaurant"), judged("open-restaurant", "open-hotel")
CALM = judged("greet", "greet")
URGENT, MISSED = judged("urgent", "urgent"), judged("urgent", "greet")


@pytest.mark.parametrize(
    ("before", "after", "reviewed_before", "reviewed_after", "better"),
    [
        ([RIGHT] * 9, [RIGHT] * 9, [WRONG], [RIGHT], True),
        ([RIGHT] * 9, [RIGHT] * 9, [WRONG], [WRONG], False),
        ([RIGHT] * 9, [RIGHT] * 8 + [WRONG], [WRONG], [RIGHT], False),
        ([CALM] * 999 + [URGENT], [CALM] * 999 + [MISSED], [WRONG], [RIGHT], False),
        ([CALM] * 1000, [CALM] * 998 + [judged("greet", "thanks_bye")] * 2, [WRONG], [RIGHT], True),
        ([CALM] * 1000, [CALM] * 990 + [judged("greet", "thanks_bye")] * 10, [WRONG], [RIGHT], False),
    ],
    ids=["better", "not better on the reviewed", "worse on paths", "an emergency missed", "within the slack", "beyond"],
)
def test_only_what_is_better_and_nowhere_worse_may_serve(before, after, reviewed_before, reviewed_after, better):
    assert compare(before, after, reviewed_before, reviewed_after, PATHS).is_better is better


# --- promotion ----------------------------------------------------------------------------------------------------


async def tried(database, folder, state: str = "better", made_from: str = "yichuang-base.tar.gz") -> Candidate:
    candidate = Candidate(by=WHO, state=state, model=str(folder / f"{uuid4()}.tar.gz"), made_from=made_from)
    async with database.transaction() as session:
        session.add(candidate)
    return candidate


async def promote(database, candidate: Candidate) -> None:
    async with database.transaction() as session:
        await improving.promote(session, candidate.id, WHO)


async def roll_back(database) -> None:
    async with database.transaction() as session:
        await improving.roll_back(session, WHO)


async def test_a_promotion_that_is_not_committed_serves_nothing(database, own_folder):
    candidate = await tried(database, own_folder)

    async def fails_at_the_end() -> None:
        async with database.transaction() as session:
            await improving.promote(session, candidate.id, WHO)
            raise ConflictError("not_better")

    with pytest.raises(ConflictError):
        await fails_at_the_end()
    assert serving.served() is None


async def test_promoting_and_going_back_step_by_step(database, own_folder):
    first, second = await tried(database, own_folder), await tried(database, own_folder)
    await promote(database, first)
    await promote(database, second)
    assert serving.served() == second.model
    await roll_back(database)
    assert serving.served() == first.model
    await roll_back(database)
    assert serving.served() is None
    with pytest.raises(ConflictError):
        await roll_back(database)


@pytest.mark.parametrize(
    ("state", "made_from"),
    [("not_better", "yichuang-base.tar.gz"), ("training", "yichuang-base.tar.gz"), ("better", "yichuang-older.tar.gz")],
)
async def test_what_is_not_better_or_fits_no_more_is_not_promoted(database, own_folder, state, made_from):
    candidate = await tried(database, own_folder, state, made_from)
    with pytest.raises(ConflictError):
        await promote(database, candidate)
    assert serving.served() is None


async def test_a_reviewer_does_it_all_in_the_console(client, database, citizen, own_folder):
    message = await said(citizen, "弄个小馆子")
    async with database.transaction() as session:
        await accounts.save_reviewer(session, "chen", PASSWORD)
    await log_in(client, "chen")
    page = f"/console/conversations/{citizen.conversation_id}"
    token = hidden((await client.get(page)).text, "csrf")

    corrected = {"csrf": token, "topic": "open-restaurant", "aspect": "fee"}
    await client.post(f"{page}/messages/{message.seq}/correct", data=corrected)
    assert "改成了：<b>开办餐饮店：多少钱</b>" in (await client.get(page)).text
    shown = (await client.get("/console/improving")).text
    assert "弄个小馆子" in shown

    candidate = await tried(database, own_folder)
    await client.post(f"/console/improving/{candidate.id}/promote", data={"csrf": token})
    assert "正在用" in (await client.get("/console/improving")).text
    await client.post("/console/improving/roll-back", data={"csrf": token})
    assert "正在用" not in (await client.get("/console/improving")).text
