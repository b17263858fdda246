"""A server on loopback that answers as another one has answered the same request before, after a fixed time.

    server = ReplayingServer("http://127.0.0.1:5000", latency=0.05)
    ... requests to server.url ...

So the time that a stand-in for AWS needs for its answers does not count, only how many round trips a client makes.
"""

import asyncio
import threading
import urllib.error
import urllib.request


class ReplayingServer:
    def __init__(self, origin, latency):
        self.origin = origin
        self.latency = latency  # seconds
        self.answers = {}
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        start = asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=256)
        server = asyncio.run_coroutine_threadsafe(start, self.loop).result()
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
                fields = {name.lower(): value for name, value in headers.items()}
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                if "100-continue" in fields.get("expect", ""):
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                method, path, _ = lines[0].split(" ")
                key = (method, path, fields.get("x-amz-target"), body)
                arrived = self.loop.time()
                if key not in self.answers:
                    self.answers[key] = await asyncio.to_thread(self.ask, method, path, fields, body)
                await asyncio.sleep(self.latency - (self.loop.time() - arrived))
                writer.write(self.answers[key])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def ask(self, method, path, fields, body):
        headers = {name: value for name, value in fields.items() if name not in ("host", "content-length", "connection", "expect")}
        request = urllib.request.Request(self.origin + path, data=body or None, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        return (f"HTTP/1.1 {status} -\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {len(text)}\r\n\r\n").encode() + text
