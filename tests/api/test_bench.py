from __future__ import annotations

import asyncio
import io
import json
import math
import os
import time

import httpx
import psycopg
import pytest
import yaml
from rich.console import Console

from api.bench import live, many_cases, pgbench, stock_project
from api.bench.answers import ALL_ANSWERS
from api.bench.dialogues import KINDS, TURNS_IN_A_CONVERSATION, Line, Talker
from api.bench.figures import Cell, Figures, figures_of, percentile, ratio
from api.bench.listening import Listener
from api.bench.load import FailedTurnError, Measurement, load
from api.bench.report import document, table, write_json
from api.bench.site import Site
from api.bench.stock_project import make_project
from api.bench.targets import RefusedError, loopback_url
from api.bench.usage import installation, memory_of, processor_seconds
from api.clock import today
from forms.loader import default_catalogue
from forms.values import parse_value


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:1", "http://127.9.9.9"]
)
def test_loopback_addresses_are_loaded(url):
    assert loopback_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1", "http://0.0.0.0:8000", "http://example.org", "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org", "https://127.0.0.1", "", "127.0.0.1:8000",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url):
    with pytest.raises(RefusedError):
        loopback_url(url)


def test_percentiles_are_values_that_occurred():
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.99) == 7.0
    assert math.isnan(percentile([], 0.5))


def test_ratio_above_one_is_better_for_us():
    assert ratio(60, 30, more_is_better=True) == 2
    assert ratio(20, 40, more_is_better=False) == 2
    assert math.isnan(ratio(1, 0, more_is_better=True))


class Idle:
    def __init__(self, *, fails: bool = False):
        self.fails = fails

    async def _do(self):
        await asyncio.sleep(0.01)
        if self.fails:
            raise FailedTurnError("wrong answer")

    def next(self):
        return self._do()


async def test_load_ends_by_itself_and_counts_failures_apart():
    began = time.monotonic()
    measured = await load([Idle(), Idle(fails=True)], 0.1)
    assert time.monotonic() - began < 1
    assert measured.durations
    assert measured.failures[0] == "FailedTurnError: wrong answer"
    assert all(duration >= 0.01 for duration in measured.durations)


class Recorder:
    def __init__(self):
        self.heard = []

    async def say(self, text):
        self.heard.append(text)
        return "80平方米"


async def test_a_citizen_changes_conversation_and_alternates_lines():
    conversations = [Recorder(), Recorder()]
    talker = Talker(conversations, [Line("a", "80"), Line("b", "80")])
    for _ in range(3 * TURNS_IN_A_CONVERSATION):
        await talker.next()
    assert [len(c.heard) for c in conversations] == [2 * TURNS_IN_A_CONVERSATION, TURNS_IN_A_CONVERSATION]
    assert conversations[1].heard[:3] == ["a", "b", "a"]


async def test_a_wrong_answer_is_a_failure():
    with pytest.raises(FailedTurnError):
        await Talker([Recorder()], [Line("a", "95平方米")]).next()


async def test_visitors_do_not_share_cookies():
    async def answer(request):
        if request.url.path == "/api/v1/conversation":
            assert "cookie" not in request.headers
            return httpx.Response(200, json={}, headers={"set-cookie": f"yichuang_visitor={id(request)}; Path=/"})
        return httpx.Response(200, json={"messages": [{"role": "bot", "text": request.headers["cookie"]}]})

    site = Site("http://127.0.0.1:1", httpx.MockTransport(answer))
    one, other = await site.visitor(), await site.visitor()
    assert await one.say("你好") != await other.say("你好")


def test_memory_of_a_living_process_is_told_and_of_a_dead_one_left_out(tmp_path):
    pids = tmp_path / "pids.json"
    assert installation(pids) == {}
    pids.write_text(json.dumps({"this": os.getpid(), "gone": 2**22 + 1}), encoding="utf-8")
    found = memory_of(installation(pids))
    assert list(found) == ["this"]
    assert found["this"] > 1
    assert processor_seconds(installation(pids)) > 0


def _cells() -> list[Cell]:
    ours = Figures(done=100, failed=0, per_second=50, p50=20, p95=30, p99=40, memory=900)
    stock = Figures(done=50, failed=1, per_second=25, p50=40, p95=60, p99=math.nan, memory=None)
    return [Cell("yichuang", "text", 1, ours), Cell("stock", "text", 1, stock)]


def test_table_shows_both_systems_and_their_ratio():
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(table("t", _cells()))
    shown = console.export_text()
    assert "yichuang" in shown
    assert "ratio" in shown
    assert "2.00" in shown


def test_json_holds_cells_and_ratios_and_no_nan(tmp_path):
    write_json(tmp_path / "o.json", document("turn", _cells(), {"seconds": 8}, ["note"]))
    made = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert made["cells"][1]["figures"]["p99"] is None
    assert made["ratios"] == [
        {
            "kind": "text",
            "citizens": 1,
            "per_second": 2.0,
            "p50": 2.0,
            "p95": 2.0,
            "p99": None,
            "processor": None,
            "memory": None,
        }
    ]


def test_figures_of_nothing_are_unknown():
    assert math.isnan(figures_of(Measurement(), None).p50)


def test_the_benchmarks_answers_fit_the_catalogue():
    fields = default_catalogue().fields
    for name, text in ALL_ANSWERS.items():
        parse_value(fields[name], text, today())


def test_stock_project_learns_our_labels_and_is_named_after_its_content(tmp_path, monkeypatch):
    project = make_project(tmp_path)
    assert make_project(tmp_path).folder == project.folder
    assert not project.is_trained
    nlu = yaml.safe_load((project.folder / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    labels = {entry["intent"] for entry in nlu}
    domain = yaml.safe_load((project.folder / "domain" / "intents.yml").read_text(encoding="utf-8"))
    assert labels == set(domain["intents"])
    assert len(labels) == project.labels
    rules = yaml.safe_load((project.folder / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    used = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    assert used - {"nlu_fallback"} <= labels
    monkeypatch.setattr(stock_project, "_EXAMPLES", 2)
    assert make_project(tmp_path).folder != project.folder


def test_every_kind_of_turn_expects_something():
    assert all(line.expected for lines in KINDS.values() for line in lines)


# Many cases, and what PostgreSQL does by itself


async def test_status_queries_are_measured_in_a_database_of_their_own_that_is_dropped(postgres_url):
    told: list[str] = []
    cells = await many_cases.measure(postgres_url, [20, 50], 0.2, Listener(told.append, told.append))
    assert [cell.kind for cell in cells] == ["20 cases", "50 cases"]
    assert all(cell.figures.failed == 0 and cell.figures.done > 0 for cell in cells)
    assert any("loading" in line for line in told)
    with psycopg.connect(postgres_url) as server:
        left = server.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'yichuang_bench%'").fetchone()
    assert left == (0,)


def test_pgbench_tells_a_rate(postgres_url):
    assert pgbench.transactions_per_second(postgres_url, 1) > 0


def test_a_page_notices_gaps_repetitions_and_disorder():
    def faults(*seen: int) -> int:
        return live.Connected(None, list(seen)).faults  # type: ignore[arg-type]

    assert (faults(1, 2, 3), faults(1, 3), faults(1, 2, 2), faults(2, 1, 3)) == (0, 1, 1, 2)
