"""Changing the model while messages are answered.

A file names the model that is to be served: {"model": path, "made_from": name}. `made_from` is the model of the present
data and configuration that it improves on; a model that was made from older data is not served. A new model is loaded
beside the old one, which answers meanwhile; the file `<marker>.loaded` then names what is in use.
"""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from settling import settle

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic

_LOOK_EVERY = 0.5
_log = logging.getLogger(__name__)


def wanted(marker: Path | None, base: Path) -> Path:
    """The model that is to be served: the one of the marker, or the base where that names none that fits."""
    if marker is None:
        return base
    try:
        named = json.loads(marker.read_text(encoding="utf-8"))
        model = Path(named["model"])
    except FileNotFoundError:
        return base
    except (OSError, ValueError, KeyError, TypeError):
        _log.warning("%s cannot be read; the base model is served", marker)
        return base
    if named.get("made_from") != base.name or not model.is_file():
        _log.warning("%s does not fit the present data; the base model is served", model.name)
        return base
    return model


async def follow(app: Sanic, marker: Path, base: Path, served: Path) -> None:
    """Serve what the marker names, for ever."""
    _tell(marker, served)
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        model = wanted(marker, base)
        if model == served:
            continue
        try:
            await _change(app.ctx.agent, model)
        except Exception:  # noqa: BLE001 - whatever is wrong with the new model, the old one goes on answering
            _log.exception("%s could not be loaded; %s stays", model.name, served.name)
        else:
            settle()
            _log.warning("now serving %s", model.name)
            _tell(marker, model)
        served = model  # what could not be loaded is not tried again until the marker changes


async def _change(agent: Agent, model: Path) -> None:
    from rasa.core.processor import MessageProcessor

    # In a thread, so that the old model goes on answering; both know the same domain.
    agent.processor = await asyncio.to_thread(
        MessageProcessor,
        model_path=str(model),
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )


def _tell(marker: Path, model: Path) -> None:
    marker.with_name(f"{marker.name}.loaded").write_text(model.name, encoding="utf-8")
