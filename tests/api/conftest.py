"""The application without Rasa: turns go straight to the dialogue, HTTP goes straight to the ASGI application."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from PIL import Image
from psycopg.conninfo import conninfo_to_dict

from actions.application import create_app
from api.cases import service as cases
from api.cases.models import Case, Task
from api.cases.service import Consequences, DepartmentEvent
from api.cases.stages import Stage
from api.catalogues.service import keep_current
from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Message
from api.database import Database
from api.database.roles import keep_roles
from api.dialogue import handing_in, submitting
from api.dialogue.consents import everything, shares_of
from api.dialogue.editing import edit
from api.dialogue.news import take_department_event
from api.dialogue.service import take_turn
from api.dialogue.starting import open_conversation
from api.dialogue.turn import Turn, Understanding
from api.drafts import service as drafts
from api.drafts.files import accept
from api.identity import service as identity
from api.settings import settings
from api.web.visitor import CHANNEL, COOKIE, visitor_hash
from forms.facts import Fact
from forms.loader import default_catalogue
from tests.serving import serving

_numbers = itertools.count()
VISITOR = "the-applicants-cookie"
MOBILE = "13805381234"
"""The number by which the applicant has proved who they are."""
USCC = "91350100M000100Y43"
"""The number of a business licence."""

RESTAURANT = {
    "has_shop": "有",
    "biz_area": "80平",
    "has_licence": "没有",
    "entity_type": "个体户",
    "food_items": "热菜和凉菜",
    "main_format": "对外营业的饭店",
    "sign_kind": "普通门头招牌",
    "sells_tobacco": "不卖烟",
    "kitchen_heat": "燃气",
    "drains_to_sewer": "接市政下水道",
    "homes_above": "没有",
    "has_karaoke": "没有",
    "changes_structure": "不改",
    "staff_no": "3个人",
    "legal_rep": "王建国",
    "id_no": "11010519491231002X",
    "mobile": "13805381234",
    "org_name": "老王家饭馆",
    "biz_addr": "新泰市府前街12号",
    "premise_right": "租赁",
    "lease_to": "2099年12月31日",
    "is_online": "做外卖",
    "kitchen_area": "25平",
    "seats": "40",
    "sign_spec": "长4米高1.2米，铝塑板",
    "drain_spec": "每天2吨水，有隔油池",
    "deliver": "电子证照",
}
"""A small restaurant with everything answered, as a citizen would write it."""

LARGE = {
    "biz_area": "320平",
    "changes_structure": "要改动结构",
    "fitout_cost": "50万",
    "floor": "1层（共6层）",
    "open_date": "2099年3月1日",
    "fire_mode": "先查后批",
    "building_name": "府前商厦，砖混，2008年",
    "exits": "2个",
}
"""What makes it a large one, in a house that is rebuilt: the building is accepted before the fire check."""


def picture(colour: str = "white") -> bytes:
    """A small JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@dataclass
