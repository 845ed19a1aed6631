"""Whom a name or a number in a message belongs to: 卖方张庆华，身份证…；我叫李强，手机….

The fields of one person share a prefix (`seller_name`, `seller_id_no`); the applicant's have none. The words that a
form has for its people are the cues of their fields. Somebody of whom the form asks nothing has no fields, and their
number is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forms.facts.model import CLAUSE_END, Fact
from forms.model import Kind, Path
from forms.rows import row_of

APPLICANT = "applicant"
AGENT = "agent"
NOBODY = ""
"""Somebody of whom the form asks nothing."""

PERSONAL = frozenset({"person_name", "id_no", "mobile"})
"""Kinds of fact that belong to one person."""
_PERSONAL_KINDS = frozenset({Kind.PERSON_NAME, Kind.ID_NO, Kind.MOBILE, Kind.PHONE})
_APPLICANTS = frozenset({"person_name", "legal_rep", "id_no", "mobile"})
_SUFFIX = re.compile(r"_(?:name|id_no|id|mobile|phone)$")
_CUE_ENDING = re.compile(r"(?:的|是)?(?:身份证|手机|电话|姓名|名字|叫|是)+$")
_NO_PERSON = frozenset({"", "我", "俺", "卡", "名", "联系方式", "证件号", "换成", "起名", "取名", "大名", "新"})

_RELATIVE = (
    r"儿媳妇?|媳妇|老婆|老伴|老头子?|爱人|对象|老公|丈夫|妻子|儿子|闺女|女儿|孙子|孙女|外孙|孩子|宝宝|爹|爸爸?|娘|妈妈?|父亲|母亲|爷爷|奶奶"
    r"|姥姥|姥爷|公公|婆婆|丈母娘|老丈人|岳父|岳母|兄弟|哥哥?|弟弟?|姐姐?|妹妹?|嫂子?|叔叔?|婶子?|大爷|大娘|伯|舅舅?|姨|姑姑?|侄子|侄女|外甥女?|姐夫|妹夫|姐姐|连襟|[表堂][哥弟姐妹]"
)
_STRANGER = (
    r"朋友|同学|亲戚|房东|邻居|中介|对方|厨师|店长|合伙人|同事|科长|主任|书记|师傅|客户|员工"
    r"|(?:原来的?|以前的?|前任?|别人的?)(?:老板|店主|租户)|小[\u4e00-\u9fff](?=电话|手机|身份证|[，,：:]|说)"
)
_OTHER = re.compile(
    rf"(?:我们?|俺们?|咱们?|他们?|她们?|恁)?(?:的|家|大|二|三|小|老)?(?:(?:孩子|娃|宝宝)(?:他|的)?)?(?:{_RELATIVE}|{_STRANGER})"
)
_SHE = re.compile(r"[他她](?!们)|老人家?|当事人|本主")
_SPEAKER = re.compile(r"(?<!不是)我(?!们|国|市|县|家)|(?<!不是)俺(?!们|家)|本人|自己|申请人")
_CHILD = re.compile(r"孩子|儿子|闺女|女儿|宝宝|孙子|孙女|娃")
_OF_FAMILIES = frozenset({"family", "housing"})
"""Themes in which parents act for their children: papers, school, a house for a son."""
_SMALL_CHILD = re.compile(r"孩子|宝宝|娃")
_FOR = re.compile(
    rf"(?:替|帮|代(?!码|价|理记)|给)(?:我们?|俺们?|咱们?|他|她|恁)?(?:的|家|大|二|三|小|老)?"
    rf"(?:(?P<kin>{_RELATIVE})|客户|东家|老人|老乡|人家|别人|他|她|朋友|亲戚|邻居|同事|老板|公司|单位|厂里|店里|委托人|当事人)"
    r"[^，,。；;！!？?]{0,14}?(?:办(?!卡|会员|年卡|酒|席|宴|婚|丧)|申请|弄|交|跑|报(?!装)|领|登记|注册|问|参保|落户|过户"
    r"|开(?!心|会|车|玩|票|发票|药|方|锁)|起|注销|转|补|填|来)"
)
_IS_AGENT = re.compile(
    r"(?:我|俺)(?:就?是)?(?:代办|经办|替人|帮人|受.{0,8}委托)|(?:代办|经办)(?:人|员)(?:是|就是)?(?:我|俺)|(?:托|委托)(?:我|俺)(?:来|帮|替|代)|(?:让|叫)(?:我|俺)(?:帮|替|代)"
    rf"|(?:{_RELATIVE}|老板|书记|校长|领导|单位|公司|总部|厂里|矿里|村里|[忙病走]|没空|没时间|上班|过不来|来不了|出不来|不好意思|腿脚)"
    r"[^。；;！!？?]{0,8}(?:让|叫)(?:我|俺)来(?!运营|经营|干|管|当|做|开)"
    r"|我是[^，,。；;]{0,8}(?:代办|中介|会计|跑腿|秘书|文员)"
    rf"|(?:{_RELATIVE})[^。；;！!？?]{{0,40}}[，,][我俺]就?是[他她](?:的|家)?(?:{_RELATIVE})"
)
_MATTER_OF = re.compile(
    rf"(?:您?好|你好|请?问一?下?|咨询一?下?|想|要|来|给|办理?|弄|[，,\s])*[我俺](?:们?家?)?(?:大|二|三|小|老)?(?P<kin>{_RELATIVE})的?"
    r"(?:残疾证|残疾人证|退休|养老金?|社保|社保卡|信用修复|执照)"
)
"""俺娘的残疾证: a matter that is somebody else's, named so at the beginning."""
_IS = re.compile(
    r"(?:这[块片边方面摊]*|那[块片边]*|方面|上面?|安全|工作|的事儿?|责任人?|负责人?)?的?(?:人|员)?(?:就|都|还|也|全)?"
    r"(?:就?是|用|找|由|让|写|填|叫|归|报|定|交给|给|派|[:：])?(?:的是|了|上)?\s*"
)
"""What stands between a part to be played and who plays it: 消防责任人写我爱人…, 治安这块归我弟弟…."""
_PLAYS = re.compile("(?:来|要|去)?(?:当|做)")
_IS_ALSO = re.compile("[也都]?就?是")
_LITTLE = re.compile(r"的?小[\u4e00-\u9fff]")
_OF_TRADE = re.compile(r"(?:公司|中介|人|员|人员)?的?")
"""代办的小赵, 中介公司的小李: what the speaker is, and then who."""
_IS_OF = re.compile(r"就?是[^，,。；;！!？?]{1,10}的")
_CALLED = re.compile(r"^[^。！!？?；;]*[，,\s](?:(?:名字)?叫做?|(?:姓名|名字)(?:是|叫|[:：])?)$")
_ONLY_POINTS = re.compile(r"(?:来?[管当干做]|负责)?[\s，,：:、]*")
_NOT_ONESELF = re.compile(r"[^，,。；;！!？?]{0,4}不是[我俺][^，,。；;！!？?]{0,3}[，,\s]+(?:是|由|归|让)")
"""财务不是我管，是…: who is asked about is named next."""
_WITH_A_NUMBER = re.compile(
    r"(?:姓[\u4e00-\u9fff]{1,2})?[，,\s]+(?:他的?|她的?)?(?:手机|电话|联系方式)(?:号码?)?(?:是|[:：])?\s*"
)
"""原来的老板姓牛，电话…: nobody else was spoken of."""
_INTRODUCES = re.compile(r"\s*[我俺]就?[是叫]")
_BEHIND = re.compile(r"[（(]|就?是")
_REACH = 40
"""How many characters a person stays spoken of."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that tell of whom it is spoken from here on."""

    start: int
    end: int
    person: str


