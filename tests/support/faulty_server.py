"""An HTTP server on loopback that answers as it is told to, and badly if it is told to.

    with FaultyServer(lambda request: Answer(200, b"{}")) as server:
        ... requests to server.url ...
        server.requests

The function gets every request, with how many of the same came before, and returns an `Answer`.
"""

import dataclasses
import http.server
import threading
import time


@dataclasses.dataclass
class Request:
    method: str
    path: str
    headers: list  # pairs, as they were sent
    body: bytes
    earlier: int  # how many requests of the same method, path, target and body came before

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclasses.dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict = dataclasses.field(default_factory=dict)
    delay: float = 0  # seconds before it
    length: int = None  # the Content-Length that it claims; its own when None
    drop: bool = False  # closes the connection without an answer


class FaultyServer:
    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.under_way = self.most_under_way = 0
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler(), bind_and_activate=False)
        self.server.request_queue_size = 256
        self.server.daemon_threads = True
        self.server.server_bind()
        self.server.server_activate()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def take(self, method, path, headers, body):
        with self.lock:
            def key(request):
                return (request.method, request.path, request.header("X-Amz-Target"), request.body)
            request = Request(method, path, headers, body, 0)
            request.earlier = sum(key(each) == key(request) for each in self.requests)
            self.requests.append(request)
        return request

    def handler(server):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def respond(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with server.lock:
                    server.under_way += 1
                    server.most_under_way = max(server.most_under_way, server.under_way)
                try:
                    answer = server.answer(server.take(self.command, self.path, self.headers.items(), body))
                    time.sleep(answer.delay)
                finally:
                    with server.lock:
                        server.under_way -= 1
                if answer.drop:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                self.wfile.flush()
                if answer.length is not None:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = respond

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except OSError:  # the client has gone
                    pass

        return Handler
