"""Options that a message names without being asked: 租的, 不卖烟, 楼上没住人 while the message gives an address.

A word counts only when it belongs to one question of the path, or when the clause names the question too. Words that
are denied, asked about or doubted say nothing, and what stands inside a name or an address is a part of that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from forms.facts.others import NEIGHBOUR, begins_anew, tells_of_others
from forms.model import Field, Kind, Path, Value
from forms.rows import row_of
from forms.values.choices import NEGATIVE, clause_answer, is_doubtful, is_question, named_options

_CLAUSE = re.compile(r"[^，,。；;！!\s]+")
_NOT_MEANT = re.compile(
    r"(?:不是|不(?![着了到起下动住清够开])|没有|没|木有|别|甭|非|除了)[^，,。；;]{0,2}$|(?:(?:不|没)(?:打算|准备|想|考虑|需要)|别|甭)[^，,。；;]*$"
    rf"|(?:替|代办?|帮)$|(?:以前|(?<![由从])原来|(?<![由从])原先|之前|对面|旁边|隔壁|门口(?=[那的有是])|{NEIGHBOUR}|人家|别人|[他她](?:们家?|家)|亲戚|朋友|听说|说是)[^，,。；;]*$"
)
_NOT_AFTER = re.compile(
    r"(?:(?![做卖要有也都又还和])[\u4e00-\u9fff、]){0,3}的?(?:全|也|都|就|一概)?不(?:做|卖|弄|搞|经营)"
    r"|没[\u4e00-\u9fff]{0,2}不[用必]"
    r"|的?(?:就|也|都|先|暂时)?(?:不(?:做|卖|要|弄|搞|上|办|挂|行|用|碰|沾|动|变|改|换|增|减|接|占)|没有?$|算了|拉倒|免了)"
    r"|[^有]{0,8}?(?:都|全|也)(?:没有?|不[\u4e00-\u9fff]{1,2})$"
)
_EITHER = re.compile(r"(?<=[^我俺那])还是")
"""办个体户还是公司好; not 我还是办个体户吧."""
_GENERAL = re.compile(
    r"(?:[要办有没不是改用会能弄做搞已经还的了正式自己我俺个人一都就这样干在销开儿本接排拉清嗯恩昂对行好中成管可大小高低]"
    r"|普通|一般|正常|随便|下来|拿到|到手|领到?)+"
)
"""Words that answer a question but do not tell which: 要办, 还没有, 嗯, 普通的."""
_BODIES = re.compile("(?:股东大?|董事|监事|理事|合伙人)会(?:议|决议)?")
"""Who decides for a firm: a meeting of the partners is no change of partners."""
_INTRODUCING = re.compile(
    r"[给替帮让]?[我俺]?们?家?(?:儿子|闺女|女儿|孩子|老公|老婆|媳妇|对象|父亲|母亲|[爸妈爹娘]+|[哥弟姐妹]+|老伴)"
)
"""我儿子王小宝: who somebody is, and no answer to a question about relations."""
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十]")
_SHORTEST = 2
_MOST_AROUND = 3
"""A word of two characters tells only where it is at least a third of its clause."""
_NOTHING = frozenset({"none", "other"})
"""Options that are only chosen from a list, unless the word tells of what there is none: 没欠账, but not 都没有."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A field with the value that the message names, and where."""

    field_id: str
    value: Value
    span: tuple[int, int]


