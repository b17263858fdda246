"""What programs talk to, on loopback: ECS, STS, the registry, health addresses, and the container tool's own back end. One request at a time,
so that a seed is one history."""

import asyncio
import calendar
import dataclasses
import json
import threading
import time

HOST = {"aws": "aws.test", "registry": "registry.test", "health": "health.test", "tool": "tool"}
MOST_SKEW = 300  # seconds that a signature may be off


@dataclasses.dataclass
class Request:
    method: str
    host: str
    path: str
    headers: dict
    body: bytes


class Server:
    def __init__(self, world):
        self.world = world
        self.run = None      # of the program, now
        self.asked = 0       # by it
        self.last = None     # the run that has asked last
        self.loop = asyncio.new_event_loop()
        self.port = 0

    def __enter__(self):
        server = self.loop.run_until_complete(asyncio.start_server(self.talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        async def stop():
            talks = asyncio.all_tasks() - {asyncio.current_task()}
            for talk in talks:
                talk.cancel()
            await asyncio.gather(*talks, return_exceptions=True)
            self.loop.stop()
        asyncio.run_coroutine_threadsafe(stop(), self.loop)
        self.thread.join()
        self.loop.close()

    async def talk(self, reader, writer):
        try:
            while True:
                answer = self.answer(await self.read(reader))
                if answer is None:
                    break
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):  # a client that is gone
            pass
        except Exception as error:  # or else nobody would hear of it
            self.world.violation(f"the stand-ins fail: {error!r}")
        finally:
            writer.close()

    @staticmethod
    async def read(reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, url, _ = head[0].split(" ")
        headers = {name: value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        host, _, path = url.removeprefix("http://").partition("/")
        return Request(method, host, "/" + path, headers, await reader.readexactly(int(headers.get("Content-Length", 0))))

    def answer(self, request):
        """What is sent; None: nothing, and the connection ends."""
        run = self.run
        if run is not self.last:
            self.last, self.asked = run, 0
        self.asked += 1
        is_last = self.asked == run.dies_at_request
        tool = int(request.headers.get("Tool", 0))
        if is_last and run.dies_before:
            run.kill(tool)
            return None
        answer = self.answer_of(request)
        if is_last:
            run.kill()
        if answer is None:
            return None
        status, headers, body = answer
        lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1") + (b"" if request.method == "HEAD" else body)

    def answer_of(self, request):
        """Status, headers, body; None where the answer gets lost."""
        world, run = self.world, self.run
        if request.host == HOST["tool"]:
            return 200, {}, world.builds.answer(run, request.body.decode().split("\n")).encode()
        if request.host == HOST["health"]:
            _, environment, service = request.path.split("/")
            return (200 if world.ecs.is_well(environment, service) else 503), {}, b""
        if request.host == HOST["registry"]:
            return world.registry.answer(run, request.method, request.path)
        clock = calendar.timegm(time.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
        if abs(clock - world.time) > MOST_SKEW:
            run.was_skewed = True
            return self.fault(request, "InvalidSignatureException", "Signature expired: it is now earlier than it may be")
        operator = request.headers["Authorization"].split("Credential=")[1].split("/")[0]
        target = request.headers.get("X-Amz-Target")
        if not target:
            return 200, {}, (f"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{world.arn_of(operator)}</Arn><Account>{world.account}"
                             "</Account></GetCallerIdentityResult></GetCallerIdentityResponse>").encode()
        status, document = world.ecs.answer(run, target.split(".")[-1], json.loads(request.body))
        return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(document).encode()

    @staticmethod
    def fault(request, code, message):
        if "X-Amz-Target" in request.headers:
            return 400, {}, json.dumps({"__type": code, "message": message}).encode()
        return 403, {}, f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>".encode()
