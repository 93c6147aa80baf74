"""Published weights arrive whole and checked, or there is a clear error and nothing half.

A server on this machine stands in for the Hugging Face hub: it answers as that does, with a file
that the tests write in the published layout, and breaks down when told to.
"""

import dataclasses
import errno
import hashlib
import re
import subprocess
import sys

import hashed
import loopback
import numpy as np
import pytest
from loopback import CONTENT, HALF, SHA256
from safetensors.numpy import save

from cnnlectures import models
from cnnlectures.core import storage
from cnnlectures.models import hub, registry, weights
from cnnlectures.models.published import Published

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILE = Published("timm/tiny", revision=COMMIT, sha256=SHA256)
NAME = f"timm--tiny--{SHA256[:12]}.safetensors"
CACHED = {NAME: len(CONTENT)}


class Hub(loopback.Handler):
    """The hub's answers: where a file lies, and what it is."""

    def do_HEAD(self):  # noqa: N802
        self.server.asked.append(self.path)
        if self.server.status != 200:
            self.say(self.server.status)
        elif self.path.startswith(f"/timm/tiny/resolve/{COMMIT}/"):
            linked = {"X-Linked-ETag": self.server.says, "X-Linked-Size": len(self.server.content)}
            self.say(200, {"X-Repo-Commit": COMMIT, "ETag": '"of the pointer"', **linked})
        else:
            self.say(404, {"X-Error-Code": "RepoNotFound"})

    def do_GET(self):  # noqa: N802
        if self.path == "/blob" or self.server.status != 200:
            super().do_GET()
        elif "/resolve/" in self.path:  # the file itself lies elsewhere
            self.say(302, {"Location": f"http://127.0.0.1:{self.server.server_port}/blob"})
        else:
            self.say(404)

    def say(self, status, headers=()):
        self.send_response(status)
        for name, value in {"Content-Length": 0, **dict(headers)}.items():
            self.send_header(name, str(value))
        self.end_headers()


@pytest.fixture
def server(monkeypatch, tmp_path):
    loopback.this_machine_only(monkeypatch)
    monkeypatch.setenv(storage.VARIABLE, str(tmp_path / "cache"))
    with loopback.serving(loopback.Server(Hub)) as server:
        server.asked, server.says = [], SHA256
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield server


def fetch(published=FILE):
    return hub.fetch(published, progress=False)


def kept():
    """The files in the cache, and how long they are."""
    return {path.name: path.stat().st_size for path in storage.cache_folder("downloads").iterdir()}


def test_a_file_is_fetched_once(server):
    assert fetch().read_bytes() == CONTENT
    assert server.asked == [f"/timm/tiny/resolve/{COMMIT}/model.safetensors"]
    server.status = 500
    assert fetch().read_bytes() == CONTENT
    assert len(server.asked) == 1, "what is in the cache needs no network"
    assert kept() == CACHED


def test_a_cut_connection_is_an_error_and_the_next_call_fetches_the_rest(server):
    server.cut_after = HALF
    with pytest.raises(ConnectionError, match=r"bytes are kept; call again.*Without the hub, give"):
        fetch()
    ((name, length),) = kept().items()
    assert name == f"{NAME}.part"
    assert 0 < length <= HALF
    server.cut_after = None
    assert fetch().read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={length}-"]
    assert kept() == CACHED


def test_a_replaced_file_is_refused_before_it_is_fetched(server):
    server.says = "f" * 64
    with pytest.raises(ValueError, match=f"checksum is {'f' * 64}, and it should be {SHA256}"):
        fetch()
    assert server.ranges == []
    assert kept() == {}


def test_a_wrong_checksum_is_an_error_and_leaves_nothing(server):
    server.content = CONTENT[:-1] + b"?"
    with pytest.raises(ValueError, match=f"another checksum than the expected {SHA256}"):
        fetch()
    assert kept() == {}
    server.content = CONTENT
    assert fetch().read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_fetched_again(server):
    fetch().write_bytes(b"damaged")
    assert fetch().read_bytes() == CONTENT


@pytest.mark.parametrize(
    "change",
    [{"repository": "timm/nothing"}, {"revision": COMMIT[::-1]}],
    ids=["repository", "revision"],
)
def test_what_the_hub_does_not_have_is_an_error(server, change):
    with pytest.raises(ConnectionError, match=r"could not ask for http.*404.*Without the hub"):
        fetch(dataclasses.replace(FILE, **change))
    assert kept() == {}


def test_a_hub_that_is_down_or_away(server, monkeypatch):
    server.status = 503
    with pytest.raises(ConnectionError, match=r"could not ask for http.*503.*Without the hub"):
        fetch()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ConnectionError, match=r"could not ask for http:.*1:9/.*give the"):
        fetch()
    assert kept() == {}


