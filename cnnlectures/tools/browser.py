"""JupyterLab in a real Chromium, driven by code: for the tests and the benchmark of the widgets.

Playwright, which this needs, belongs to the development environment.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cnnlectures.tools import serve

#: What a page may raise: jupyterlab-slideshow looks for a notebook's body before there is one.
HARMLESS = ("Cannot read properties of null (reading 'observe')",)
#: Whom a notebook may ask for a picture; a page without a network shows the words instead.
BADGES = ("https://colab.research.google.com/assets/", "https://mybinder.org/badge")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000  # milliseconds: a loaded machine may take long, and is not wrong


def chromium() -> str | None:
    """Return where the system's Chromium lies, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its port, its token, and whether it presents slides."""

    port: int
    token: str
    present: bool

    def address(self, name: str) -> str:
        """Return the address of one of its notebooks."""
        return serve.address(self.port, self.token, name, present=self.present)


@contextmanager
def lab(notebooks: Path, *, present: bool = False) -> Iterator[Lab]:
    """Run JupyterLab over a folder, away from the user's own settings.

    Args:
        notebooks: the folder; whatever is done in the browser is written there.
        present: open notebooks as slides.
    """
    port, token = _any_free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        settings = serve.settings_folder(present=present, folder=Path(folder, "settings"))
        kinds = ("JUPYTER_CONFIG", "JUPYTER_DATA", "JUPYTER_RUNTIME", "JUPYTERLAB_WORKSPACES")
        own = {f"{kind}_DIR": f"{folder}/{kind.lower()}" for kind in kinds}
        own["IPYTHONDIR"] = f"{folder}/ipython"
        command = serve.command(
            port,
            token,
            settings=settings,
            root=notebooks,
            extra=("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
        )
        log = Path(folder, "log.txt")
        with log.open("w") as output:
            server = subprocess.Popen(
                command,
                env=serve.environment(settings, present=present) | own,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", server, log)
            yield Lab(port, token, present)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def browser(executable: str | None = None) -> Iterator:
    """Run Chromium, and yield Playwright's handle of it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable or chromium(), args=list(FLAGS)
        )
        yield running
        running.close()


class NotebookPage:
    """A notebook that is open in JupyterLab, in a page of its own.

    Args:
        running: Playwright's browser.
        server: the JupyterLab.
        name: the notebook's name.
        size: of the window, in pixels.

    Attributes:
        page: Playwright's page.
        errors: what the page raised and should not have.
        requests: what it asked of other machines; nothing of it left this one.
    """

    def __init__(self, running, server: Lab, name: str, size: tuple[int, int] = (1280, 720)):
        self.name, self.errors, self.requests = name, [], []
        own = f"http://127.0.0.1:{server.port}/"
        self._context = running.new_context(viewport={"width": size[0], "height": size[1]})
        self._context.route(lambda url: not url.startswith(own), self._refuse)
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", self._raised)
        self.page.goto(server.address(name), wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.evaluate(_READY)

    def _refuse(self, route) -> None:
        self.requests.append(route.request.url)
        route.abort()

    def _raised(self, error) -> None:
        if str(error) not in HARMLESS:
            self.errors.append(str(error))

    def close(self) -> None:
        """Stop the kernel and close the page."""
        self.page.evaluate(f"() => {{ {_PANEL}; return panel.sessionContext.shutdown(); }}")
        self._context.close()

    def run_all(self) -> None:
        """Run every cell, and wait for the last."""
        self.page.evaluate(_RUN_ALL)

    def run_explorers(self, names: Iterable[str]) -> None:
        """Run only the cells that end in a call of one of these functions, and wait for them."""
        calls = tuple(f"{name}()" for name in names)
        for number, cell in enumerate(self.cells()):
            if "".join(cell["source"]).rstrip().endswith(calls):
                self.activate(number)
                self.command("notebook:run-cell")

    def command(self, name: str) -> None:
        """Execute one of JupyterLab's commands."""
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def cells(self) -> list[dict]:
        """Return the cells as they are now, in the notebook format."""
        return self.page.evaluate(f"() => {{ {_PANEL}; return panel.content.model.toJSON(); }}")[
            "cells"
        ]

    def activate(self, index: int) -> None:
        """Make a cell the active one, in sight."""
        self.page.evaluate(
            f"""async index => {{ {_PANEL};
            panel.content.activeCellIndex = index;
            await panel.content.scrollToItem(index, 'start'); }}""",
            index,
        )

    def active(self) -> int:
        """Return the number of the active cell, from 0."""
        return self.page.evaluate(f"() => {{ {_PANEL}; return panel.content.activeCellIndex; }}")

    def python(self, expression: str):
        """Return the value of a Python expression, made of JSON's types, in the kernel."""
        import json

        reply = self.page.evaluate(
            f"""async expression => {{ {_PANEL};
            const future = panel.sessionContext.session.kernel.requestExecute(
                {{code: 'import json as _json', silent: true, store_history: false,
                  user_expressions: {{it: '_json.dumps(' + expression + ')'}}}});
            return (await future.done).content.user_expressions.it; }}""",
            expression,
        )
        if reply["status"] != "ok":
            raise RuntimeError(f"{expression}: {reply.get('ename')}: {reply.get('evalue')}")
        text = reply["data"]["text/plain"][1:-1]
        return json.loads(text.encode().decode("unicode_escape"))


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen, log: Path, seconds: float = 120) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end and server.poll() is None:
        try:
            direct.open(address, timeout=5)
            return
        except urllib.error.HTTPError:  # it answers, if only to refuse
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


_PANEL = "const app = window.jupyterapp, panel = app.shell.currentWidget"
#: Clicking a menu would race the kernel; this waits until it answers.
_READY = f"""async () => {{
    while (!window.jupyterapp) await new Promise(done => setTimeout(done, 50));
    await window.jupyterapp.restored;
    while (!window.jupyterapp.shell.currentWidget?.sessionContext)
        await new Promise(done => setTimeout(done, 50));
    {_PANEL};
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}}"""
_RUN_ALL = f"""async () => {{
    {_PANEL};
    await app.commands.execute('notebook:run-all-cells');
    await panel.sessionContext.session.kernel.requestKernelInfo();
}}"""
