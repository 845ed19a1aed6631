"""Facts that are names of people: introduced by a word for who they are, or standing before their number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from components.data_files import lines_of
from components.facts.model import Fact, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST = 4
_CLAUSE = re.compile(r"[^，,。；;！!\s]+")
# Characters that end a name because they begin the next word of the sentence.
_NOT_IN_NAMES = "的了吗呢吧啊呀是在有来想要办电手身住和跟与您你我他她它俺恁这那就也都还不没个叫么到开去从管做当帮让"
_GIVEN = rf"[^\W\d_a-z{_NOT_IN_NAMES}]{{1,2}}"
_KIN = (
    r"爸爸?|妈妈?|父亲|母亲|爹|娘|爱人|对象|儿媳妇?|女婿|媳妇|老公|老婆|老伴|丈夫|妻子|爷爷|奶奶|姥爷|姥姥|儿子|闺女|女儿|孩子|宝宝|孙子|孙女|外孙女?"
    r"|哥哥?|弟弟?|姐姐?|妹妹?|叔叔?|婶子?|舅舅?|姑姑?|姨|姐夫|妹夫|嫂子?|[表堂][哥弟姐妹]|(?<=[他她俺我])儿(?![子媳女童科])|岳父|岳母|公公|婆婆|老人|老爷子"
)
_ROLE = (
    rf"(?:卖家|卖方|买家|买方|房主|新?法人(?:代表)?|法定代表人|股东|监事|董事|联络员|代办人?|经办人?|办事员|委托人|客户|会计|财务|工匠|逝者"
    rf"|姓名|名字|本人|申请人|经营者|负责人|责任人|举办者|联系人|户主|业主|老板娘?|店主|监护人|监护的|药师|大夫|医师|医生|店长|组长|校长|园长"
    rf"|安全员|管理员|办税员|持卡人|残疾人|[他她]|(?:我|俺|他|她|孩子)?(?:{_KIN}))"
)
# The next word after a name that stands right behind a role.
_NEXT = (
    r"(?=$|[，,。；;、\s）)（(:：]|电话|手机|身份证|证号|申请|办|管|执业|行医|从医|坐诊|出诊|今年|去年|前年|上个?月|上周|年龄|\d"
    r"|[一二两三四五六七八九十]{1,3}个?[岁周月]|报[名一小初幼]|上[小初一幼大])"
)
_NUMBER = r"[\s，,、:：]*(?=1[3-9]\d[ -]?\d{4}|\d{6}[ -]?(?:19|20)\d\d|(?:我的?|他的?|她的?)?(?:身份证|证号|手机|电话))"
_NO_NAME = re.compile(
    r"^(?:什么|啥|哪|怎么|多少|谁|几|个|不|没|要|可以|能|这个|那个|好了|一下|有|改|变|错|必须|需要|由|毕业)|(?:吗|呢|么|啥|什么|吧)$"
)


def find(text: str, is_word: Callable[[str], bool], *, bare: bool = True) -> Iterator[Fact]:
    """All names of people in a flattened text; `is_word` keeps words of the language from passing as rare names.

    `bare` lets a clause of two or three characters be a name on its own.
    """
    shown = (
        _told(),
        _beside_role(),
        _playing(),
        _called(),
        _before_number(),
        _behind_number(),
        _charged(),
        _written(),
        _instead(),
        _from(),
        _oneself(),
    )
    for pattern in shown:
        for fact in facts_of("person_name", pattern, text):
            value = text[fact.start : fact.end]
            if is_a_name(value, is_word):
                yield fact
    for clause in _CLAUSE.finditer(text) if bare else ():
        whole = clause.group()
        alone = is_person(whole) or (len(text.strip()) > len(whole) and _with_rare_surname().fullmatch(whole))
        if alone and not is_word(whole) and not _NO_NAME.search(whole):
            yield Fact("person_name", *clause.span())


def find_at_start(text: str, is_word: Callable[[str], bool]) -> Iterator[Fact]:
    """The name that a row of facts begins with: 王建国 电话…."""
    for fact in facts_of("person_name", _leading(), text):
        value = text[fact.start : fact.end]
        if not is_word(value) and not _NO_NAME.search(value):
            yield fact


def is_person(text: str) -> bool:
    """Whether the text has the form of a name with a common surname."""
    return _person().fullmatch(text) is not None


def is_a_name(value: str, is_word: Callable[[str], bool]) -> bool:
    """Whether what has the form of a name is none of the language's words, where its surname is a rare one."""
    return _NO_NAME.search(value) is None and (is_person(value) or not is_word(value))


def surnames() -> str:
    """A pattern of the common surnames."""
    single, compound, _rare = lines_of("surnames.txt")
    return rf"(?:{'|'.join(compound.split())}|[{single}])"


@lru_cache(maxsize=1)
def _any_surname() -> str:
    single, compound, rare = lines_of("surnames.txt")
    return rf"(?:{'|'.join(compound.split())}|[{single}{rare}])"


@lru_cache(maxsize=1)
def _person() -> re.Pattern[str]:
    return re.compile(rf"(?=.{{2,{_LONGEST}}}$){surnames()}[\u4e00-\u9fff]{{1,2}}")


@lru_cache(maxsize=1)
def _with_rare_surname() -> re.Pattern[str]:
    return re.compile(rf"{_any_surname()}{_GIVEN}")


