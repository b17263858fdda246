"""A server on loopback that speaks HTTP/2 over TLS, and nothing else.

    with Http2Server(lambda body: b"{}", directory) as server:
        ... requests to server.url, which trust server.certificate ...
        server.connections

The function gets the body of every request. Headers are not read: they would need HPACK.
"""

import socket
import ssl
import struct
import subprocess
import threading

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6
END_STREAM, ACKNOWLEDGED, END_HEADERS = 1, 1, 4
STATUS_200 = b"\x88"  # RFC 7541, the static table


class Http2Server:
    def __init__(self, answer, directory):
        self.answer, self.connections = answer, 0
        self.certificate, key = f"{directory}/certificate.pem", f"{directory}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
                       check=True, stderr=subprocess.DEVNULL)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.context.set_alpn_protocols(["h2"])
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"https://localhost:{self.listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                self.read_frames(connection.makefile("rb"), Writer(connection))
        except OSError:
            pass  # the client is done

    def read_frames(self, stream, writer):
        if stream.read(len(PREFACE)) != PREFACE:
            return
        writer.frame(SETTINGS, 0, 0, b"")
        bodies = {}
        while len(head := stream.read(9)) == 9:
            high, low, kind, flags, number = struct.unpack(">BHBBI", head)
            payload = stream.read(high << 16 | low)
            if kind in (SETTINGS, PING) and not flags & ACKNOWLEDGED:
                writer.frame(kind, ACKNOWLEDGED, 0, payload if kind == PING else b"")
            if kind == DATA:
                bodies[number] = bodies.get(number, b"") + payload
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                threading.Thread(target=self.respond, args=(writer, number, bodies.pop(number, b"")), daemon=True).start()

    def respond(self, writer, number, body):
        text = self.answer(body)
        writer.frame(HEADERS, END_HEADERS, number, STATUS_200)
        writer.frame(DATA, END_STREAM, number, text)


class Writer:
    """Writes whole frames, whichever thread asks."""

    def __init__(self, connection):
        self.connection, self.lock = connection, threading.Lock()

    def frame(self, kind, flags, number, payload):
        with self.lock:
            self.connection.sendall(struct.pack(">BHBBI", len(payload) >> 16, len(payload) & 0xFFFF, kind, flags, number) + payload)
