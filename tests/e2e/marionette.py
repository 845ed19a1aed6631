"""Firefox's own remote control: commands of WebDriver over a socket, since no package brings its WebDriver server."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""By which WebDriver writes an element in JSON."""
_START_SECONDS = 30.0


class NotInteractableError(Exception):
    """The element cannot be pressed now: out of view, covered, or gone."""


class Marionette:
    """A Firefox without a screen, with a profile of its own in an empty folder; ends with the block."""

    def __init__(self, program: str, profile: Path, port: int) -> None:
        (profile / "user.js").write_text(f'user_pref("marionette.port", {port});', encoding="utf-8")
        command = [program, "--marionette", "--headless", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._socket = self._connect(port)
        self._stream = self._socket.makefile("rb")
        self._commands = 0
        self._read()  # who it is
        # The page opens the file picker for a box that is hidden itself.
        self.command("WebDriver:NewSession", strictFileInteractability=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stream.close()
        self._socket.close()
        self._process.terminate()
        self._process.wait()

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a command and wait for its result; raises NotInteractableError, or RuntimeError for every other fault."""
        self._commands += 1
        content = json.dumps([0, self._commands, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(content), content))
        _kind, _number, error, result = self._read()
        if error is None:
            return result["value"] if isinstance(result, dict) and "value" in result else result
        if error["error"] in {"element not interactable", "element click intercepted", "stale element reference"}:
            raise NotInteractableError(error["message"])
        raise RuntimeError(f"{name}: {error['error']}: {error['message']}")

    def get(self, url: str) -> None:
        """Go to a page."""
        self.command("WebDriver:Navigate", url=url)

    def execute_script(self, script: str, *arguments: Any) -> Any:
        """What a script in the page returns."""
        written = [{_ELEMENT: each.id} if isinstance(each, Element) else each for each in arguments]
        found = self.command("WebDriver:ExecuteScript", script=script, args=written, sandbox=None)
        return Element(self, found[_ELEMENT]) if isinstance(found, dict) and _ELEMENT in found else found

    def _read(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has ended")
            length += byte
        return json.loads(self._stream.read(int(length)))

    def _connect(self, port: int) -> socket.socket:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), _START_SECONDS)
            except ConnectionRefusedError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise
                time.sleep(0.1)


class Element:
    """An element of the page."""

    def __init__(self, marionette: Marionette, name: str) -> None:
        self._marionette = marionette
        self.id = name

    def click(self) -> None:
        """Press it."""
        self._marionette.command("WebDriver:ElementClick", id=self.id)

    def clear(self) -> None:
        """Empty a box."""
        self._marionette.command("WebDriver:ElementClear", id=self.id)

    def send_keys(self, text: str) -> None:
        """Type into a box, or choose a file."""
        self._marionette.command("WebDriver:ElementSendKeys", id=self.id, text=text)
