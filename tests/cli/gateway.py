# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback for tests in Python: the demo gateway, and small ones that answer as they are told."""

import http.server
import json
import os
import select
import socket
import struct
import subprocess
import threading

#: See tests/support/rushes-test-utils.h.
PATIENCE = 20 * int(os.environ.get("RUSHES_TEST_PATIENCE", "1"))


class DemoGateway:
    """rushes-demo-gateway as a process of its own; it ends when its standard input is closed."""

    def __init__(self, *arguments, key=None):
        environment = dict(os.environ)
        environment.pop("RUSHES_API_KEY", None)
        if key is not None:
            environment["RUSHES_API_KEY"] = key
        self.process = subprocess.Popen(
            [os.environ["RUSHES_DEMO_GATEWAY"], *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.close()
            raise RuntimeError("rushes-demo-gateway did not say where it listens")
        where = json.loads(line)
        self.base_url = where["base_url"]
        self.key = where["key"]
        self.tasks = where["tasks"]

    def find(self, words):
        """The id of the scripted task whose label holds these words."""
        return next(task["task_id"] for task in self.tasks if words in task["label"])

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class Answer:
    """What a FaultServer sends back. A body that is shorter than its announced length is cut there."""

    def __init__(self, body=b"", status=200, content_type="application/json", headers=None, length=None):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.headers = {"Content-Type": content_type, **(headers or {})}
        self.length = len(self.body) if length is None else length


def _reset_when_closed(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class FaultServer:
    """Answers GET as a function says that is given the request: path, and headers with lower-case names."""

    def __init__(self, answer):
        outer = self
        self.requests = []
        #: Connections that were let in, and those that were thrown out at once.
        self.n_connections = 0
        self.n_refused = 0
        self._lock = threading.Lock()
        self._open = set()
        self._is_down = False
        self._is_closed = False
        self._turn = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                headers = {name.lower(): value for name, value in self.headers.items()}
                with outer._lock:
                    outer.requests.append((self.path, headers))
                reply = answer(self.path, headers)
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(reply.length))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except OSError:
                    pass  # the client went away, as some tests want it to
                if reply.length != len(reply.body):
                    self.close_connection = True

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            # A test may end while a handler still sleeps.
            block_on_close = False

            def verify_request(self, request, client_address):
                with outer._lock:
                    if outer._is_down:
                        outer.n_refused += 1
                        _reset_when_closed(request)
                        return False
                    outer.n_connections += 1
                    outer._open.add(request)
                return True

            def shutdown_request(self, request):
                with outer._lock:
                    outer._open.discard(request)
                super().shutdown_request(request)

        self._server_class = Server
        self._handler_class = Handler
        self._listen(0)
        self.base_url = f"http://127.0.0.1:{self._port}"

    def _listen(self, port):
        self._server = self._server_class(("127.0.0.1", port), self._handler_class)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def go_down(self, listening):
        """Every connection breaks; new ones are reset if it goes on listening, else nobody takes them."""
        with self._turn:
            with self._lock:
                self._is_down = True
                for connection in self._open:
                    _reset_when_closed(connection)
                    try:
                        connection.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass  # it has gone by itself
            if not listening and not self._is_closed:
                self.close()
                self._is_closed = True

    def come_up(self):
        with self._turn:
            with self._lock:
                self._is_down = False
            if self._is_closed:
                self._listen(self._port)
                self._is_closed = False

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def unused_url():
    """An address on loopback where nobody listens."""
    with FaultServer(lambda path, headers: Answer()) as server:
        return server.base_url