def speaks_for_another(path: Path, text: str) -> bool:
    """Whether the speaker says that they apply for somebody else.

    What parents do for a child is their own matter; but whoever opens a shop or takes up work is of age, and a son
    applies for himself.
    """
    if _IS_AGENT.search(text):
        return True
    own_matter = _CHILD if path.theme in _OF_FAMILIES else _SMALL_CHILD
    matter = _MATTER_OF.match(text)
    if matter is not None and not own_matter.search(matter["kin"]):
        return True
    return any(not own_matter.search(found["kin"] or "") for found in _FOR.finditer(text))


def people_of(path: Path) -> dict[str, str]:
    """Of every field that asks for a person's name or number whose it is."""
    fields = [field for use in path.fields if (field := path.field(use.field)).kind in _PERSONAL_KINDS]
    people = {f.id: APPLICANT if f.id in _APPLICANTS else _SUFFIX.sub("", f.id) for f in fields if not row_of(f.id)}
    names = [field for field in fields if field.kind is Kind.PERSON_NAME]
    if not any(field.id in _APPLICANTS for field in names):
        # Who says 我叫 in 残疾人服务 is the disabled person.
        main = next((people[field.id] for field in names if "我叫" in field.cues), APPLICANT)
        people = {name: APPLICANT if person == main else person for name, person in people.items()}
    return people


