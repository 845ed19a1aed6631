"""These tests run in the bot's own environment: `cd bot && .venv/bin/python -m pytest`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

BOT_FOLDER = Path(__file__).resolve().parents[2] / "bot"

# The environment of the api has no Rasa; there is nothing for it to collect here.
if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]
else:
    sys.path.insert(0, str(BOT_FOLDER))
    import quiet

    quiet.prepare()
