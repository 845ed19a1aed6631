"""Choosing between options: by number, by label, by any of the words people use, and yes or no in many forms."""

from __future__ import annotations

import re
from functools import lru_cache

from forms.model import Field, Option
from forms.patterns import compiled
from forms.values.numerals import find_numbers, half_width, simplified
from forms.values.refusal import Unusable

_CLAUSES = re.compile(r"[,。;!\n\s~]+")
_LEAD_WORDS = (
    r"嗯|啊|哦|噢|呃|额|那个|那|这个|俺家|俺这里?|俺们?|我家|我这里?|我们?|咱们?|咱家|店里|这里|这边|这儿|楼上|上面|门口"
    r"|应该|算是|算|现在|目前|暂时|先|肯定|当然|必须|确实|早就|早|已经|反正|其实|顺便|捎着|顺带|打算|准备|想|要|会|就|都|也|还|选|用"
)
_LEAD = rf"(?:{_LEAD_WORDS})*"
_TAIL_WORDS = r"的|了|呢|吧|呀|啊|哈|嘞|哩|咧|来|着|呗|嘛|哦|喔|啦|滴|捏|哇|哎|诶|呐"
_TAIL = rf"(?:{_TAIL_WORDS})*"
_YES = re.compile(
    rf"{_LEAD}(?:(?:是|对头|对|有|要|需要|得要|得有|嗯|恩|昂|好|行|中|管|成|沾|可以|愿意|同意|可|能|会|得嘞|得来|没毛病|就是|那是|当然|必须|肯定)+"
    rf"{_TAIL})+|👌|👍|✅|🙆|ok|okay|yes|yep|y",
    re.IGNORECASE,
)
_FILLERS = (
    r"一个|[一二两三四五六七八九几好]+(?=[户家间])|[一几好]+(?=个)|个|户|家|间|留|设|那个|这个|那些|这些|那种|这种|那|这|什么|任何|打算|准备|计划|必要|需要|想|要|用|会|能|是|可能|行|成|中"
    r"|有|过|搞|弄|整|做|事|再|另外|单独|专门"
)
"""What may stand between 没 or 有 and the end of an answer without making it another sentence."""
_RHETORICAL_NO = re.compile(r"[我俺]?(?:哪里?|咋)(?:有|能|会|可能)(?:那个|这个|这事|那事|了|啊|呀|哦|呢|嘞)*")
_OWN_WORD = re.compile(r"^(?:还没有?|没有?|不是|不|有|要)(.+?)了?$")
_NO = re.compile(r"不|没|木有|^[木莫无否]$|^无(?!线|偿)|拉倒|算了|甭|^(?:no|nope|n)$|❌|🙅", re.IGNORECASE)
_POSITIVE_NO = re.compile(rf"{_LEAD}(?:没错|没问题|木问题|不错|那?可不是?|不假)+{_TAIL}")
_NEITHER = re.compile(
    r"不(?:光|仅|但|只|止|少|小|大|多|远|高|好意思|过|如|管|急|客气)|没(?:事|关系|准)|无所谓|别急"
    r"|不(?:接|做|办|弄|要)(?:没|谁|怎么|咋)|不是[不没]|没有不|没不|不能不|不得不"
)
"""Clauses with 不 or 没 that do not say no, or that say it twice."""
_UNSURE = re.compile(
    r"不(?:知道|晓得|清楚|确定|一定|好说|懂|明白)|说不(?:准|好|定)|拿不准|没(?:想好|定|考虑|准)|再说|再看|看情况|(?<!不)可能|也许|好像|估计"
    r"|大概|考虑|问问|问一下|商量|回头|随便|都行|都可以|怎么都|一半|正在|快.{0,3}(?:下来|好了)|马上(?!就?[要得]?开(?:发?票|具))"
)
_QUESTION = re.compile(
    r"\?|吗|(?<!饿了)么$|(?<!没)(?<!没有)(?<!无)(?:啥|什么)(?!也|都|的(?!证|手续|材料))|怎么|咋|为何|哪|((?!不).)不\1|(?<!没)有没有|多少|区别"
)
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(rf"{_LEAD}第?\s*({_NUMBER})\s*(?:个|项|号|种)?{_TAIL}[.、]?")
_NUMBERS = re.compile(rf"(?>{_LEAD}第?(?:{_NUMBER})(?:个|项|号|种|样)?{_TAIL}[\s和、,与跟还有]*)+")
"""第一个和第三个; what one number has taken is not tried again, so that a long row of digits ends at once."""
_PICKS = re.compile(r"选|第|我选|俺选|就选|要第")
"""选3，我身体硬朗着呢: a number that is picked, and a remark."""
_NEGATED_BEFORE = re.compile(r"(?:不是|不|没有|没|木有|别|甭|非|除了|除)[^,。;]{0,2}$")
_NEGATED_AFTER = re.compile(
    r"的?(?:就|也|都|先|暂时)?(?:不(?:做|卖|要|弄|搞|上|办|挂|行|碰|沾|用|动|变|改|换|增|减|接|占)|不是(?:$|[,。;])|没有?(?:$|[,。;])"
    r"|算了|拉倒|免了)|[^,。;有]{0,8}?(?:都|全|也)(?:没有?|不[\u4e00-\u9fff]{1,2})(?:$|[,。;])"
)
"""地址不动; and of several things at once: 高压线河道都没有."""
_CONNECTED = re.compile(r"[和跟与或、/及\s]*")


