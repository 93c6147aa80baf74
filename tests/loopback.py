"""A server on this machine that misbehaves when told to, for tests of downloads."""

import hashlib
import re
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(9000))  # 288 kB
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HALF = len(CONTENT) // 2


class Server(ThreadingHTTPServer):
    """A server on this machine that serves `content`, and misbehaves when told to."""

    daemon_threads = True

    def __init__(self, handler=None):
        super().__init__(("127.0.0.1", 0), handler or Handler)
        self.content = CONTENT
        self.cut_after = None  # break the connection after so many bytes
        self.ignores_range = False
        self.says_length = True
        self.status = 200
        self.go_on = threading.Event()  # a stalled answer waits for it
        self.go_on.set()
        self.ranges = []  # the Range header of each request, None without one
        self.url = f"http://127.0.0.1:{self.server_port}/data.bin"

    def handle_error(self, request, client_address):
        """A client that hangs up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        asked = self.headers["Range"]
        server.ranges.append(asked)
        if server.status != 200:
            self.send_error(server.status)
            return
        begin = int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) if asked else 0
        if server.ignores_range:
            begin = 0
        elif begin >= len(server.content):
            self.send_error(416)
            return
        body = server.content[begin:]
        self.send_response(206 if begin else 200)
        if server.says_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = len(body) if server.cut_after is None else server.cut_after
        self.wfile.write(body[: min(cut, HALF)])
        self.wfile.flush()
        server.go_on.wait(30)
        self.wfile.write(body[HALF:cut])

    def log_message(self, *arguments):
        pass


@contextmanager
def serving(server):
    """A server at work in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


def this_machine_only(monkeypatch):
    """Let nothing connect to anywhere else."""
    connect = socket.socket.connect

    def guarded(self, address):
        assert self.family == socket.AF_UNIX or address[0] == "127.0.0.1", address
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
