"""Opening the course in JupyterLab, to read or to present.

``python -m cnnlectures.tools.serve [--present NAME] [--port 8888]``

Presenting opens the notebook as slides (jupyterlab-slideshow): the arrow keys and the space bar
go on and back, Escape leaves the slides. The saved outputs show at once, so nothing has to run
before the lecture begins. A slider comes alive when its cell has run: on the explorer's slide,
with its cell active (an arrow key moves there), press Ctrl+Enter. An explorer's cell needs no
other cell. To run all that the slides have shown so far, and this cell, press Ctrl+Shift+Enter.
Nothing is saved unless you ask for it, so a lecture leaves the notebook as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from cnnlectures.core import storage, syllabus

SETTINGS = {
    # No question about news, no look for updates: a lecture hall may have no network.
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
}
#: The tag of cells that show only their output on a slide.
OUTPUT_ONLY = "output-only"
PRESENTING = {
    "jupyterlab-slideshow:plugin": {"active": True},
    "@deathbeds/jupyterlab-fonts:fonts": {
        "styles": {
            f".jp-Deck [data-jpf-cell-tags*=',{OUTPUT_ONLY},'] .jp-Cell-inputWrapper": {
                "display": "none"
            },
            ".jp-Deck .jp-RenderedHTMLCommon :is(td, th)": {"padding": "0.25em 0.5em"},
        },
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {
                "command": "apputils:run-all-enabled",
                "args": {"commands": ["notebook:run-all-above", "notebook:run-cell"]},
                "keys": ["Ctrl Shift Enter"],
                "selector": ".jp-Notebook",
            }
        ]
    },
}

#: Text as large as the text in the figures, for the back row. JupyterLab takes these sizes from
#: the user's own settings only.
SIZES = {
    "overrides": {
        "content-font-size1": "17px",
        "code-font-size": "16px",
        "ui-font-size1": "16px",
    }
}


def command(
    port: int,
    token: str,
    *,
    settings: Path,
    root: Path | None = None,
    extra: tuple[str, ...] = (),
) -> list[str]:
    """Return the command line that starts JupyterLab on this machine only.

    Args:
        port, token: where it listens, and the password in its address.
        settings: the folder with its settings.
        root: the folder that it shows; the course's notebooks if not given.
        extra: further arguments.
    """
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",  # in a container the user is often root
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root or syllabus.notebooks_folder()}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *extra,
    ]


def settings_folder(*, present: bool, folder: Path | None = None) -> Path:
    """Write JupyterLab's settings for reading or presenting, and return their folder.

    Whoever starts or leaves the slides changes the user's own settings. So presenting has
    settings of its own, which are kept (a theme, say), but it begins with slides however it
    ended; and reading never does.

    Args:
        present: whether notebooks open as slides.
        folder: where they are written; in the course's cache folder if not given.
    """
    folder = folder or storage.cache_folder("jupyterlab", "present" if present else "read")
    _write(folder / "overrides.json", SETTINGS | (PRESENTING if present else {}))
    if present:
        own = folder / "own"
        (own / "jupyterlab-slideshow" / "plugin.jupyterlab-settings").unlink(missing_ok=True)
        themes = own / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        if not themes.exists():
            _write(themes, SIZES)
    return folder


def environment(settings: Path, *, present: bool) -> dict[str, str]:
    """Return the environment variables for JupyterLab with settings from `settings_folder`."""
    own = {"JUPYTERLAB_SETTINGS_DIR": str(settings / "own")} if present else {}
    return {**os.environ, "PYTHONUTF8": "1", **own}


def _write(path: Path, settings: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with storage.atomic_write(path) as temporary:
        temporary.write_text(json.dumps(settings, indent=2))


def address(port: int, token: str, name: str, *, present: bool = False) -> str:
    """Return the address that opens a notebook; presenting has a workspace of its own."""
    workspace = "lab/workspaces/present" if present else "lab"
    return f"http://127.0.0.1:{port}/{workspace}/tree/{name}.ipynb?reset&token={token}"


def free_port(first: int) -> int:
    """Return the first port from there on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError(
        f"ports {first} to {first + 99} are all taken; choose another: make lab PORT=9999"
    )


def main(arguments: list[str] | None = None) -> int:
    """Start JupyterLab, print its address, and stay until it ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--present", metavar="NAME", help="present this notebook as slides")
    parser.add_argument("--port", type=int, default=8888)
    options = parser.parse_args(arguments)
    present = options.present is not None
    entry = syllabus.lecture(options.present or "00_start_here")
    if not entry.exists:
        parser.error(f"there is no {entry.name}.ipynb in {syllabus.notebooks_folder()}")
    port, token = free_port(options.port), secrets.token_hex(24)
    settings = settings_folder(present=present)
    server = subprocess.Popen(
        [*command(port, token, settings=settings), "--log-level=WARN"],
        env=environment(settings, present=present),
    )
    print(f"\nOpen this address:\n\n  {address(port, token, entry.name, present=present)}\n")
    if present:
        print("On an explorer's slide, Ctrl+Enter on its cell brings the sliders to life.")
    print("Stop with Ctrl-C.", flush=True)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