_ECHO = re.compile(r"^(?![^?]*(?:吗|呢|么|啥|怎|咋|多少|哪|谁|[不没]))[^,。;!?]{1,8}\?(?=.)")
"""楼上？楼上是仓库: the question said over before it is answered."""


def label_of(field: Field, value: str) -> str:
    """The label of an option; the value itself when the field has no such option."""
    return next((o.label for o in field.options if o.value == value), value)


def is_question(text: str) -> bool:
    """Whether the words ask rather than tell."""
    return _QUESTION.search(half_width(text)) is not None


def is_doubtful(text: str) -> bool:
    """Whether the words leave it open: 不一定, 再看看. A number said with 大概 is none the less told."""
    return _UNSURE.search(re.sub("大概|估计|好像", "", half_width(text))) is not None


def parse_yes_no(text: str, field: Field) -> bool:
    """Yes or no, by the field's own words first and by the language's second. Doubt and questions are neither."""
    plain = _plain(text)
    chosen = _by_number(plain, field.options) or _exactly(plain, field.options)
    if len(chosen) == 1:
        return chosen[0].value == "yes"
    if _RHETORICAL_NO.fullmatch(plain):
        return False
    plain = _ECHO.sub("", plain)
    if _UNSURE.search(plain) or _QUESTION.search(plain):
        raise Unusable("yes_no.unclear")
    said = {clause_answer(clause, field) for clause in _CLAUSES.split(plain)} - {None}
    if len(said) != 1:
        raise Unusable("yes_no.unclear")
    return said == {True}


def parse_choice(text: str, field: Field) -> str:
    """Exactly one of the options."""
    plain = _plain(text)
    chosen = _by_number(plain, field.options) or _exactly(plain, field.options) or _chosen(plain, field.options)
    if not chosen:
        raise Unusable("choice.none", options=_labels(field))
    if len(chosen) > 1:  # 嗯，大型广告牌: 嗯 is a word for the ordinary one only where nothing else is said
        rest = ",".join(each for each in _CLAUSES.split(plain) if not _YES.fullmatch(each))
        chosen = _chosen(rest, field.options) or chosen
    if len(chosen) > 1:
        raise Unusable("choice.several", options=" / ".join(o.label for o in chosen))
    return chosen[0].value


def parse_choices(text: str, field: Field) -> list[str]:
    """One or more of the options, in the field's order."""
    plain = _plain(text)
    if _NUMBERS.fullmatch(plain):
        picked = [_by_number(n, field.options) for n in _numbers_in(plain, len(field.options))]
        chosen = [option for each in picked for option in each] if all(picked) else []
    else:
        chosen = _exactly(plain, field.options) or _chosen(plain, field.options)
    if not chosen:
        raise Unusable("choice.none", options=_labels(field))
    return [o.value for o in field.options if o in chosen]


def _plain(text: str) -> str:
    return simplified(text).strip().strip("。.!~ ").lower()


def _labels(field: Field) -> str:
    return "、".join(option.label for option in field.options)


def _by_number(text: str, options: tuple[Option, ...]) -> list[Option]:
    first = _CLAUSES.split(text)[0]
    match = _NUMBERED.fullmatch(text) or (_NUMBERED.fullmatch(first) if _PICKS.match(first) else None)
    if not match:
        return []
    number = int(find_numbers(match.group(1))[0][0]) if find_numbers(match.group(1)) else 0
    return [options[number - 1]] if 1 <= number <= len(options) else []


