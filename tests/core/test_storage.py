"""Files arrive whole or not at all, whatever breaks on their way."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import loopback
import platformdirs
import pytest
import urllib3
from loopback import CONTENT, HALF, SHA256

from cnnlectures.core import storage


@pytest.fixture(autouse=True)
def this_machine_only(monkeypatch):
    loopback.this_machine_only(monkeypatch)


@pytest.fixture
def server():
    with loopback.serving(loopback.Server()) as server:
        yield server


def fetch(server, **options):
    return storage.download(server.url, **({"sha256": SHA256, "progress": False} | options))


def downloads(cache):
    """Return the files in the cache's folder of downloads, and how long they are."""
    return {path.name: path.stat().st_size for path in (cache / "downloads").iterdir()}


def part(cache):
    """Return the length of the part that is kept, the only file there."""
    ((name, length),) = downloads(cache).items()
    assert name == "data.bin.part"
    return length


WHOLE = {"data.bin": len(CONTENT)}
CHUNK = 8192  # what a cut connection may lose


# The cache folder


def test_the_variable_names_the_cache_folder(cache):
    assert storage.cache_folder("a", "b") == cache.resolve() / "a" / "b"
    assert (cache / "a" / "b").is_dir()


def test_a_home_folder_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(storage.VARIABLE, "~/kept")
    assert storage.cache_folder() == tmp_path.resolve() / "kept"


@pytest.mark.parametrize("empty", [True, False])
def test_without_the_variable_the_platform_decides(tmp_path, monkeypatch, empty):
    monkeypatch.setattr(
        platformdirs, "user_cache_dir", lambda name, appauthor: str(tmp_path / "caches" / name)
    )
    monkeypatch.delenv(storage.VARIABLE, raising=False)
    if empty:
        monkeypatch.setenv(storage.VARIABLE, "")
    assert storage.cache_folder("x") == (tmp_path / "caches" / "cnnlectures" / "x").resolve()


@pytest.mark.skipif(sys.platform != "linux", reason="the convention of Linux")
def test_on_linux_the_convention_is_xdg(tmp_path, monkeypatch):
    monkeypatch.delenv(storage.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert storage.cache_folder() == tmp_path.resolve() / "cnnlectures"


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv(storage.VARIABLE, str(tmp_path / "file"))
    with pytest.raises(OSError, match="Set CNNLECTURES_CACHE to a folder that you can write to"):
        storage.cache_folder("x")


# Atomic writes


def test_an_atomic_write_makes_folders_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "new" / "file.txt"
    with storage.atomic_write(path) as temporary:
        assert temporary.parent == path.parent  # the same file system, so that it can be moved
        temporary.write_text("done")
        assert not path.exists()
    assert path.read_text() == "done"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_an_atomically_written_file_has_the_permissions_of_any_other(tmp_path):
    before = os.umask(0o027)
    try:
        with storage.atomic_write(tmp_path / "file"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), ValueError()]
)
def test_a_write_that_fails_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def write():
        with storage.atomic_write(path) as temporary:
            temporary.write_text("ne")
            raise error

    with pytest.raises(type(error)):
        write()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("0" * 200_000)
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            text = path.read_text()
            seen.add((len(text), len(set(text))))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for digit in "123456789" * 10:
        with storage.atomic_write(path) as temporary, open(temporary, "w") as file:
            for _ in range(4):
                file.write(digit * 50_000)
                file.flush()
    done.set()
    for reader in readers:
        reader.join()
    assert seen == {(200_000, 1)}


