"""Links from WeChat to the page: they let in one browser, and nobody into a conversation that is known to be somebody's."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest

from api.cases.stages import Stage
from api.clock import today
from api.conversations import service as conversations
from api.conversations.models import Sender
from api.dialogue import handing_in
from api.dialogue.turn import Turn
from api.drafts.files import accept
from api.errors import NotAllowedError
from api.wechat.links import link_for
from tests.api.conftest import MOBILE, picture
from tests.api.test_identity import Phone, code_for


@pytest.fixture
async def wechat(database) -> Phone:
    return await Phone.on(database, "wechat")


async def link_of(phone: Phone) -> str:
    async with phone.database.transaction() as session:
        sender = await conversations.find_sender(session, phone.channel, phone.name)
        return httpx.URL(link_for(sender.id)).path


async def in_another_browser(client, method, path) -> httpx.Response:
    client.cookies.clear()
    return await client.request(method, path)


async def test_a_link_opens_the_conversation_in_one_browser(client, wechat):
    await wechat.begin()
    link = await link_of(wechat)
    assert (await client.post(link)).headers["location"] == "/"
    assert UUID((await client.post("/api/v1/conversation")).json()["id"]) == wechat.conversation_id
    assert (await client.post(link)).headers["location"] == "/", "the same browser comes back"
    assert (await in_another_browser(client, "POST", link)).status_code == 404


async def test_a_link_into_a_citizens_conversation_wants_the_number_first(client, wechat):
    await wechat.begin()
    await wechat.prove()

    opened = await client.post(await link_of(wechat))

    assert opened.headers["location"] == "/?find"
    assert UUID((await client.post("/api/v1/conversation")).json()["id"]) != wechat.conversation_id
    await client.post("/api/v1/identity/codes", json={"mobile": MOBILE})
    proved = await client.post("/api/v1/identity", json={"code": await code_for(wechat.database, MOBILE)})
    assert UUID(proved.json()["conversation"]) == wechat.conversation_id


@pytest.fixture
async def guest(applicant, begun_case) -> Phone:
    """Somebody who came into the conversation of a case by a link, before it was known whose it is."""
    guest = Phone(applicant.database, applicant.conversation_id)
    guest.channel, guest.name = "web", str(uuid4())
    async with applicant.database.transaction() as session:
        session.add(Sender(channel="web", name=guest.name, conversation_id=applicant.conversation_id))
    return guest


async def test_a_field_that_a_department_wants_is_taken_only_from_who_has_proved_it(applicant, begun_case, guest):
    wanted = {"opinion": "座位数不清楚", "supplement_fields": ("seats",)}
    await applicant.decide(begun_case, "food", Stage.SUPPLEMENT_REQUESTED, **wanted)

    await guest.say("answer", "44")

    assert "核对" in guest.heard
    assert (await applicant.tasks(begun_case))["food"].stage == Stage.SUPPLEMENT_REQUESTED
    await guest.say("answer", MOBILE)
    await guest.say("answer", await code_for(guest.database, MOBILE))
    assert await guest.asked() == "seats", "what is wanted is asked again at once"
    await guest.say("answer", "44")
    assert (await applicant.tasks(begun_case))["food"].stage == Stage.DISPATCHED


async def test_a_file_that_a_department_wants_is_taken_only_from_who_has_proved_it(applicant, begun_case, guest):
    wanted = {"opinion": "看不清", "supplement_materials": ("food_layout",)}
    await applicant.decide(begun_case, "food", Stage.SUPPLEMENT_REQUESTED, **wanted)
    async with guest.database.transaction() as session:
        conversation, sender = await conversations.locked_of_sender(session, guest.channel, guest.name)
        turn = Turn(session, conversation, None, today(), sender=sender)
        with pytest.raises(NotAllowedError, match="proof_needed"):
            await handing_in.hand_in(turn, "food_layout", accept("photo.jpg", picture(), 10**7))
