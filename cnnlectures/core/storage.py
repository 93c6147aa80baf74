"""Files that outlive a run: where they lie, and how they get there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnlectures.core import arguments

VARIABLE = "CNNLECTURES_CACHE"


def cache_folder(*parts: str) -> Path:
    """Return the folder for everything that can be made or fetched again, creating it.

    ``CNNLECTURES_CACHE`` names it; without that, the platform's own convention does.

    Args:
        *parts: names of folders below it.

    Raises:
        OSError: if the folder cannot be made; the message says how to choose another.
    """
    import platformdirs

    root = os.environ.get(VARIABLE) or platformdirs.user_cache_dir("cnnlectures", appauthor=False)
    folder = Path(root).expanduser().resolve().joinpath(*parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            error.errno,
            f"cannot make the cache folder: {error.strerror}. Set {VARIABLE} to a "
            "folder that you can write to",
            str(folder),
        ) from error
    return folder


@contextmanager
def lock(name: str, timeout: float = 600) -> Iterator[None]:
    """Hold the cache's lock of that name: one process at a time, released even if it dies.

    Args:
        name: what is locked, a file name.
        timeout: seconds to wait for another holder.

    Raises:
        TimeoutError: if another process holds it for longer.
    """
    import filelock

    arguments.text("name", name)
    timeout = arguments.number("timeout", timeout, low=0)
    path = cache_folder("locks") / f"{name}.lock"
    try:
        with filelock.FileLock(path, timeout=timeout):
            yield
    except filelock.Timeout as error:
        raise TimeoutError(
            f"another process has held {path} for over {timeout:g} s; "
            "stop it, or wait and try again"
        ) from error


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success it takes its place, on failure it goes.

    A reader sees the old file or the new one, never half of one.
    """
    path = arguments.path("path", path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    temporary.touch(exist_ok=False)  # not by mkstemp: a reader may be another user
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def checksum(path: str | Path) -> str:
    """Return the file's SHA-256 as 64 hexadecimal digits."""
    with open(arguments.path("path", path), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(url: str, *, sha256: str, name: str | None = None, progress: bool = True) -> Path:
    """Fetch a file into the cache, or return it if it is there; resumes where it was cut off.

    Args:
        url: an http(s) address.
        sha256: the checksum that the finished file must have, 64 hexadecimal digits.
        name: the file's name in the cache; the address's last part if not given.
        progress: show a progress bar.

    Returns:
        The path of the complete, checked file.

    Raises:
        ConnectionError: the server cannot be reached, refused, or broke off; what arrived is kept.
        ValueError: an argument is not one of those above, or the complete file has another
            checksum; it is then removed.
        OSError: the disk is full or not writable; what arrived is kept.
    """
    import pooch

    if not re.match("https?://", arguments.text("url", url)):
        raise ValueError(f"`url` must be an http(s) address. Received: {url!r}.")
    if not isinstance(sha256, str) or not re.fullmatch("[0-9a-fA-F]{64}", sha256):
        raise ValueError(f"`sha256` must be 64 hexadecimal digits. Received: {sha256!r}.")
    pooch.get_logger().setLevel("WARNING")
    name = url.rsplit("/", 1)[-1] if name is None else arguments.text("name", name)
    folder = cache_folder("downloads")
    with lock(f"download-{name}"):
        try:
            path = pooch.retrieve(
                url,
                known_hash=f"sha256:{sha256}",
                fname=name,
                path=folder,
                downloader=_Resuming(folder / f"{name}.part", progress),
            )
        except ValueError as error:
            raise ValueError(
                f"{url} arrived with another checksum than the expected {sha256}: the file was "
                "changed or damaged on its way. It was removed; try again, or report it"
            ) from error
    return Path(path)


class _Resuming:
    """A pooch downloader that keeps what arrived in a ``.part`` file and asks only for the rest."""

    def __init__(self, part: Path, progress: bool):
        self.part, self.progress = part, progress

    def __call__(self, url: str, output_file, pooch, check_only: bool = False) -> None:
        import requests

        have = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            with requests.get(url, stream=True, timeout=30, headers=headers) as response:
                if have and response.status_code == 416:  # nothing is missing
                    complete = True
                else:
                    response.raise_for_status()
                    resumed = response.status_code == 206
                    complete = self._receive(response, have if resumed else 0)
        except requests.RequestException as error:
            have = self.part.stat().st_size if self.part.exists() else 0
            kept = f". {have:,} bytes are kept; call again to go on" if have else ""
            raise ConnectionError(f"could not download {url}: {error}{kept}") from error
        if not complete:
            raise ConnectionError(
                f"the download of {url} broke off after {self.part.stat().st_size:,} bytes; "
                "they are kept; call again to go on"
            )
        os.replace(self.part, output_file)

    def _receive(self, response, have: int) -> bool:
        """Append the response to the part file; return whether all that was announced arrived."""
        from tqdm.auto import tqdm

        announced = response.headers.get("Content-Length")
        total = have + int(announced) if announced else None
        bar = tqdm(
            total=total,
            initial=have,
            unit="B",
            unit_scale=True,
            desc=self.part.stem,
            disable=not self.progress,
        )
        with open(self.part, "ab" if have else "wb") as file, bar:
            for chunk in response.iter_content(1 << 13):  # of a cut connection at most one is lost
                file.write(chunk)
                bar.update(len(chunk))
            return total is None or file.tell() == total
