"""Wordings that settle a turn on their own, whatever the classifier says."""

from __future__ import annotations

import re
from functools import lru_cache

from components.data_files import lines_of
from components.normalise import normalise

_QUESTION = re.compile(
    r"[?？]|[吗嘛么]$|(?<![那])怎么|咋|啥|什么|多少|几(?:天|个|块|点|年|岁|日|样)|哪|谁|多久|多长时间|"
    r"能不能|可不可以|是不是|要不要|行不行|用不用|有没有|为何|如何|需要.{0,6}吗|什麼|嗎$|哪裡|"
    r"^(?:and |so |but |hi |please )?(?:what|how|where|when|which|who|why|can|could|do|does|is|are|will|should)\b|"
    r"(?:能|可以|可否|要|用|到底).{0,12}不$|^(?:为什么|凭什么)",
)
_MISTAKE = re.compile(
    r"(?<!你)(?<!们)(?:说|填|写|打|弄|记|输|搞|选|点|报|发|传|念|看)(?:错|岔)|^错了|更正|更改一下|纠正|"
    r"(?:名字?|电话|手机号?|号码?|地址|面积|日期|身份证|店名|人数)(?:都|给|是)?错了|^不对不对.{2,}|"
    r"(?:刚才|前面|上面|之前).*(?:错|不对|改)|改(?:成|为|一下|下)",
)
# Weaker: where the question's own options are named, the message is an answer to it.
_CONTRADICTION = re.compile(
    r"^(?:哦|噢|啊|哎)?[,，]?其实|不对[,，、 ]*(?:应该)?(?:是|叫|为|应).|"
    r"^不对[,，、 ]*.{2,14}?(?:应该|改)(?:是|叫|为|成).|"
    r"(?<!是)不是(?!的)[^,，。]{1,14}?[,，、 ]?(?:而?是|应该).|应该是.{1,14}(?:才对|不是)|"
    r"^(?:哦|噢|对了|那个)?[,，]?(?:营业)?(?:执照|许可证|健康证|房产证|合同|门店|店面)(?:已经|都)?(?:有|办好|下来|拿到|签|租好)了|"
    r"^(?!.*店).{2,6}不(?:挂|卖|做|送|雇|装|设|放|搞)了[。!！]?$",
)
_YES = re.compile(
    r"^(?:是|对|有|要|得要|行|好|可以|同意|愿意|嗯|能|会|需要|没错|成|中|恩|ok|yes|y|是的|对的|有的|要的|好的)(?:的|呀|啊|了|哩|嘞|对|是|嗯|吧|滴|哈|呢)*[!！。.~]?$",
)
_NO = re.compile(
    r"^(?:不|没|否|别|无|甭|未|木有|no|n)(?:是|有|要|用|行|会|需要|能|同意|可以|对|了|的|啊|呢|吧|这个|啥)*[!！。.~]?$|^(?:还|都|暂时|目前)没(?:有)?",
)
_NUMBER = re.compile(
    r"^(?:约|大概|大约|差不多|一共|共|总共|就|有|是)*[\d零〇一二两三四五六七八九十百千万亿几多来半.,]+(?:左右|上下|个|多|吧|的样子)*[。.]?$"
)
_CHOOSING = re.compile(r"^(?:那就|就|那|嗯[,，]?|我选|俺选|选择?|我要|要)")
# 不开饭店了，改开理发店: the matter under way is given up for another.
_SWITCH = re.compile(
    r"(?:不|别|甭)(?:想|要|打算)?(?:再)?(?:办|开|干|弄|搞|申请)[^,，。]{0,8}(?:了|啦|咧|哩)"
    r"[,，。 ]?.{0,6}?(?:改|换|想|要|还是|就|干脆|不如|先)|"
    r"(?:改|换)(?:成|为)?(?:办|开|申请|注册|做)|(?:还是|干脆|不如|先)(?:去|来)?(?:办|开|申请|注册|注销)|"
    r"换(?:个|一个|一件)(?:事|别的)?[,，]?(?:办|开|申请)|\binstead\b"
)
_LONGEST_VOICE_WISH = 40  # characters; more is about something else (我年纪大了…)
_VOICES = (
    (
        "plain",
        re.compile(
            r"(?:说|讲|用|换|切).{0,4}(?:中文|汉语|普通话)|^(?:中文|普通模式|标准(?:模式|版)|正常模式)|"
            r"(?:普通|标准|正常)(?:模式|版)|字.{0,3}(?:太大|小一?点|调小)|"
            r"(?:in|speak|switch to|back to) chinese|^chinese",
        ),
    ),
    (
        "en",
        re.compile(
            r"(?:说|讲|用|换|切|转).{0,4}(?:英文|英语|外语)|^(?:英文|英语)(?:版|模式)?$|有没?有?英文|会不?会?(?:说|讲)?英[文语]|"
            r"(?:in|speak|use|switch to|talk) english|^english(?: please| version)?[.!?]?$",
        ),
    ),
    (
        "elder",
        re.compile(
            r"(?:说|讲|写|问)(?:得|的)?.{0,2}(?:慢|简单|明白|通俗|好懂)(?:一?点|些)|(?:能不能|能|请|麻烦).{0,4}(?:慢|简单|通俗)一?点|"
            r"字.{0,4}(?:太小|小了|大一?点|放大|调大|大些)|看不清(?:楚)?(?:字|屏幕|手机)|(?:字|屏幕|手机).{0,3}看不清|"
            r"大字(?:版|模式|体)?$|(?:老年|老人|长辈|关怀|适老)(?:人)?(?:版|模式)|眼(?:睛)?(?:花|神不好|不好使)|老花眼",
        ),
    ),
)
_CLAUSE_END = re.compile(r"[,，。;；!！、\s]+")
_SHORT_WORD = 1
_PAPERS = ("执照", "许可证", "健康证", "房产证", "合同", "门店", "店面")
_SIGN = re.compile(r"(?:是|号码?是?)?[\u4e00-\u9fff]?[0-9a-z][0-9a-z ·-]{4,40}[0-9a-z挂]", re.IGNORECASE)
# What somebody says who wants another matter: a wish and a thing to do, not just the name of a thing.
_WISH = re.compile(
    r"(?:想|要|打算|准备|帮我|帮俺|给我|给俺|顺便|还得|申请|申办)[^,，。]{0,8}?"
    r"(?:办|开|申请|弄|报|注册|盖|建|转|生|领|落户|注销|变更|过户|退|买|卖|成立|登记|修复|入学|上学)|"
    r"^(?:办|开|申请|申請|办理|注册|注销)[^,，。]{2,}|"
    r"(?:给|替|帮|为)[^,，。]{1,5}?(?:办|申请|报|领|查)(?:理|个|一下|一个)?[^,，。]{2,}|"
    r"\b(?:want|need|like|going|plan|planning|wish) to\b|^(?:open|register|apply|start|renew|set up|get|enrol)\b.{6,}|"
    r".{3,}(?:申请|登记|备案|报名|报户口|报到|报装|报批|申报|申领|领取|来办|修复|恢复一下|验收)|^(?:申请|登记).{3,}",
)
_MATTER = re.compile(
    r"\b(?:documents?|papers?|licen[cs]e|permit|certificate|fees?|cost|price|apply|application|online)\b|"
    r"证|手续|办理|申请|材料|流程|费用|收费|许可|备案|多久|政策|条件|网上办"
)
_ONLY_FORM = re.compile(
    r"^(?:那|就|我|俺|是|要|办|开|想|选|用|的|个|吧|还是)*(?:个体工商户|个体户?|有限公司|公司|企业|个人)(?:的|吧|了|呗)*$"
)
_GO_AHEAD = re.compile(
    r"^(?:行|好|中|成|嗯|可以|那就|那|好吧|行吧|好的)+[,，]?(?:我|俺|咱|咱们)?(?:就|要|想|给我|给俺|现在)*(?:办|开始|弄|申请)(?:吧|了|理|呗|办)*[。!！]?$",
)
_FIRM = re.compile(
    r"^(?:真的?|确定|确认|肯定|当然|没错|对|是的?|好|行|嗯)+[,，]?(?:的|是|要|吧|了|全部?|都|撤回?|撤销)*[。!！]?$"
)
_NOT_YET = re.compile(
    r"^(?:先)?(?:不|别|甭)(?:是|要|用|了|行|急|着急|忙|这样|重填|从头|撤回?)*(?:了|吧)?(?:[,，]?(?:接着|继续)办)?[。!！]?$|^先(?:不|别|等等)|^等等$|^算了吧?$"
)
_BUSINESS = re.compile(r"^.{2,}(?:馆|店|铺|坊|楼|饭庄|小吃|火锅|烧烤)$")
_PARTICULAR_NO = re.compile(
    r"^(?:俺|我)?(?:不用|不雇|没雇|不请|没请|不到|不超过|没有)(?!这个|那|了|的|啊|呢|必要).{1,}"
)
_CANNOT_UPLOAD = re.compile(
    r"(?:不会|咋|怎么|怎样|如何|不懂|不知道怎么|弄不了|不能)(?:样)?.{0,4}(?:传|拍|发照片|发图|弄)"
)
_LACKS = re.compile(r"^(?:我|俺|我们|家里|店里)?(?:没有?|木有|无)[^,，。]{2,}")
_UPLOAD_LATER = re.compile(
    r"(?:明天|后天|明儿|回头|晚点|晚上|以后|改天|过两天|过几天|等.{0,6}|待会|一会|下次|回家|到家).{0,5}(?:传|交|补|发|拍|拿|送)|"
    r"没带|不在手|不在身|^先不(?:传|交)",
)