class _Coverage:
    """How much of a clause the words of each question cover; worked out once for each clause of a message."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, dict[str, int]] = {}

    def holds(self, field: Field, said: str) -> bool:
        """Whether the words of this question cover more of the clause than those of any other."""
        covered = self._of(said)
        mine = covered.get(field.id, 0)
        if mine < _SHORTEST or mine * _MOST_AROUND < len(said):
            return False
        return all(each < mine for other, each in covered.items() if other != field.id)

    def _of(self, said: str) -> dict[str, int]:
        if said not in self._known:
            covered: dict[str, set[int]] = {}
            for words in (self.path.words, self.path.cued):
                for word, owners in words.items():
                    at = said.find(word) if len(word) >= _SHORTEST else -1
                    if at >= 0 and not _GENERAL.fullmatch(word):
                        for owner in owners:
                            covered.setdefault(owner, set()).update(range(at, at + len(word)))
            self._known[said] = {owner: len(places) for owner, places in covered.items()}
        return self._known[said]


def mentions(path: Path, text: str, parts: Sequence[tuple[int, int]], taken: Collection[str]) -> list[Mention]:
    """What the text says about questions of the path that are not in `taken`; `parts` are names and the like."""
    fields = [
        path.field(use.field)
        for use in path.fields
        if use.field not in taken and use.fixed is None and not row_of(use.field)
    ]
    clauses = told_clauses(text, parts)
    coverage = _Coverage(path)
    return [each for field in fields if (each := _mention(coverage, field, clauses)) is not None]


def told_clauses(text: str, parts: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    """The clauses, without `parts`, that tell something of oneself: none that asks, doubts, or is about others."""
    names = {start for start, _end in parts if not _NUMERAL.match(text, start)}
    bodies = [match.span() for match in _BODIES.finditer(text)]
    for start, end in (*parts, *bodies):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return [
        m
        for m in _CLAUSE.finditer(text)
        if not _leaves_open(m.group())
        and (begins_anew(m.group()) or not tells_of_others(text[: m.start()]))
        and not (m.end() in names and _INTRODUCING.fullmatch(m.group()))
    ]


def _leaves_open(clause: str) -> bool:
    return is_question(clause) or is_doubtful(clause) or _EITHER.search(clause) is not None


def _mention(coverage: _Coverage, field: Field, clauses: Sequence[re.Match[str]]) -> Mention | None:
    if field.kind is Kind.YES_NO:
        return _yes_or_no(coverage, field, clauses)
    if field.kind not in {Kind.CHOICE, Kind.CHOICES}:
        return None
    found = [each for clause in clauses for each in _options(coverage, field, clause)]
    values = list(dict.fromkeys(value for value, _span in found))
    if not values or (field.kind is Kind.CHOICE and len(values) > 1):
        return None
    if field.kind is Kind.CHOICE:
        return Mention(field.id, values[0], found[0][1])
    return Mention(field.id, [o.value for o in field.options if o.value in values], found[0][1])


def _options(coverage: _Coverage, field: Field, clause: re.Match[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    path, said = coverage.path, clause.group()
    named = list(named_options(said, field.options))
    together = sum(end - start for start, end, _option in named)
    for start, end, option in named:
        word = said[start:end]
        large = len(word) > _SHORTEST or together * _MOST_AROUND >= len(said)
        own = _is_about(field, said, word) or (large and (_is_own(path, field, word) or coverage.holds(field, said)))
        by_itself = said == word or together > len(word)  # 女, or several of a list: 水电气
        own = own or (by_itself and len(word) == 1 and not _GENERAL.fullmatch(word) and _alone(path, field, word))
        own = own and not is_of_another(field, said)
        denied = _is_denied(said, start, end)
        own = own and (option.value not in _NOTHING or len(_GENERAL.sub("", word)) >= _SHORTEST)
        if own and not denied and not _inside_longer(path, field, said, start, end):
            yield option.value, (clause.start() + start, clause.start() + end)


def _is_denied(said: str, start: int, end: int) -> bool:
    """Whether the option is turned down; of 没欠税没欠账 the second 没 is the option's own."""
    before = re.compile("不是$").search(said[:start]) if said[start] in NEGATIVE else _NOT_MEANT.search(said[:start])
    return before is not None or _NOT_AFTER.match(said, end) is not None