def whose(
    path: Path, text: str, facts: Sequence[Fact], asked: str | None = None, *, by_agent: bool = False
) -> dict[Fact, str]:
    """Of every personal fact of whom the message tells it; without an entry the message does not say.

    Who is asked for somebody's name and goes on with a number speaks of the same person. `by_agent`: it is known from
    before that the speaker applies for another.
    """
    signs = _signs(path, text, facts, asked, by_agent=by_agent)
    return {
        fact: sign.person
        for fact in facts
        if fact.kind in PERSONAL and (sign := _sign_at(fact, signs, facts, text)) is not None
    }


def _signs(path: Path, text: str, facts: Sequence[Fact], asked: str | None, *, by_agent: bool) -> list[_Sign]:
    """All signs in their order, none inside another or inside a fact."""
    speaker, another = _speaker_and_another(path, text, asked, by_agent=by_agent)
    person = _asked_about(path, asked)
    found = [_Sign(0, 0, person)] if person != APPLICANT else []
    for pattern, person in _words_of(path):
        found += [_Sign(*m.span(), person) for m in pattern.finditer(text)]
    found += [_Sign(*m.span(), _named_in(m.group(), path) or another) for m in _OTHER.finditer(text)]
    found += [_Sign(*m.span(), _SAME) for m in _SHE.finditer(text)]
    found += [_Sign(*m.span(), speaker) for m in _SPEAKER.finditer(text)]
    inside = [(fact.start, fact.end) for fact in facts]
    if asked and (answer := _answer_at_start(path, asked, text)):
        inside.append((0, answer))  # 母亲，手机…: what the citizen is, not somebody else
    found = [s for s in found if not any(start < s.end and s.start < end for start, end in inside)]
    return list(_resolved(sorted(found, key=lambda s: (s.start, -s.end)), another, text))


def _asked_about(path: Path, asked: str | None) -> str:
    """The person of the open question; that of 财务自己管吗 (fin_by_rep) has the fields fin_name and fin_mobile."""
    people = people_of(path)
    if asked in people:
        return people[asked]
    if not asked or path.field(asked).kind is not Kind.YES_NO:
        return APPLICANT
    return next((person for person in people.values() if asked.startswith(f"{person}_")), APPLICANT)


def _answer_at_start(path: Path, asked: str, text: str) -> int:
    """Where the first clause ends, if it is an option of the open question; else 0."""
    first = CLAUSE_END.split(text)[0]
    return len(first) if first.strip() in path.field(asked).own_words() else 0


_OPPOSITE = frozenset({"seller"})
"""Who is one of these is not the applicant, though it is they who speak."""
_SAME = "same"
"""他 or 她: whoever was spoken of last, the speaker aside."""