def is_danger(text: str) -> bool:
    """Whether a word of the safety list occurs, outside of the wordings known to be harmless."""
    harmless, words, pairs = _danger_list()
    for wording in harmless:
        text = text.replace(wording, "")
    return any(word in text for word in words) or any(pair.search(text) for pair in pairs)


@lru_cache(maxsize=1)
def _danger_list() -> tuple[tuple[str, ...], tuple[str, ...], tuple[re.Pattern[str], ...]]:
    lines = lines_of("urgent_words.txt")
    sides = [line.split(" + ") for line in lines if " + " in line]
    pairs = tuple(re.compile(rf"(?:{first})[^,，。;；!！]{{0,6}}?(?:{second})") for first, second in sides)
    words = tuple(line for line in lines if " + " not in line and not line.startswith("!"))
    return tuple(line[1:] for line in lines if line.startswith("!")), words, pairs


def hints_at_danger(text: str) -> bool:
    """Whether the message holds anything that an alarm is made of."""
    return any(word in text for line in lines_of("danger_hints.txt") for word in line.split())


def has_cue(topic: str, text: str) -> bool:
    """Whether the message has a word of its own for this intent; intents without a list need none."""
    cues = _control_cues().get(topic)
    return cues is None or any(cue[1:] == text if cue.startswith("=") else cue in text for cue in cues)


