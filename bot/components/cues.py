"""Wordings that settle a turn on their own, whatever the classifier says."""

from __future__ import annotations

import re

from components.data_files import lines_of
from components.normalise import normalise

_QUESTION = re.compile(
    r"[?？]|[吗嘛么]$|(?<![那])怎么|咋|啥|什么|多少|几(?:天|个|块|点|年|岁|日|样)|哪|谁|多久|多长时间|"
    r"能不能|可不可以|是不是|要不要|行不行|用不用|有没有|为何|如何|需要.{0,6}吗|^(?:为什么|凭什么)",
)
_MISTAKE = re.compile(
    r"(?<!你)(?<!们)(?:说|填|写|打|弄|记|输|搞|选|点|报|发|传|念|看)(?:错|岔)|^错了|更正|更改一下|纠正|"
    r"不对[,，、 ].*(?:是|应)|(?:刚才|前面|上面|之前).*(?:错|不对|改)|改(?:成|为|一下|下)|"
    r"(?<!是)不是(?!的)[^,，。]{1,14}[,，、 ]?(?:而?是|应该)|应该是.{1,14}(?:才对|不是)",
)
_YES = re.compile(
    r"^(?:是|对|有|要|行|好|可以|同意|嗯|能|会|需要|没错|成|中|恩|ok|yes|y|是的|对的|有的|要的|好的)(?:的|呀|啊|了|哩|嘞|对|是|嗯|吧|滴|哈|呢)*[!！。.~]?$",
)
_NO = re.compile(
    r"^(?:不|没|否|别|无|甭|未|木有|no|n)(?:是|有|要|用|行|会|需要|能|同意|可以|对|了|的|啊|呢|吧|这个|啥)*[!！。.~]?$|^(?:还|都|暂时|目前)没(?:有)?",
)
_NUMBER = re.compile(
    r"^(?:约|大概|大约|差不多|一共|共|总共|就|有|是)*[\d零〇一二两三四五六七八九十百千万亿几多来半.,]+(?:左右|上下|个|多|吧|的样子)*[。.]?$"
)
_SHORT_WORD = 1


def is_danger(text: str) -> bool:
    """Whether a word of the safety list occurs, outside of the wordings known to be harmless."""
    harmless = tuple(line[1:] for line in lines_of("urgent_words.txt") if line.startswith("!"))
    for wording in harmless:
        text = text.replace(wording, "")
    return any(word in text for word in lines_of("urgent_words.txt") if not word.startswith("!"))


def is_question(text: str) -> bool:
    """Whether the message is worded as a question."""
    return bool(_QUESTION.search(text))


def names_mistake(text: str) -> bool:
    """Whether the message says that something earlier was wrong."""
    return bool(_MISTAKE.search(text)) and not is_question(text)


def is_yes_or_no(text: str) -> bool:
    """A bare yes or a bare no."""
    return bool(_YES.match(text) or _NO.match(text))


def is_number(text: str) -> bool:
    """A bare number, perhaps with 大概 or 左右."""
    return bool(_NUMBER.match(text))


def names_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether the message is one of the words offered, or contains one that is longer than a character."""
    options = [normalise(word).text for word in words if word]
    if text in options or text.rstrip("的了吧。.!") in options:
        return True
    return any(len(option) > _SHORT_WORD and option in text for option in options)


def is_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether the message is nothing but one of the words offered."""
    return text.rstrip("的了吧。.!") in {normalise(word).text.rstrip("的了吧。.!") for word in words if word}