@lru_cache(maxsize=1)
def _told() -> re.Pattern[str]:
    """老板叫王建国, 法人：祝庆山, 我叫谷雨."""
    who = rf"(?:[我俺](?:{_KIN})?(?=[\u4e00-\u9fff]{{2}}))?"
    linked = rf"{_ROLE}(?:的?(?:名字|姓名))?\s*(?:就?是|叫做?|为|[:：]|名叫|写|用){who}"
    own = r"(?:姓名|联系人|经营者|负责人|法定代表人|户主)"
    return re.compile(rf"(?:[我俺](?:名|是)?叫做?|{linked}|{own})\s*(?P<value>{_any_surname()}{_GIVEN})(?![店馆铺])")


@lru_cache(maxsize=1)
def _beside_role() -> re.Pattern[str]:
    """卖方张庆华, 我是孩子妈妈路瑶, 老板写我，孟凡军: the name follows the role, and a new word the name."""
    myself = r"(?:(?:就?是|写|填)[我俺](?:自己|本人)?[，,\s]+|[我俺](?:自己|本人)[，,\s]*)?"
    return re.compile(rf"{_ROLE}(?:的?(?:姓名|名字))?\s*{myself}(?P<value>{_any_surname()}{_GIVEN}){_NEXT}")


@lru_cache(maxsize=1)
def _playing() -> re.Pattern[str]:
    """我媳妇陈玉梅是食品安全员, 俺弟李强当会计: a name between who it is and the part that they play."""
    part = "员|负责人|责任人|会计|财务|出纳|监事|股东|法人|老板|店长|组长|药师|园长|校长|户主|监护人"
    plays = rf"(?=(?:就?是|来?当|来?做|担?任)[^，,。；;！!？?\s]{{0,6}}(?:{part}))"
    return re.compile(rf"(?:{_ROLE}|[我俺])\s*(?P<value>{_any_surname()}{_GIVEN}){plays}")


@lru_cache(maxsize=1)
def _called() -> re.Pattern[str]:
    """叫尚玉梅，…: whoever it is; what shops are called is another matter. And 我姓袁，袁秀芝."""
    return re.compile(
        rf"(?:(?<![店馆铺厂司号牌字名])叫做?|姓{_any_surname()}[，,\s]*)\s*(?P<value>{_any_surname()}{_GIVEN}){_NEXT}"
    )


@lru_cache(maxsize=1)
def _before_number() -> re.Pattern[str]:
    """，刘雨桐，3709…: a clause of its own that a number follows."""
    return re.compile(
        rf"(?:^|[，,。；;\s（(]|[我俺](?:[（(][^）)]{{1,6}}[）)])?)(?P<value>{_any_surname()}{_GIVEN}){_NUMBER}"
    )


@lru_cache(maxsize=1)
def _behind_number() -> re.Pattern[str]:
    """3709…，王丽，…: a clause of its own behind somebody's number."""
    return re.compile(
        rf"(?:(?<!\d)1[3-9]\d{{9}}|\d{{17}}[\dXx])[\s，,、]+(?P<value>{surnames()}{_GIVEN})(?=$|[，,。；;、\s])"
    )


@lru_cache(maxsize=1)
def _charged() -> re.Pattern[str]:
    """让后勤的滕芳管: who is to do something."""
    return re.compile(
        rf"(?:让|由|归|找|派|交给)[^，,。；;\s]{{0,6}}?(?P<value>{_any_surname()}{_GIVEN})"
        r"(?=管|负责|来|盯|看着|抓|坐诊|当|变更|换成|改成|变成|改为|换为)"
    )


@lru_cache(maxsize=1)
def _written() -> re.Pattern[str]:
    """平时管事的写吴霞, 大名叫张沐阳."""
    whole = r"(?:大名|大号|全名|本名|真名|官名)(?:叫|是)?|\bname(?: is|:)?|(?:换成|改成|换为|变更为)"
    lead = rf"(?:[人员的](?:写|填|报)(?:的是)?|{whole}|(?:^|[，,。；;\s])(?:名叫|名字?叫?))"
    return re.compile(rf"{lead}\s*(?P<value>{surnames()}{_GIVEN}){_NEXT}")


@lru_cache(maxsize=1)
def _instead() -> re.Pattern[str]:
    """财务不是我管，是陈丽娟，手机…: a name as a clause, and its number."""
    return re.compile(
        rf"[，,；;\s]是(?P<value>{surnames()}{_GIVEN})[，,\s]*(?=手机|电话|身份证|证号|1[3-9]\d{{9}}|\d{{17}})"
    )


@lru_cache(maxsize=1)
def _from() -> re.Pattern[str]:
    """俺是南谷里村的孙秀芹: whoever it is comes from somewhere."""
    place = r"[^，,。；;\s]{1,14}?(?:村|庄|镇|乡|街道|社区|小区|家属院|县|市|区)"
    return re.compile(rf"(?:[我俺](?:就?是)?|本人)(?:{place})的(?P<value>{surnames()}{_GIVEN}){_NEXT}")


@lru_cache(maxsize=1)
def _oneself() -> re.Pattern[str]:
    """寄到家里，徐桂芳本人: a clause that says who speaks."""
    return re.compile(rf"(?:^|[，,。；;\s])(?P<value>{surnames()}{_GIVEN})(?=本人(?:$|[，,。；;、\s]))")


@lru_cache(maxsize=1)
def _leading() -> re.Pattern[str]:
    given = rf"(?:(?![{_NOT_IN_NAMES}])[\u4e00-\u9fff]){{1,2}}"
    return re.compile(rf"^\s*(?P<value>{surnames()}{given})(?=[\s,，;；、]+\S|1[3-9]\d{{9}}(?!\d)|\d{{17}})")