def _numbers_in(plain: str, most: int) -> list[str]:
    """The numbers listed; 13 is the first and the third where there is no thirteenth option."""
    found = re.findall(_NUMBER, plain)
    return [
        digit for number in found for digit in (list(number) if number.isdigit() and int(number) > most else [number])
    ]


def _exactly(plain: str, options: tuple[Option, ...]) -> list[Option]:
    """The option of which the whole message is a label or a word; none where two options share it."""
    chosen = [o for o in options if any(_plain(word) == plain for word in (o.label, *o.words))]
    return chosen if len(chosen) == 1 else []


def clause_answer(clause: str, field: Field) -> bool | None:
    """What one clause says, or None when it says neither."""
    if _POSITIVE_NO.fullmatch(clause):
        return True if field.plain_yes else None
    if _NEITHER.search(clause):
        return None
    spans = named_options(clause, field.options)
    if len({option.value for _start, _end, option in spans}) == 1:
        for start, end, _option in spans[:-1]:  # 下不了床得上门评: the 不 is part of a word for the same
            clause = f"{clause[:start]}{' ' * (end - start)}{clause[end:]}"
        return _by_option(clause, spans[-1])
    if _says_not(clause, _own_words(field, "yes", "no")):
        return False
    if field.plain_yes and (_YES.fullmatch(clause) or _says_having(clause, _own_words(field, "yes"))):
        return True
    return _in_passing(clause, field) if field.plain_yes else None


def _by_option(clause: str, named: tuple[int, int, Option]) -> bool | None:
    """What the clause says with the option it names; a denied no says nothing."""
    start, end, option = named
    # 腿不好走不了路: a word that says no itself is denied by 不是 alone.
    says_no = not NEGATIVE.isdisjoint(clause[start:end])
    before = re.search("不是$", clause[:start]) if says_no else _NO.search(clause[:start])
    negated = before is not None or _NEGATED_AFTER.match(clause, end) is not None
    if option.value == "no":
        return None if negated else False
    return not (negated or re.search(r"不[了上成]", clause[:start] + clause[end:]))


def _in_passing(clause: str, field: Field) -> bool | None:
    """What a clause says that holds little beside the matter and the saying: 北斗也装上了, 驾驶证老人也没有."""
    words = {w for w in (*field.topic, *_own_words(field, "yes", "no").split("|")) if len(w) > 1}
    if not any(word in clause and not _SAYING.fullmatch(word) for word in words) or _UNSURE.search(clause):
        return None
    rest = compiled("|".join(map(re.escape, sorted(words, key=len, reverse=True)))).sub("", clause)
    if len(_SAYING.sub("", rest)) > _MOST_BESIDE:
        return None
    if _NO.search(rest):
        return False
    return True if _SO.search(rest) and not _NOT_YET.search(rest) else None


NEGATIVE = frozenset("没不无未")
"""What a word of a choice that says no begins with."""
_MOST_BESIDE = 2
_SO = re.compile("[有了好过要给得能会都也接]|愿意|同意|需要|已经")
_NOT_YET = re.compile("[是想]|打算|准备|以后|再")
"""房子是自己的 tells whose it is; 想交养老 is a wish, and no answer to what has been."""
_SAYING = re.compile(
    r"没有?|木有|不|无|未|[有要办装交做领上接用弄搞是在了好完齐妥给得能会算过也都还再就已经全正的啦嘞哩]|下来|愿意|同意|需要|"
    r"老人|孩子|[我俺]们?|[我俺咱]家|店里|这边|那边|这里"
)
"""Words with which a thing is said to be so or not to be so."""


