"""Settings that every process of the bot needs before Rasa is imported, and logs without citizens' words."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

BOT_FOLDER = Path(__file__).resolve().parent
# What Rasa logs of a message, besides its own fixed texts.
_OWN_WORDS = frozenset({"event", "level", "exc_info", "exception_type", "action_name", "policy_name"})


def prepare() -> None:
    """No telemetry, no progress bars, no TensorFlow chatter, one thread; and no cache, train.py has its own."""
    os.environ.update(
        {
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_MAX_CACHE_SIZE": "0",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "LOG_LEVEL": "WARNING",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TQDM_DISABLE": "1",
        },
    )
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Filters would not do: some of Rasa's dependencies reset them when they are imported.
    warnings.showwarning = _show_warning
    sys.path[:0] = [str(BOT_FOLDER)] if str(BOT_FOLDER) not in sys.path else []


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """What Rasa's age brings with it is nothing that a reader of the log can mend."""
    if not issubclass(category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning)):
        logging.getLogger("warnings").warning("%s: %s", category.__name__, message)


def log_without_words(level: int = logging.WARNING) -> None:
    """Log to standard error from `level` on, dropping every field that could hold what somebody wrote."""
    import structlog

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WordlessFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("jieba").setLevel(logging.ERROR)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _drop_words, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


class _WordlessFormatter(logging.Formatter):
    """Says of an exception what it is and where it came up; its message may quote a citizen or a reply of the api."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the library's
        """The types of the exceptions, outermost first, each with the place where it was raised."""
        lines = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
            lines.append(f"  {type(error).__name__} at {place}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _drop_words(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """An exception keeps its type; its message may quote the citizen."""
    if event.get("exc_info"):
        error = sys.exc_info()[0]
        event["exception_type"] = error.__name__ if error else "unknown"
        event.pop("exc_info")
    return {key: value for key, value in event.items() if key in _OWN_WORDS}
