"""The AWS command line with what it loads loaded once: each call is a fork of one process. Reading its modules and the services' descriptions is most
of the 0.35 s of a processor that a call takes, and a recipe calls it hundreds of times.

    aws_cli_server.py DIRECTORY     makes its client, DIRECTORY/aws, says so with a line, and serves until standard input ends

The client hands over its arguments, environment, directory, umask and standard streams, and ends as the call ends. When
the client goes, its call is ended.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback

import awscli.clidriver

SERVICES = ("cloudfront", "ec2", "ecr", "ecs", "elbv2", "lambda", "s3", "ssm", "sts")  # that recipes call
CLIENT = """#!/usr/bin/python3 -IS
import json, os, socket, sys
umask = os.umask(0)
call = json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ), "directory": os.getcwd(), "umask": umask}}).encode()
with socket.socket(socket.AF_UNIX) as server:
    server.connect({path!r})
    socket.send_fds(server, [len(call).to_bytes(8, "big")], [0, 1, 2])
    server.sendall(call)
    answer = server.recv(1)
sys.exit(answer[0] if answer else 255)
"""


def received(connection):
    size, streams, _, _ = socket.recv_fds(connection, 8, 3)
    size, call = int.from_bytes(size, "big"), b""
    while len(call) < size:
        part = connection.recv(size - len(call))
        if not part:
            raise EOFError
        call += part
    return json.loads(call), streams


def run(call, streams, driver):
    """In the child: never returns."""
    code = 255
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, 1024)
        os.chdir(call["directory"])
        os.umask(call["umask"])
        data = os.environ["AWS_DATA_PATH"]  # set when awscli is loaded
        os.environ.clear()
        os.environ.update(call["environment"], AWS_DATA_PATH=data)
        driver.session._config = None  # of the caller's home
        code = driver.main(call["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code if code is not None else 0)


def serve(connection, driver):
    with connection:
        call, streams = received(connection)
        child = os.fork()
        if child == 0:
            run(call, streams, driver)
        for stream in streams:
            os.close(stream)
        ended = os.pidfd_open(child)
        try:
            if ended not in select.select([ended, connection], [], [])[0]:
                os.kill(child, signal.SIGKILL)  # the client has gone
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        finally:
            os.close(ended)
        try:
            connection.sendall(bytes([code if code >= 0 else 128 - code]))
        except BrokenPipeError:
            pass


def driver_with_all_loaded():
    driver = awscli.clidriver.create_clidriver()
    loader = driver.session.get_component("data_loader")
    for kind in ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"):
        for service in set(SERVICES) & set(loader.list_available_services(kind)):
            loader.load_service_model(service, kind)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(name)
    driver.create_help_command()  # makes the table of all services
    return driver


def main():
    driver = driver_with_all_loaded()
    gc.freeze()
    client, path = (os.path.join(sys.argv[1], name) for name in ("aws", "socket"))
    with open(client, "w", encoding="utf-8") as file:
        file.write(CLIENT.format(path=path))
    os.chmod(client, 0o755)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        print("listens", flush=True)
        while True:
            readable = select.select([server, sys.stdin], [], [])[0]
            if sys.stdin in readable:
                return
            connection, _ = server.accept()
            threading.Thread(target=serve, args=[connection, driver], daemon=True).start()


if __name__ == "__main__":
    main()
