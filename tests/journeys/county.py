"""The demo county as a newcomer gets it: made, played and served by the `lianfang` command, in a home of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lianfang.config.home import read_behind
from lianfang.core.timeline import SHANGHAI

PASSWORD = re.compile(r"lianfang-demo-\d+")


@dataclass
class County:
    """A home with the demo county, its commands, and its pages when they are served."""

    home: Path
    url: str = ""
    _server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a fresh shell, with this home."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANFANG_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "LIANFANG_HOME": str(self.home), "LANG": "zh_CN.UTF-8"}

    def now(self) -> datetime:
        """Return the moment that the county's clock shows, in Asia/Shanghai."""
        return datetime.now(SHANGHAI) - read_behind(self.home)

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command as a user would and return what it printed."""
        command = [sys.executable, "-m", "lianfang.cli.main", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def ask(self, *arguments: str) -> Any:
        """Run a command with --json and return its answer."""
        return json.loads(self.run(*arguments, "--json"))

    def serve(self) -> None:
        """Serve the pages with a worker on a free port, and wait until they answer."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "lianfang.cli.main", "serve", "--with-worker", "--port", str(port)]
        with (self.home / "serve.log").open("wb") as log:
            self._server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/accounts/login/", timeout=2) as page:
                    if page.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.home / "serve.log").read_text())

    def stop(self, *, all_of_it: bool = True) -> None:
        """Stop what was started, as Ctrl-C would, and the database unless it is wanted on."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=60)
        if all_of_it:
            self.run("down")