@lru_cache(maxsize=1)
def _control_cues() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in lines_of("control_cues.txt"))
    return {words[0]: tuple(words[1:]) for words in lines}


def voice_wanted(text: str) -> str | None:
    """How the citizen asks to be spoken to: `en`, `elder` (simpler, and in large type), `plain`; None if not asked."""
    if len(text) > _LONGEST_VOICE_WISH:
        return None
    return next((voice for voice, wish in _VOICES if wish.search(text)), None)


_SAW = r"(?:看|查|用|调|翻|动|拿|访问|知道|泄露|泄漏|偷看)"
_WHO = r"(?:谁|哪(?:个|些)(?:人|部门|单位|局)|什么人|哪些?部门|有没有(?:别)?人|都有谁|别人)"
_MINE = r"(?:我|俺|咱|本人)们?家?.{0,4}(?:信息|资料|数据|材料|身份证|隐私|档案|电话|填的)"
_WHO_SAW = re.compile(
    rf"{_WHO}.{{0,6}}{_SAW}.{{0,4}}{_MINE}|{_MINE}.{{0,6}}{_WHO}.{{0,6}}{_SAW}"
    rf"|{_MINE}.{{0,4}}(?:查看|访问|调用|查询)记录"
    r"|who(?: has| have|'s)? (?:seen|looked at|read|accessed|viewed|used) my"
)