def test_a_writer_that_is_killed_leaves_the_old_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    script = (
        "import os, signal, sys\n"
        "from cnnlectures.core import storage\n"
        "with storage.atomic_write(sys.argv[1]) as temporary:\n"
        "    temporary.write_text('ne')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], timeout=30)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "old"


def test_checksum_is_sha256(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert storage.checksum(tmp_path / "abc") == expected


# Locks


def run_python(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    )


def test_a_lock_excludes_another_process_and_is_freed_when_its_holder_is_killed(cache):
    holder = run_python(
        "import time\n"
        "from cnnlectures.core import storage\n"
        "with storage.lock('it'):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(
                TimeoutError, match=r"another process has held .*it\.lock for over 0\.1 s"
            ),
            storage.lock("it", timeout=0.1),
        ):
            pass
        with storage.lock("another", timeout=0.1):  # other names are free
            pass
        holder.send_signal(signal.SIGKILL)
        with storage.lock("it", timeout=10):
            pass
    finally:
        holder.kill()
        holder.communicate()


def test_a_lock_is_freed_after_an_exception(cache):
    with pytest.raises(KeyError), storage.lock("it", timeout=1):
        raise KeyError
    with storage.lock("it", timeout=1):
        pass


# Downloads


def test_a_download_arrives_whole_and_the_second_call_needs_no_network(cache, server):
    path = fetch(server)
    assert path == cache.resolve() / "downloads" / "data.bin"
    assert path.read_bytes() == CONTENT
    assert downloads(cache) == WHOLE
    server.status = 500
    assert fetch(server) == path
    assert server.ranges == [None]


def test_a_checksum_may_be_in_capitals_and_a_name_be_given(cache, server):
    assert fetch(server, sha256=SHA256.upper(), name="it.bin").name == "it.bin"
    assert downloads(cache) == {"it.bin": len(CONTENT)}


def test_a_download_shows_a_bar_only_when_asked(cache, server, capfd):
    fetch(server)
    assert capfd.readouterr() == ("", "")
    fetch(server, name="again.bin", progress=True)
    assert "again.bin: 100%" in capfd.readouterr().err


def test_a_cut_connection_is_an_error_and_the_next_call_fetches_the_rest(cache, server):
    server.cut_after = HALF
    with pytest.raises(ConnectionError, match="bytes are kept; call again to go on") as first:
        fetch(server)
    kept = [part(cache)]
    assert HALF - CHUNK < kept[0] <= HALF
    assert f" {kept[0]:,} bytes are kept" in str(first.value)
    server.cut_after = 20_000
    with pytest.raises(ConnectionError, match="bytes are kept"):
        fetch(server)
    kept.append(part(cache))
    assert kept[0] + 20_000 - CHUNK < kept[1] <= kept[0] + 20_000
    server.cut_after = None
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept[0]}-", f"bytes={kept[1]}-"]
    assert downloads(cache) == WHOLE


def test_a_cut_connection_is_noticed_even_where_urllib3_does_not(cache, server, monkeypatch):
    begin = urllib3.response.HTTPResponse.__init__
    monkeypatch.setattr(
        urllib3.response.HTTPResponse,
        "__init__",
        lambda *a, **k: begin(*a, **(k | {"enforce_content_length": False})),  # as before 2.0
    )
    server.cut_after = HALF
    with pytest.raises(ConnectionError, match=f"broke off after {HALF:,} bytes; they are kept"):
        fetch(server)
    server.cut_after = None
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={HALF}-"]


def test_a_server_that_ignores_range_is_read_from_the_beginning(cache, server):
    server.cut_after = HALF
    with pytest.raises(ConnectionError):
        fetch(server)
    kept = part(cache)
    server.cut_after, server.ignores_range = None, True
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept}-"]


def test_a_server_that_does_not_say_how_long_the_file_is(cache, server):
    server.says_length = False
    assert fetch(server).read_bytes() == CONTENT


def test_a_process_that_is_killed_has_its_part_taken_up(cache, server):
    server.go_on.clear()  # it stalls at the half
    process = run_python(
        "import sys\n"
        "from cnnlectures.core import storage\n"
        "storage.download(sys.argv[1], sha256=sys.argv[2], progress=False)\n",
        server.url,
        SHA256,
    )
    path = cache / "downloads" / "data.bin.part"
    end = time.monotonic() + 30
    while not (path.exists() and path.stat().st_size) and time.monotonic() < end:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    kept = path.stat().st_size
    assert 0 < kept <= HALF
    server.go_on.set()
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept}-"]


def test_a_part_that_is_complete_only_needs_its_name(cache, server):
    (storage.cache_folder("downloads") / "data.bin.part").write_bytes(CONTENT)
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [f"bytes={len(CONTENT)}-"]
    assert downloads(cache) == WHOLE


def test_another_checksum_is_an_error_and_leaves_nothing(cache, server):
    server.content = CONTENT[:-1] + b"?"
    with pytest.raises(ValueError, match=f"another checksum than the expected {SHA256}"):
        fetch(server)
    assert downloads(cache) == {}
    server.content = CONTENT
    assert fetch(server).read_bytes() == CONTENT


