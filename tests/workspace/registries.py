"""Packages of our own making, served as crates.io, the module proxy of Go and a Python index would serve them. Nothing leaves this
machine."""

import base64
import functools
import hashlib
import http.server
import io
import json
import os
import pathlib
import threading
import zipfile

VERSION = "1.0.0"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def vendor_crates(home, needs):
    """A CARGO_HOME whose registry is a directory with these crates: name -> names that it needs."""
    vendored = pathlib.Path(home) / "vendored"
    for name, others in needs.items():
        crate = vendored / name
        (crate / "src").mkdir(parents=True)
        (crate / "src" / "lib.rs").write_text("")
        (crate / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "{VERSION}"\nedition = "2021"\n[dependencies]\n' +
                                          "".join(f'{other} = "1"\n' for other in others))
        (crate / ".cargo-checksum.json").write_text(json.dumps({"files": {}, "package": digest(name)}))
    (pathlib.Path(home) / "config.toml").write_text(
        f'[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "{vendored}"\n')


def module_name(name):
    return f"example.com/{name}"


def proxy_modules(directory, needs):
    """The files of a Go proxy with these modules, to be used as file:// address."""
    for name, others in needs.items():
        module = module_name(name)
        place = pathlib.Path(directory) / module / "@v"
        place.mkdir(parents=True)
        mod = f"module {module}\n\ngo 1.22\n" + "".join(f"\nrequire {module_name(other)} v{VERSION}\n" for other in others)
        imports = "".join(f'import _ "{module_name(other)}"\n' for other in others)
        (place / "list").write_text(f"v{VERSION}\n")
        (place / f"v{VERSION}.info").write_text(json.dumps({"Version": f"v{VERSION}", "Time": "2026-01-01T00:00:00Z"}))
        (place / f"v{VERSION}.mod").write_text(mod)
        with zipfile.ZipFile(place / f"v{VERSION}.zip", "w") as archive:
            archive.writestr(f"{module}@v{VERSION}/go.mod", mod)
            archive.writestr(f"{module}@v{VERSION}/x.go", f"package x\n{imports}")


def wheel(name, others):
    """The bytes of a wheel; `others` are requirements as METADATA holds them."""
    info = f"{name.replace('-', '_')}-{VERSION}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n" + "".join(f"Requires-Dist: {o}\n" for o in others)
    files = {f"{name.replace('-', '_')}.py": "", f"{info}/METADATA": metadata,
             f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = "".join(f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},"
                     f"{len(text)}\n" for path, text in files.items())
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for path, text in (files | {f"{info}/RECORD": record + f"{info}/RECORD,,\n"}).items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return memory.getvalue()


def index_pages(directory, needs):
    """The pages of a Python index with these packages."""
    for name, others in needs.items():
        data = wheel(name, others)
        file = f"{name.replace('-', '_')}-{VERSION}-py3-none-any.whl"
        place = pathlib.Path(directory) / "simple" / name
        place.mkdir(parents=True)
        (place / file).write_bytes(data)
        (place / "index.html").write_text(
            f'<!DOCTYPE html><html><body><a href="{file}#sha256={hashlib.sha256(data).hexdigest()}">{file}</a></body></html>')


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Index:
    """Serves a directory on the loopback address until the block ends."""

    def __init__(self, directory):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=os.fspath(directory)))

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/simple/"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