def _yes_or_no(coverage: _Coverage, field: Field, clauses: Sequence[re.Match[str]]) -> Mention | None:
    path = coverage.path
    answers: dict[bool, tuple[int, int]] = {}
    for clause in clauses:
        said = clause.group().strip()
        named = any(_is_own(path, field, w) and not _within(path, field, said, w) for w in _words_in(field, said))
        if _is_of_others(field, said) or not (named or coverage.holds(field, said)):
            continue
        answer = clause_answer(said, field)
        if answer is not None:
            answers[answer] = clause.span()
    if len(answers) != 1:
        return None
    ((value, span),) = answers.items()
    return Mention(field.id, value, span)


def _words_in(field: Field, said: str) -> Iterator[str]:
    return (word for word in field.own_words() if word in said)


def _alone(path: Path, field: Field, word: str) -> bool:
    """女, as a clause of its own: no other question has this word."""
    return path.owners_of(word) == {field.id}


def _within(path: Path, field: Field, said: str, word: str) -> bool:
    """Whether the word shares its place with a longer one of another question: 贷款 in 贷款还完了, 要挖 in 要挖基坑."""
    at = said.find(word)
    return any(
        len(longer) > len(word) and owners - {field.id} and at - len(longer) < said.find(longer) < at + len(word)
        for longer, owners in path.words.items()
        if longer in said
    )


def _is_own(path: Path, field: Field, word: str) -> bool:
    """Whether the word says by itself which question it answers."""
    telling = len(word) >= _SHORTEST and _GENERAL.fullmatch(word) is None
    return telling and path.owners_of(word) <= {field.id} and not _names_another(path, field, word)


def _is_of_others(field: Field, said: str) -> bool:
    """Whether the clause tells of others or of earlier; what the question itself is about does not count: 学校旁边."""
    if _OTHERS.search(said) is None:
        return False
    for word in sorted(field.own_words(), key=len, reverse=True):
        said = said.replace(word, "")
    return _OTHERS.search(said) is not None


_OTHERS = re.compile(
    rf"(?:以前|原来|原先)(?!就)|对面|旁边|隔壁|{NEIGHBOUR}|人家|别人|听人?说|有个(?:人|司机|老板|同事)"
)


def _names_another(path: Path, field: Field, word: str) -> bool:
    """Whether the word rather names another question, except one that the option leads to: 寄到 leads to where."""
    return any(field.id not in path.uses[name].when.names for name in path.cued.get(word, ()))


_PARENTS = (re.compile(r"妈妈|母亲|孩子妈|他妈"), re.compile(r"爸爸|父亲|孩子爸|他爸"))


def is_of_another(field: Field, said: str) -> bool:
    """Whether the clause is about one parent, or the speaker, and the question about the other."""
    mother, father = _PARENTS
    if re.match("[我俺](?!媳妇|对象|老婆|老公|家)", said) and (
        mother.search(field.label) or father.search(field.label)
    ):
        return True
    return any(
        one.search(field.label) is not None and other.search(said) is not None and one.search(said) is None
        for one, other in ((mother, father), (father, mother))
    )


def _is_about(field: Field, said: str, word: str) -> bool:
    """Whether the clause names the question beside the option."""
    rest = said.replace(word, " ")
    return any(len(cue) >= _SHORTEST and cue in rest for cue in (field.label, *field.cues))


def _inside_longer(path: Path, field: Field, said: str, start: int, end: int) -> bool:
    """Whether another question's word has a better claim: 食品店 covers 食品, and 房子是俺自己的 is about the house."""
    named = _is_about(field, said, said[start:end])  # 卫生证我选承诺那个: 选承诺 is another question's as well
    for word, owners in path.words.items():
        at = said.find(word) if len(word) >= _SHORTEST and owners - {field.id} else -1
        if at < 0 or at >= end or at + len(word) <= start:
            continue
        covers = at <= start and at + len(word) >= end and len(word) > end - start
        both = "都" in said and _is_about(field, said, word)  # 养老医保都想交职工的
        if (covers and not named) or (
            not both and any(_is_about(path.field(each), said, word) for each in owners - {field.id})
        ):
            return True
    return False
