"""Serve a model on the loopback interface: `python serve.py --model FILE --port N`.

The address of the actions comes from YICHUANG_ACTION_URL. Ready when `GET /` answers; when the model cannot be
loaded, the process ends with code 1 instead of answering with nothing.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quiet
from settling import settle

quiet.prepare()

if TYPE_CHECKING:
    from sanic import Sanic

_LOOPBACK = "127.0.0.1"
_ACTION_URL = "YICHUANG_ACTION_URL"
_RESPONSE_SECONDS = 60


def main() -> int:
    """Serve until stopped."""
    options = _options()
    os.environ["SANIC_WORKERS"] = "1"  # replicas are processes of their own behind the api's hash of the sender
    import rasa.core.run
    import rasa.utils.common
    from rasa.core.utils import AvailableEndpoints

    import serving
    import tuning

    level = logging.getLevelName(options.log_level)
    quiet.log_without_words(level)
    tuning.install()
    endpoints = AvailableEndpoints.read_endpoints(str(quiet.BOT_FOLDER / "endpoints.yml"))
    endpoints.action = tuning.KeepAliveEndpoint.like(endpoints.action)
    served = serving.wanted(options.serving, options.model)
    listeners: list[tuple[Callable[..., Any], str]] = [
        (_stop_without_model, "after_server_start"),
        (_warm_up, "after_server_start"),
    ]
    if options.serving is not None:

        async def follow(app: Sanic, _: object) -> None:
            app.add_task(serving.follow(app, options.serving, options.model, served))

        listeners.append((follow, "after_server_start"))
    rasa.core.run.serve_application(
        model_path=str(served),
        interface=_LOOPBACK,
        port=options.port,
        credentials=str(quiet.BOT_FOLDER / "credentials.yml"),
        enable_api=False,
        response_timeout=_RESPONSE_SECONDS,
        endpoints=endpoints,
        server_listeners=listeners,
    )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve the bot on the loopback interface.")
    parser.add_argument("--model", type=Path, required=True, help="a model file that train.py has printed")
    parser.add_argument("--serving", type=Path, help="a file that names a better model; followed while it runs")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--log-level", default="WARNING", choices=["INFO", "WARNING", "ERROR"])
    options = parser.parse_args()
    if not options.model.is_file():
        parser.error(f"there is no model {options.model}")
    if not os.environ.get(_ACTION_URL):
        parser.error(f"{_ACTION_URL} is not set: the address of the actions, such as http://127.0.0.1:8000/actions")
    return options


async def _stop_without_model(app: Sanic, _: object) -> None:
    """Rasa logs a broken model and serves on, answering every message with an empty list."""
    if getattr(app.ctx.agent, "processor", None) is None:
        logging.getLogger(__name__).critical("The model could not be loaded.")
        os._exit(1)


async def _warm_up(app: Sanic, _: object) -> None:
    """Dictionaries, vectors and phrases are read with the first message; let that be none of a citizen's."""
    await app.ctx.agent.parse_message("您好，我想问问")
    settle()


if __name__ == "__main__":
    sys.exit(main())