def test_a_full_disk_keeps_the_part_and_the_next_call_goes_on(server):
    """The kernel itself refuses to let any file grow beyond the half."""
    code = (
        "import resource, sys\n"
        "from cnnlectures.models import hub\n"
        "from cnnlectures.models.published import Published\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))\n"
        "try:\n"
        "    hub.fetch(Published('timm/tiny', revision=sys.argv[1], sha256=sys.argv[2]), False)\n"
        "except OSError as error:\n"
        "    print(type(error).__name__, error.errno)\n"
    )
    command = [sys.executable, "-c", code, COMMIT, SHA256, str(HALF)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == f"OSError {errno.EFBIG}\n", done.stderr
    ((name, length),) = kept().items()
    assert name == f"{NAME}.part"
    assert 0 < length <= HALF
    assert fetch().read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={length}-"]


def test_a_file_without_a_known_checksum_is_not_fetched(server):
    with pytest.raises(ValueError, match=r"not pinned yet: checksum unknown.*give its path"):
        fetch(Published("timm/tiny"))
    assert server.asked == server.ranges == []


def test_without_huggingface_hub_the_error_says_what_to_do(server, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install huggingface_hub.*weights"):
        fetch()


# From the hub into a network


@pytest.fixture
def published(server, monkeypatch):
    """A network whose weights the server has, in the layout of torchvision."""
    card = models.card("squeezenet1_1")
    tensors = {
        name: hashed.tensor(name, shape)
        for name, shape in reference(models.outline(card.name), card.layout).items()
    }
    server.content = save(tensors)
    server.says = hashlib.sha256(server.content).hexdigest()
    file = Published("timm/tiny", revision=COMMIT, sha256=server.says)
    changed = dataclasses.replace(card, hub=file)
    monkeypatch.setitem(registry._cards(), card.name, changed)
    return tensors


def reference(model, layout):
    """The reference's names for a network of convolutions, with its shapes."""
    return {
        name: tuple(each.shape) if each.ndim == 1 else tuple(each.shape[k] for k in (3, 2, 0, 1))
        for name, _, each in weights._sources(model, layout)
    }


def test_imagenet_weights_from_the_hub(server, published, tmp_path):
    options = {"input_shape": (65, 67, 3), "classifier_activation": None}
    model = models.build("squeezenet1_1", weights="imagenet", **options)
    kernel = model.get_layer("conv1").kernel.numpy()
    np.testing.assert_array_equal(kernel.transpose(3, 2, 0, 1), published["features.0.weight"])
    (tmp_path / "own.safetensors").write_bytes(server.content)
    again = models.build("squeezenet1_1", weights=tmp_path / "own.safetensors", **options)
    image = hashed.image("hub", (1, 65, 67, 3))
    answer = model(image).numpy()
    assert np.abs(answer).max() > 0
    np.testing.assert_array_equal(again(image), answer)


def test_without_the_top_the_same_file_serves(server, published):
    model = models.build("squeezenet1_1", weights="imagenet", include_top=False)
    assert model.get_layer("conv1").bias.numpy().any()


def test_a_wrong_shape_is_refused_before_anything_is_fetched(server, published):
    with pytest.raises(ValueError, match="`input_shape`"):
        models.build("squeezenet1_1", weights="imagenet", input_shape=(2, 2, 3))
    with pytest.raises(ValueError, match="`classes` must be 1000"):
        models.build("squeezenet1_1", weights="imagenet", classes=3)
    assert server.ranges == []


# What the cards say

ON_THE_HUB = [name for name in models.names() if models.card(name).hub]


@pytest.mark.parametrize("name", ON_THE_HUB)
def test_a_card_on_the_hub(name):
    card = models.card(name)
    file = card.hub
    assert card.application is None
    assert card.layouts
    assert file.repository in card.weights
    assert re.fullmatch("[0-9a-f]{64}", file.sha256 or "0" * 64)
    assert re.fullmatch("main|[0-9a-f]{40}", file.revision)
    assert file.sha256 or (file.revision == "main" and "checksum unknown" in card.weights)
    if file.size:  # four bytes a number, and the names in front
        assert 0 < file.size - 4 * card.parameters < 100_000


def test_every_network_has_weights_or_says_why_not():
    for name in models.names():
        card = models.card(name)
        if card.application or card.formula_only or (card.hub and card.hub.sha256):
            continue
        with pytest.raises(ValueError, match=re.escape(card.weights)) as caught:
            models.build(name, weights="imagenet")
        assert "weights=" in str(caught.value)
