"""What a reader of a result has to know."""

from __future__ import annotations

from api.bench.dialogues import TURNS_IN_A_CONVERSATION

LEAVES = (
    "The benchmark leaves conversations, drafts and cases in the database of the system that it loads, and departments "
    "that are connected there receive the cases: use an installation made for it."
)
CONVERSATIONS = (
    f"After {TURNS_IN_A_CONVERSATION} turns a citizen goes on in another prepared conversation. text: greeting and "
    "help; form: an open question stands, the message changes the area, which is confirmed, and the question is put "
    "again; status: where a submitted case is."
)
SUBMISSION = (
    "An answer means that the transaction with case, tasks and jobs is committed. Afterwards every case is read back: "
    "all tasks of its plan exist, and those without open prerequisites are released."
)
USAGE = (
    "CPU ms: processor time that the system's processes used for each of them, the figure least disturbed by "
    "other programs. MB: resident set (RSS) of each process; of PostgreSQL's processes the proportional share (PSS)."
)
PERSISTENCE = (
    "Not the same work: yichuang stores every message, draft, reply and case in PostgreSQL before it answers; stock "
    "keeps trackers and slots in memory, has a form of two slots and one status text, and forgets all when it stops."
)
CONSOLE = (
    "Server time of whole pages, without the network. Ten messages a conversation; every fifth has a case with three "
    "tasks, of which one in ten is open; every fiftieth waits for a person."
)
ENVIRONMENT = (
    "stock runs in the bot's environment; its jsonschema 3.2.0 makes action calls faster than the later versions of a "
    "plain installation. Processes: stock a Rasa server and an action server; yichuang the bot, the api, a worker and "
    "PostgreSQL."
)
RATIO = "ratio: how many times as good yichuang is; below 1 it is worse."


def learnt(labels: int, examples: int) -> str:
    """What the plain set-up's model was trained on."""
    return (
        f"stock: Rasa's default pipeline (with JiebaTokenizer) and policies, trained on {examples} of our training "
        f"messages with {labels} labels."
    )


LIVE = (
    "live: every citizen has a WebSocket open and writes something else each time (a greeting, a question, a wish, an "
    "answer). The time runs from when a message was due to its answer, so waiting counts. A gap or a repetition in the "
    "numbers of the messages counts as failed."
)
CASES = (
    "cases: one citizen after the other asks; the time is that of the service with its transaction: the case and its "
    "tasks (three here), decrypted, and the status card. Every citizen has one case."
)