def test_a_part_of_another_file_is_found_out_and_the_next_call_begins_anew(cache, server):
    (storage.cache_folder("downloads") / "data.bin.part").write_bytes(b"?" * 10)
    with pytest.raises(ValueError, match="another checksum"):
        fetch(server)
    assert downloads(cache) == {}
    assert fetch(server).read_bytes() == CONTENT


def test_a_cached_file_that_was_damaged_is_fetched_again(cache, server):
    path = fetch(server)
    path.write_bytes(b"damaged")
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, None]


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_a_server_that_refuses_is_an_error_that_says_so(cache, server, status):
    server.status = status
    with pytest.raises(ConnectionError, match=f"could not download {server.url}: {status}") as got:
        fetch(server)
    assert "kept" not in str(got.value)
    assert downloads(cache) == {}


def test_a_refusal_keeps_what_had_arrived(cache, server):
    server.cut_after = HALF
    with pytest.raises(ConnectionError):
        fetch(server)
    kept = part(cache)
    server.status = 503
    with pytest.raises(ConnectionError, match="bytes are kept"):
        fetch(server)
    server.status, server.cut_after = 200, None
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges[-1] == f"bytes={kept}-"


def test_a_closed_port_is_an_error_that_names_the_address(cache):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/data.bin"
    with pytest.raises(ConnectionError, match=f"could not download {url}"):
        storage.download(url, sha256=SHA256, progress=False)
    assert downloads(cache) == {}


@pytest.mark.parametrize("url", ["data.bin", "nowhere://127.0.0.1/data.bin"])
def test_what_is_no_address_is_an_error(cache, url):
    with pytest.raises(ValueError, match=r"`url` must be an http\(s\) address\. Received: "):
        storage.download(url, sha256=SHA256, progress=False)


@pytest.mark.parametrize("sha256", ["", "abc", SHA256 + "0", "g" * 64])
def test_what_is_no_checksum_is_refused_before_anything_is_fetched(cache, server, sha256):
    with pytest.raises(ValueError, match="`sha256` must be 64 hexadecimal digits"):
        fetch(server, sha256=sha256)
    assert server.ranges == []


def test_a_full_disk_is_an_error_and_the_part_is_taken_up_when_there_is_room(
    cache, server, monkeypatch
):
    def full(path, mode):
        file = open(path, mode)  # noqa: SIM115
        room, write = HALF, file.write

        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *error):
                file.close()

            def write(self, chunk):
                if file.tell() + len(chunk) > room:
                    write(chunk[: room - file.tell()])
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return write(chunk)

        return Full()

    with monkeypatch.context() as patch:
        patch.setattr(storage, "open", full, raising=False)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as caught:
            fetch(server)
    assert caught.value.errno == errno.ENOSPC
    assert not isinstance(caught.value, ConnectionError)
    assert downloads(cache) == {"data.bin.part": HALF}
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={HALF}-"]


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_write_that_the_system_refuses_keeps_the_part_too(cache, server):
    """No simulation: the kernel itself refuses to let any file grow beyond the half."""
    process = run_python(
        "import resource, sys\n"
        "from cnnlectures.core import storage\n"
        "half = int(sys.argv[3])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (half, half))\n"
        "try:\n"
        "    storage.download(sys.argv[1], sha256=sys.argv[2], progress=False)\n"
        "except OSError as error:\n"
        "    print(type(error).__name__, error.errno)\n",
        server.url,
        SHA256,
        str(HALF),
    )
    output, _ = process.communicate(timeout=30)
    assert output == f"OSError {errno.EFBIG}\n"
    kept = part(cache)
    assert 0 < kept <= HALF
    assert fetch(server).read_bytes() == CONTENT
    assert server.ranges == [None, f"bytes={kept}-"]


def test_two_processes_at_once_download_once(cache, server):
    server.go_on.clear()
    script = (
        "import sys\n"
        "from cnnlectures.core import storage\n"
        "print('ready', flush=True)\n"
        "print(storage.download(sys.argv[1], sha256=sys.argv[2], progress=False))\n"
    )
    processes = [run_python(script, server.url, SHA256) for _ in range(2)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)  # both are at it now: one reads half a file, the other waits for the lock
    server.go_on.set()
    paths = {process.communicate(timeout=30)[0].strip() for process in processes}
    assert {process.returncode for process in processes} == {0}
    (path,) = paths
    assert Path(path).read_bytes() == CONTENT
    assert server.ranges == [None]
    assert downloads(cache) == WHOLE