def _resolved(signs: Iterable[_Sign], another: str, text: str) -> Iterator[_Sign]:
    end, last, before, own_word = 0, another, "", False
    for sign in signs:
        if sign.start < end:
            continue
        person = last if sign.person == _SAME else sign.person
        link = text[end : sign.start]
        # 法人写我老公: of the words for the applicant, 法人 is a part that somebody else may play, and 我 is not.
        speaker = before in {APPLICANT, AGENT} and own_word
        if before == APPLICANT and own_word and sign.person in _OPPOSITE and _IS_ALSO.fullmatch(link):
            pass  # 我是卖方
        elif before and (
            _IS_ALSO.fullmatch(link)
            or (speaker and _IS_OF.fullmatch(link))
            or (before == AGENT and _LITTLE.match(text, sign.start) and _OF_TRADE.fullmatch(link))
            or (not speaker and sign.person in {NOBODY, another} and _IS.fullmatch(link))
        ):
            # 俺是他儿子, 我是代账公司的会计, 联络员用我外甥女: one and the same.
            person = before
            last = last if speaker else before
        part = _SPEAKER.fullmatch(text, sign.start, sign.end) is None and sign.person != _SAME
        if part and end and before in {NOBODY, another} and _PLAYS.fullmatch(link):
            last = person  # 我儿子当老板，他叫…
        end, before = sign.end, person
        own_word = _SPEAKER.fullmatch(text, sign.start, sign.end) is not None
        if person not in {APPLICANT, AGENT}:
            last = person
        yield _Sign(sign.start, sign.end, person)


def _speaker_and_another(path: Path, text: str, asked: str | None, *, by_agent: bool) -> tuple[str, str]:
    """As whom 我 and as whom 我妈 stand in the form."""
    person = people_of(path).get(asked or "", APPLICANT)
    if person not in {APPLICANT, AGENT} and _INTRODUCES.match(text):
        return person, NOBODY
    by_agent = by_agent or person == AGENT or speaks_for_another(path, text)
    return (AGENT, APPLICANT) if by_agent and f"{AGENT}_name" in path.uses else (APPLICANT, NOBODY)


def _named_in(words: str, path: Path) -> str | None:
    """我孩子 is the child that the form asks about, 孩子爸爸 the father: who it is stands last."""
    found = [(m.end(), person) for pattern, person in _words_of(path) for m in pattern.finditer(words)]
    return max(found, default=(0, None))[1]


def _words_of(path: Path) -> Iterator[tuple[re.Pattern[str], str]]:
    """The words that the form has for each of its people."""
    cues: dict[str, set[str]] = {}
    for name, person in people_of(path).items():
        field = path.field(name)
        if person != APPLICANT or field.kind is Kind.PERSON_NAME:
            cues.setdefault(person, set()).update(_CUE_ENDING.sub("", cue) for cue in field.cues)
    for person, words in cues.items():
        if words := words - _NO_PERSON:
            yield _one_of(tuple(sorted(words, key=len, reverse=True))), person


@lru_cache(maxsize=512)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _sign_at(fact: Fact, signs: Sequence[_Sign], facts: Sequence[Fact], text: str) -> _Sign | None:
    """The sign that the fact stands under: before it, or for a name just behind it (张庆华（卖方）)."""
    if fact.kind == "person_name":
        behind = next(
            (s for s in signs if s.start - fact.end >= 0 and re.fullmatch(r"[（(]|就?是", text[fact.end : s.start])),
            None,
        )
        if behind is not None:
            return behind
    before = [s for s in signs if s.end <= fact.start and fact.start - s.end <= _REACH]
    if not before:
        return None
    sign = before[-1]
    return sign if _still_holds(sign, fact, facts, text) else None


def _still_holds(sign: _Sign, fact: Fact, facts: Sequence[Fact], text: str) -> bool:
    """Within the clause; beyond it only if the person was introduced with a name or a number."""
    between = text[sign.end : fact.start]
    if _is_of_the_same(between):
        return True
    told = [text[sign.end : f.start] for f in facts if f.kind in PERSONAL and sign.end <= f.start < fact.start]
    return any(map(_is_of_the_same, told)) and not re.search(r"[。！!？?；;]", between)


def _is_of_the_same(words: str) -> bool:
    """Whether what stands between somebody and a name or number does not lead away from them."""
    return (
        not CLAUSE_END.search(words)
        or _ONLY_POINTS.fullmatch(words) is not None
        or _CALLED.search(words) is not None
        or _NOT_ONESELF.fullmatch(words) is not None
        or _WITH_A_NUMBER.fullmatch(words) is not None
    )