class Citizen:
    """Someone in a conversation, whose messages are understood as told."""

    database: Database
    conversation_id: UUID
    replies: list[Message] = field(default_factory=list)

    async def say(self, handler: str, text: str, *facts: Fact, **understood: object) -> list[Message]:
        """Say something that is understood as `handler`; returns the replies."""
        async with self.database.transaction() as session:
            conversation = await conversations.locked(session, self.conversation_id)
            message = await conversations.hear(session, conversation, text, uuid4())
            await session.flush()
            seq = message.seq
        understanding = Understanding(facts=facts, **understood)  # type: ignore[arg-type]
        self.replies = list(await take_turn(self.database, self.conversation_id, seq, handler, understanding))
        return self.replies

    @property
    def heard(self) -> str:
        """Everything that the last turn replied."""
        return "\n".join(reply.text for reply in self.replies)

    async def begin(self, text: str = "我想开个饭店", *facts: Fact) -> list[Message]:
        """Start the restaurant."""
        return await self.say("apply", text, *facts, id="open-restaurant")

    async def asked(self) -> str | None:
        """The id of what is being asked."""
        async with self.database.transaction() as session:
            conversation = await conversations.locked(session, self.conversation_id)
            return conversation.asked["id"] if conversation.asked else None

    async def fill(self, answers: dict[str, str] = RESTAURANT) -> None:
        """Answer every question and hand in every material, until the review is offered."""
        for _ in range(80):
            question = await self.asked()
            if question is None:
                return
            if question in answers:
                await self.say("answer", answers[question])
            else:
                await self.hand_in(question)
        raise AssertionError(f"the interview does not end; the last question was {question}")

    async def hand_in(self, material: str, content: bytes | None = None) -> None:
        """Hand in a picture."""
        async with self.database.transaction() as session:
            conversation = await conversations.locked(session, self.conversation_id)
            turn = Turn(session, conversation, None, today())
            file = accept("photo.jpg", content or picture(), settings().upload_max_bytes)
            await handing_in.hand_in(turn, material, file)

    async def submit(self) -> Case:
        """Submit what has been filled in."""
        async with self.database.transaction() as session:
            conversation = await conversations.locked(session, self.conversation_id)
            current = await drafts.find_latest(session, self.conversation_id)
            assert current is not None
            consent = everything(shares_of(current.seen(today())))
            return await submitting.submit(Turn(session, conversation, None, today()), current.row.version, consent)

    async def edit(self, **answers: str) -> dict[str, str]:
        """Change answers on the review page; returns what is wrong with them."""
        async with self.database.transaction() as session:
            conversation = await conversations.locked(session, self.conversation_id)
            turn = Turn(session, conversation, None, today())
            errors = await edit(turn, answers)
            self.replies = turn.replies
            return errors

    async def applied(self, **changed: str) -> Case:
        """A submitted restaurant."""
        await self.begin()
        await self.fill({**RESTAURANT, **changed})
        return await self.submit()

    async def tasks(self, case: Case) -> dict[str, Task]:
        """The tasks of a case by item."""
        async with self.database.transaction() as session:
            return {task.item_id: task for task in await cases.tasks_of(session, case.id)}

    async def decide(self, case: Case, item: str, kind: Stage, **details: object) -> Consequences:
        """The department of an item reports an event."""
        task = (await self.tasks(case))[item]
        details.setdefault("event_id", str(uuid4()))
        if kind is Stage.GRANTED:
            details.setdefault("licence_number", USCC if item.startswith("biz-reg") else f"NO-{item}")
        event = DepartmentEvent(kind=kind, actor=task.department_id, **details)  # type: ignore[arg-type]
        async with self.database.transaction() as session:
            return await take_department_event(session, task.id, task.department_id, event)

    async def drafted(self) -> dict[str, object]:
        """The answers of the open draft."""
        async with self.database.transaction() as session:
            current = await drafts.require_open(session, self.conversation_id)
            return {name: answer.value for name, answer in current.draft.answers.items()}

    async def history(self) -> list[Message]:
        """Everything said so far."""
        async with self.database.transaction() as session:
            return list(await conversations.history(session, self.conversation_id))


@pytest.fixture(scope="session")
def postgres_url(postgres_url: str) -> str:
    """The server; what it holds need not survive a power cut, so it does not wait for the disk."""
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        _run(postgres_url, statement)
    return postgres_url


@pytest.fixture(scope="session")
def filled_in(postgres_url: str) -> tuple[str, UUID]:
    """A database to copy, in which a visitor has filled in the restaurant; and the visitor's conversation."""

    async def fill_in(url: str) -> UUID:
        database = await _opened(url)
        async with database.transaction() as session:
            conversation = await open_conversation(session, CHANNEL, visitor_hash(VISITOR))
            sender = await conversations.find_sender(session, CHANNEL, visitor_hash(VISITOR))
            await identity.prove(session, conversation, sender, MOBILE)
        applicant = Citizen(database, conversation.id)
        await applicant.begin()
        await applicant.fill()
        await database.close()
        return conversation.id

    url = _copy_of(postgres_url, "template_yichuang")
    return url, asyncio.run(fill_in(url))


