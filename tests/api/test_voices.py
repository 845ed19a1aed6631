"""How a citizen is spoken to: plainly, as to an elder, or in English; what is understood stays the same."""

from __future__ import annotations

import re

import pytest

from api.cases.stages import Stage
from api.conversations import service as conversations
from api.dialogue.speaking import is_english
from tests.api.speech import fact

HAN = re.compile(r"[\u4e00-\u9fff]")
PAPERS_ARE_CHINESE = re.compile(r"新泰市|府前街|12号|例如|[“（].*?[”）]")


async def voice_of(citizen) -> str:
    async with citizen.database.transaction() as session:
        return (await conversations.locked(session, citizen.conversation_id)).voice


async def test_whoever_asks_is_spoken_to_in_english_until_they_ask_for_chinese(citizen):
    await citizen.begin()
    await citizen.say("voice", "English please", id="en")
    assert "let's speak English" in citizen.heard
    assert not HAN.search(PAPERS_ARE_CHINESE.sub("", citizen.replies[-1].text)), (
        "the open question came back in English"
    )

    await citizen.say("voice", "请说中文", id="plain")
    assert "换回普通模式" in citizen.heard
    assert HAN.search(citizen.replies[-1].text)


async def test_a_message_in_english_is_answered_in_english(citizen):
    await citizen.say("apply", "I want to open a restaurant", id="open-restaurant")
    assert await voice_of(citizen) == "en"
    assert citizen.replies[0].card == {"type": "voice", "voice": "en"}, "the page follows"
    assert "All right, “Open a restaurant”" in citizen.heard

    await citizen.say("status", "where is my application please")
    assert "let's speak English" not in citizen.heard, "said once"


async def test_the_label_of_a_button_means_what_the_button_sends(citizen):
    await citizen.say("apply", "I want to open a restaurant", id="open-restaurant")
    asked = await citizen.asked()
    first = citizen.replies[-1].buttons[0]
    assert not HAN.search(first["label"])

    await citizen.say("answer", first["label"].upper())

    assert await citizen.asked() != asked
    assert "Noted" in citizen.heard


async def test_licences_have_english_names(applicant, begun_case):
    await applicant.decide(begun_case, "food", Stage.GRANTED)
    await applicant.say("voice", "English please", id="en")
    await applicant.say("status", "where is my application")
    tasks = next(reply.card for reply in applicant.replies if reply.card and reply.card["type"] == "status")["tasks"]
    assert "Food business permit" in {task["licence_name"] for task in tasks}


async def test_the_whole_way_to_the_case_number_can_be_gone_in_english(citizen):
    await citizen.say("apply", "I want to open a restaurant", id="open-restaurant")
    await citizen.fill()
    await citizen.say("submit", "Submit")
    await citizen.say("affirm", "yes")
    if "separate consent" in citizen.heard:
        await citizen.say("affirm", "yes")

    assert re.search(r"Your case number is \S+", citizen.heard)
    spoken = [m.text for m in await citizen.history() if m.role == "bot" and m.seq > 2]
    left = [line for text in spoken for line in text.splitlines() if HAN.search(without_own_words(line))]
    assert left == []


def without_own_words(line: str) -> str:
    """A line without what the citizen wrote, examples of how to write it, and names of cities and laws."""
    own = r"“请说中文”|王建国|老王家饭馆|新泰市|府前街\S*|砖混|长4米\S*|每天2吨\S*|鲁\S+|For example: .*|legal basis: [^)]*|such as “.*?”|北京市|.jpg"
    return re.sub(own, "", line)


async def test_an_elder_is_spoken_to_simply_and_the_page_is_told(citizen):
    await citizen.begin()
    await citizen.say("voice", "字太小了，看不清", id="elder")
    assert "字给您放大了" in citizen.heard
    assert citizen.replies[0].card == {"type": "voice", "voice": "elder"}
    assert "不着急" in citizen.replies[-1].text


async def test_the_large_type_of_the_page_speaks_simply(browser, applicant):
    response = await browser.put("/api/v1/conversation/voice", json={"voice": "elder"})
    assert response.status_code == 204
    assert (await browser.post("/api/v1/conversation")).json()["voice"] == "elder"
    assert await voice_of(applicant) == "elder"


async def test_an_unknown_voice_is_refused(browser):
    response = await browser.put("/api/v1/conversation/voice", json={"voice": "klingon"})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("I want to open a restaurant", True),
        ("how long does it take?", True),
        ("OK", False),
        ("KTV bar", False),
        ("我想开个 coffee shop and bar", False),
        ("91350100M000100Y43", False),
        ("LZZ5ELNB8KA123456", False),
        ("John Ronald Smith", False),
        ("undo", False),
    ],
)
def test_a_sentence_in_english_is_told_from_a_name_or_a_command(text, english):
    assert is_english(text) is english


async def test_whoever_applies_for_another_is_told_whom_the_questions_are_about(citizen):
    await citizen.say("apply", "办退休", id="retirement")
    await citizen.say("answer", "替我妈办的")
    assert "往下问的“您”，说的都是要办事的那个人" in citizen.heard


async def test_whoever_applies_for_another_is_told_apart_from_the_owner_in_every_later_message(citizen):
    await citizen.say("apply", "我替我姐问问，她想开个理发店", id="open-barber")
    text = "我叫李秀英，我姐叫李秀兰"
    await citizen.say("answer", text, fact("person_name", "李秀英", text), fact("person_name", "李秀兰", text))
    assert "代办人姓名：李秀英" in citizen.heard
    assert "经营者（法定代表人）：李秀兰" in citizen.heard
