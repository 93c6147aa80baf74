"""Fetching published weights from the Hugging Face hub, once, whole and checked.

`huggingface_hub` knows the addresses and what lies there; the bytes come by `core.storage`, which
goes on where a broken download ended. (The hub's own downloader throws away what had arrived when
a call fails.) ``HF_ENDPOINT`` names another server than huggingface.co.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from cnnlectures.core import storage
from cnnlectures.models.published import FILE, Published

WAY_OUT = (
    "Without the hub, give the path of a .weights.h5 or .safetensors file as `weights`: the names "
    "of torchvision and timm are understood"
)


def fetch(published: Published, progress: bool = True) -> Path:
    """Return the path of a published file, fetched if it is not in the cache yet.

    Args:
        published: which file, with its checksum.
        progress: show a progress bar.

    Raises:
        ModuleNotFoundError: `huggingface_hub` is not installed.
        ConnectionError: the hub cannot be reached, has no such file, or broke off; what arrived is
            kept, and the next call goes on from there.
        ValueError: no checksum is known, or the hub's file has another one; nothing of it is kept.
        OSError: the disk is full or not writable; what arrived is kept.
    """
    if published.sha256 is None:
        raise ValueError(
            f"The file is {published}, so it is not fetched: nothing would tell whether it is the "
            f"right one. Download {FILE} from there yourself, and give its path as `weights`."
        )
    url = _address(published)
    name = f"{published.repository.replace('/', '--')}--{published.sha256[:12]}.safetensors"
    if not (storage.cache_folder("downloads") / name).exists():
        _ask(url, published)
    try:
        return storage.download(url, sha256=published.sha256, name=name, progress=progress)
    except ConnectionError as error:
        raise ConnectionError(f"{error}. {WAY_OUT}.") from error


def _address(published: Published) -> str:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # nobody's business
    try:
        import huggingface_hub
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"The weights are {published}; to fetch them, huggingface_hub is needed: pip install "
            f"huggingface_hub. {WAY_OUT}."
        ) from error
    endpoint = os.environ.get("HF_ENDPOINT") or None
    return huggingface_hub.hf_hub_url(
        published.repository, FILE, revision=published.revision, endpoint=endpoint
    )


def _ask(url: str, published: Published) -> None:
    """Ask the hub what lies there, before hundreds of megabytes are on their way."""
    import huggingface_hub

    try:
        found = huggingface_hub.get_hf_file_metadata(url, token=False, timeout=30)
    except Exception as error:  # of httpx, httpx2 or the hub's own, by its version
        said = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
        raise ConnectionError(f"could not ask for {url}: {said}. {WAY_OUT}.") from error
    theirs = (found.etag or "").lower()
    if re.fullmatch("[0-9a-f]{64}", theirs) and theirs != published.sha256:
        raise ValueError(
            f"{url} is not the expected file: the hub says that its checksum is {theirs}, and it "
            f"should be {published.sha256}. Nothing was fetched. {WAY_OUT}."
        )