_WITHDRAWS_ONE = re.compile(
    r"^(?:就|只)?撤回[“\"「]|不[^，,。；;]{0,4}了[，,。；;\s]*(?:请|就|给我|帮我)*撤[回销](?:吧|掉|了吧)?$"
)


def withdraws_one(text: str) -> bool:
    """只撤回“户外招牌设置”: what the button says that takes back one item; or 招牌不挂了，撤回吧."""
    return bool(_WITHDRAWS_ONE.search(text))


def asks_who_saw(text: str) -> bool:
    """Whether the citizen asks who has seen their data."""
    return bool(_WHO_SAW.search(text))


_DEVICE = (
    r"(?:网站|网页|电脑|微信|公众号|小程序|大厅|平板|手机"
    r"|(?:别|另|旧|新|老|其他|其它|另一|另外)的?一?(?:个|台|部)?(?:手机|电脑|地方|设备))"
)
_GO_ON = r"(?:接着|继续)"
_ELSEWHERE = re.compile(
    r"手机号?码?(?:来|去)?(?:找回|登录|登陆)|(?:绑定|绑下|绑一下|验证|核对)(?:一下|我的?|个)?(?:手机|电话)"
    r"|找回.{0,4}(?:填|草稿|申请|没办完)"
    r"|^(?:我要|我想|请|帮我|先)?(?:登录|登陆|绑定)(?:一下|账号)?[。！!]?$"
    rf"|{_DEVICE}(?:上|里|那边|那头)?.{{0,4}}(?:填|办|弄|写|说)(?:过|了|到|的|好)"
    rf".{{0,8}}(?:一半|一点|{_GO_ON}|没填完|没办完|没弄完|找回|调出来)"
    rf"|(?:换|改|转)(?:成|到|个|用|去)?{_DEVICE}.{{0,4}}(?:{_GO_ON}|再)?(?:填|办|弄)"
    rf"|(?:在|用|到|上){_DEVICE}(?:上|里)?.{{0,3}}{_GO_ON}(?:填|办|弄|说)"
    r"|^(?:please )?(?:log|sign) ?in[.!]?$"
    r"|(?:continue|go on|finish).{0,12}on (?:my |the |another )?(?:phone|computer|wechat|website|device)",
    re.IGNORECASE,
)


def goes_on_elsewhere(text: str) -> bool:
    """Whether the citizen wants to go on on another device or channel, or to find here what was begun there."""
    return bool(_ELSEWHERE.search(text))


def is_yes(text: str) -> bool:
    """A bare yes, to a question whether something is really meant."""
    return bool(_YES.match(text) or _FIRM.match(text))


def is_no(text: str) -> bool:
    """A bare no, to a question whether something is really meant."""
    return bool(_NO.match(text) or _NOT_YET.match(text))


def wishes(text: str) -> bool:
    """Whether the message says that something is wanted, other than a form of business alone."""
    return bool(_WISH.search(text)) and not _ONLY_FORM.match(text)


def switches(text: str) -> bool:
    """Whether the citizen gives up the matter under way for another: 不开饭店了，改开理发店."""
    return bool(_SWITCH.search(text))


