"""Opening the course in JupyterLab, to read or to present.

``python -m cnnlectures.tools.serve [--present NAME] [--port 8888]``
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
PRESENTING = {"jupyterlab-slideshow:plugin": {"active": True}}


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


def settings_folder(*, present: bool) -> Path:
    """Write JupyterLab's settings for reading or presenting, and return their folder."""
    folder = storage.cache_folder("jupyterlab", "present" if present else "read")
    with storage.atomic_write(folder / "overrides.json") as path:
        path.write_text(json.dumps(SETTINGS | (PRESENTING if present else {}), indent=2))
    return folder


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
    server = subprocess.Popen(
        [*command(port, token, settings=settings_folder(present=present)), "--log-level=WARN"],
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    print(f"\nOpen this address:\n\n  {address(port, token, entry.name, present=present)}\n")
    print("Stop with Ctrl-C.", flush=True)
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