@pytest.fixture(scope="session")
def begun(postgres_url: str, filled_in: tuple[str, UUID]) -> tuple[str, UUID]:
    """A database to copy, in which that case was submitted and its licence granted; and the case's id."""

    async def begin_case(url: str) -> UUID:
        database = await _opened(url)
        applicant = Citizen(database, filled_in[1])
        case = await applicant.submit()
        await applicant.decide(case, "biz-reg", Stage.GRANTED)
        await database.close()
        return case.id

    url = _copy_of(postgres_url, _name_of(filled_in[0]))
    return url, asyncio.run(begin_case(url))


class Shelf:
    """Copies of databases. The next one is made, and the last one dropped, while a test runs."""

    def __init__(self, postgres_url: str) -> None:
        self._postgres_url = postgres_url
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._next: dict[str, Future[str]] = {}

    def take(self, template: str) -> str:
        """The URL of a fresh copy."""
        ready = self._next.get(template) or self._make(template)
        self._next[template] = self._make(template)
        return ready.result()

    def drop(self, url: str) -> None:
        """Drop a copy that nobody needs any more."""
        self._worker.submit(_run, self._postgres_url, f"DROP DATABASE {_name_of(url)} WITH (FORCE)")

    def close(self) -> None:
        """Wait for what is being made."""
        self._worker.shutdown()

    def _make(self, template: str) -> Future[str]:
        return self._worker.submit(_copy_of, self._postgres_url, template)


@pytest.fixture(scope="session")
def shelf(postgres_url: str) -> Iterator[Shelf]:
    """Databases to take."""
    opened = Shelf(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[str]:
    """A fresh, migrated database; for a test with an `applicant`, one in which everything is filled in."""
    template = "template_yichuang"
    if "applicant" in request.fixturenames:
        url, _ = request.getfixturevalue("begun" if "begun_case" in request.fixturenames else "filled_in")
        template = _name_of(url)
    copy = shelf.take(template)
    yield copy
    shelf.drop(copy)


def _name_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def _copy_of(postgres_url: str, template: str) -> str:
    name = f"api_{next(_numbers)}"
    # Copying files takes half the time of copying through the log.
    _run(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return postgres_url.replace("/postgres?", f"/{name}?")


def _run(postgres_url: str, statement: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(statement.encode())


async def _opened(url: str) -> Database:
    opened = Database(url, pool_size=4)
    async with opened.transaction() as session:
        await keep_current(session)
        await keep_roles(session, default_catalogue().departments)
    return opened


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with the current catalogue in it."""
    opened = await _opened(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def citizen(database: Database) -> Citizen:
    """A newcomer, just greeted."""
    async with database.transaction() as session:
        conversation = await open_conversation(session, "test", str(uuid4()))
        return Citizen(database, conversation.id)


@pytest.fixture
def applicant(database: Database, filled_in: tuple[str, UUID]) -> Citizen:
    """A visitor of the web page who has filled in everything and stands before the review."""
    return Citizen(database, filled_in[1])


@pytest.fixture
async def begun_case(applicant: Citizen, begun: tuple[str, UUID]) -> Case:
    """The applicant's case: the business licence is granted, everything else is with its department."""
    async with applicant.database.transaction() as session:
        return await cases.case_by_id(session, begun[1])


@pytest.fixture
async def client(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the application."""
    monkeypatch.setattr(settings(), "database_url", database.url)
    application = create_app()
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened
    await application.state.database.close()
    await application.state.bot.close()


@pytest.fixture
def address(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the application is served over real HTTP, without a bot."""
    monkeypatch.setattr(settings(), "database_url", database.url)
    monkeypatch.setattr(settings(), "bot_url", "http://127.0.0.1:9")
    with serving(create_app()) as url:
        yield url


@pytest.fixture
def browser(client: httpx.AsyncClient, applicant: Citizen) -> httpx.AsyncClient:
    """The applicant's browser: the client with their cookie."""
    client.cookies.set(COOKIE, VISITOR)
    return client


@pytest.fixture
async def asked_for_area(citizen: Citizen) -> Citizen:
    """Someone who is asked how large the shop is."""
    await citizen.begin()
    while (question := await citizen.asked()) != "biz_area":
        await citizen.say("answer", RESTAURANT[question])
    return citizen
