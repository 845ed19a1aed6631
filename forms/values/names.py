"""Names of people and of firms, and free text."""

from __future__ import annotations

import re

from forms.values.numerals import half_width
from forms.values.refusal import Unusable

_PERSON_LEAD = re.compile(
    r"^.*?(?:我叫|俺叫|名字叫|名叫|名字是|姓名[是:：]?|叫做|叫|我是|俺是|(?:经营者|老板|法人|负责人|管理员|责任人)(?:是|叫)?)\s*"
)
_PERSON_TAIL = re.compile(r"[，,。.；;！!\s、].*$|(?:这个人|负责|来管|管着|吧|呀|啊|哈|呢|的)+$")
_PERSON = re.compile(r"[\u3400-\u9fff]{2,}(?:·[\u3400-\u9fff]+)*|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_NOT_A_NAME = re.compile(r"不知道|没想好|随便|什么|自己|本人|老板|同一|不告诉|为什么|一样|没有|先生|女士|怎么|多少|可以|算了|不办")
_ORG_LEAD = re.compile(
    r"^(?:.*?(?:店名|字号|名字|名称|饭店|饭馆|店)(?:就)?(?:叫做|叫|是|为|[:：])|(?:就)?叫做?|想叫|起名叫?|取名叫?)\s*"
)
_ORG_TAIL = re.compile(r"[，,。；;！!].*$|(?:吧|呀|啊|哈|呢)$")
_ORG_LENGTH = range(2, 61)
_PERSON_LENGTH = range(2, 51)
_TEXT_LENGTH = range(1, 301)


def parse_person_name(text: str) -> str:
    """A person's name, 2 to 50 Chinese characters, with · where it has one."""
    name = half_width(text).replace("•", "·").replace("・", "·")
    name = _PERSON_TAIL.sub("", _PERSON_LEAD.sub("", name.strip())).strip()
    if not _PERSON.fullmatch(name) or len(name) not in _PERSON_LENGTH or _NOT_A_NAME.search(name):
        raise Unusable("person_name.form")
    return name


def parse_org_name(text: str) -> str:
    """The name of a shop or firm, 2 to 60 characters."""
    unquoted = re.sub(r"[“”\"「」]", "", text.strip())
    name = _ORG_TAIL.sub("", _ORG_LEAD.sub("", unquoted)).strip()
    if len(name) not in _ORG_LENGTH or re.fullmatch(r"[\d\W]+", name) or re.search(r"没想好|不知道|随便|什么名", name):
        raise Unusable("org_name.form")
    return name


def parse_text(text: str) -> str:
    """Free text, at most 300 characters."""
    stripped = " ".join(text.split())
    if len(stripped) not in _TEXT_LENGTH:
        raise Unusable("text.length")
    return stripped