def _own_words(field: Field, *values: str) -> str:
    """What the question is about, as a pattern: 执照 in 没有执照."""
    named = (
        _OWN_WORD.match(half_width(word)) for o in field.options if o.value in values for word in (o.label, *o.words)
    )
    words = {*map(half_width, field.topic), *(match.group(1) for match in named if match)}
    return "|".join(re.escape(word.lower()) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


_NOT_ONE = r"(?:一[个点家户样间处]|半个|啥|什么)(?:也|都)?"
"""一个也没有, 啥都没."""


def _says_not(clause: str, own: str) -> bool:
    """不 or 没 alone or about what is asked; 没有烟道 says nothing about the homes above."""
    around = rf"(?:{own}|{_FILLERS}|{_TAIL_WORDS})*"
    said = rf"(?:(?:{own}|{_LEAD_WORDS}|{_NOT_ONE})*(?:没有|没得|木有|没啥|没|不|无|甭|莫|否|拉倒|算了){around})+"
    failing = rf"(?:{own}|{_LEAD_WORDS})+不(?:了|上|成|起|到|着){_TAIL}"
    return compiled(rf"{said}|{failing}|no|nope|n|❌|🙅|木").fullmatch(clause) is not None


def _says_having(clause: str, own: str) -> bool:
    """有 and what is asked about; 有60平 says nothing about a licence."""
    lead, tail = rf"(?:{own}|{_LEAD_WORDS})*", rf"(?:{own}|{_FILLERS}|{_TAIL_WORDS})*"
    return compiled(rf"{lead}有{tail}").fullmatch(clause) is not None


def _chosen(text: str, options: tuple[Option, ...]) -> list[Option]:
    """Options named in the text and not turned down; a question names none."""
    if _QUESTION.search(text) and "都" not in text:
        return []
    chosen: list[Option] = []
    previous_end, previous_negated = -1, False
    for start, end, option in named_options(text, options):
        listed = previous_end >= 0 and _CONNECTED.fullmatch(text[previous_end:start]) is not None
        negated = bool(
            _NEGATED_BEFORE.search(text[max(previous_end, 0) : start])
            or (listed and previous_negated)
            or _NEGATED_AFTER.match(text, end)
        )
        if not negated and option not in chosen:
            chosen.append(option)
        previous_end, previous_negated = end, negated
    return chosen


def _listed(text: str, options: tuple[Option, ...]) -> list[tuple[int, int, Option]]:
    """Options of a single character one after the other: 水电气都改, 要水要电."""
    single = {word: o for o in options for word in o.words if len(word) == 1 and word not in _NEVER_LISTED}
    if len(set(map(id, single.values()))) < _FEWEST_LISTED:
        return []
    run = rf"(?:[装通接要改报开]?[{re.escape(''.join(single))}][、和跟及]?){{{_FEWEST_LISTED},}}"
    after = r"(?=都|全|一起|一块|[两三四几]样|[改过报也要装就表开户的]|$|[,，。;；])"
    return [
        (run_at.start() + at, run_at.start() + at + 1, single[char])
        for run_at in compiled(run + after).finditer(text)
        for at, char in enumerate(run_at.group())
        if char in single
    ]


_NEVER_LISTED = frozenset("有没要卖接是做会能好对无否行中管成男女甲乙丙丁戊")
"""Words of one character that are no things to have several of: verbs, yes and no, and what excludes another."""
_FEWEST_LISTED = 2


@lru_cache(maxsize=8_192)
def _words_of(label: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """An option's words as they stand in a normal text."""
    return tuple(map(half_width, (label, *words)))


def named_options(text: str, options: tuple[Option, ...]) -> list[tuple[int, int, Option]]:
    """Where options are named, in order. Where words overlap the longest wins; 非处方药 names two options at once.

    A word of a single character counts only when it stands alone, for 接 is no answer in 直接.
    """
    spans: list[tuple[int, int, Option]] = []
    for option in options:
        for word in _words_of(option.label, option.words):
            if word not in text:
                continue
            if len(word) > 1:
                counted = r"(?<![\d一二两三四五六七八九十几])" if word.startswith("个人") else ""
                spans += [(m.start(), m.end(), option) for m in compiled(counted + re.escape(word)).finditer(text)]
            else:
                alone = rf"(?:^|[和跟与或、,]){_LEAD}({re.escape(word)})(?:点|一点|些)?{_TAIL}(?=$|[和跟与或、,])"
                spans += [(m.start(1), m.end(1), option) for m in compiled(alone).finditer(text)]
    spans += _listed(text, options)
    spans.sort(key=lambda span: span[0] - span[1])
    taken: list[tuple[int, int, Option]] = []
    for start, end, option in spans:
        if all(end <= s or start >= e or ((s, e) == (start, end) and each != option) for s, e, each in taken):
            taken.append((start, end, option))
    return sorted(taken, key=lambda span: span[:2])