def names_matter(text: str) -> bool:
    """Whether the message speaks of licences, papers, fees or the like."""
    return bool(_MATTER.search(text))


def goes_ahead(text: str) -> bool:
    """行，我要办 or 那就办吧: yes to what was explained."""
    return bool(_GO_AHEAD.match(text))


def names_business(text: str) -> bool:
    """Whether the message ends like the name of a business and wishes for nothing."""
    return bool(_BUSINESS.search(text)) and not wishes(text) and not is_question(text)


def denies_something(text: str) -> bool:
    """没雇人, 不用火, 不到100: a no that also says to what, so that the question can take it as its answer."""
    return bool(_PARTICULAR_NO.match(text)) and not is_yes_or_no(text)


def cannot_upload(text: str) -> bool:
    """Whether somebody who is asked for a file says that he does not know how."""
    return bool(_CANNOT_UPLOAD.search(text))


def lacks_thing(text: str) -> bool:
    """没有房产证: the paper that is asked for does not exist."""
    return bool(_LACKS.match(text)) and not is_question(text)


def uploads_later(text: str) -> bool:
    """Whether somebody who is asked for a file puts it off."""
    return bool(_UPLOAD_LATER.search(text))


def is_question(text: str) -> bool:
    """Whether the message is worded as a question."""
    return bool(_QUESTION.search(text))


def names_mistake(text: str) -> bool:
    """Whether the message says that something earlier was wrong."""
    return bool(_MISTAKE.search(text)) and not is_question(text)


def contradicts(text: str) -> bool:
    """Whether the message sets something right without calling it wrong: 其实有执照了, 不是租的，是自己的."""
    return bool(_CONTRADICTION.search(text)) and not is_question(text)


def is_yes_or_no(text: str) -> bool:
    """A bare yes or a bare no."""
    return bool(_YES.match(text) or _NO.match(text))


def is_number(text: str) -> bool:
    """A bare number, perhaps with 大概 or 左右."""
    return bool(_NUMBER.match(text))


_AMOUNT = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿几多半俩仨双全我俺咱自没无免]|不(?!错)|夫妻|口子")


def may_tell_amount(text: str) -> bool:
    """Whether a number, a none, or who it is that is counted may be meant: 就俺自个儿, 没装修."""
    return bool(_AMOUNT.search(text))


def is_sign(text: str) -> bool:
    """A run of letters and digits, at least a third of them digits: a number of fixed form."""
    return _SIGN.fullmatch(text) is not None and sum(char.isdigit() for char in text) * 3 >= len(text)


def is_about(text: str, words: tuple[str, ...]) -> bool:
    """Whether a paper that the message has (执照有了) is what the options are about."""
    return any(paper in text and paper in word for paper in _PAPERS for word in words)


def names_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether the message is one of the words offered, or contains one that is longer than a character."""
    options = [normalise(word).text for word in words if word]
    if text in options or text.rstrip("的了吧。.!") in options:
        return True
    return any(len(option) > _SHORT_WORD and option in text for option in options)


def is_mostly_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether an offered word makes up most of a clause."""
    options = [normalise(word).text for word in words if len(word) > _SHORT_WORD]
    clauses = _CLAUSE_END.split(text)
    return any(option in clause and len(option) * 5 >= len(clause) * 2 for clause in clauses for option in options)


def begins_with_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether the first clause is nothing but one of the words offered."""
    return is_option(_CLAUSE_END.split(text)[0], words)


def is_option(text: str, words: tuple[str, ...]) -> bool:
    """Whether the message is nothing but one of the words offered, perhaps with 选 or 那就 before it."""
    options = {normalise(word).text.rstrip("的了吧。.!") for word in words if word}
    said = text.rstrip("的了吧。.!")
    return said in options or _CHOOSING.sub("", said) in options
