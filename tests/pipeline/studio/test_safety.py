"""Whatever should not be done through the studio is tried, and is not done."""

import http.client
import json
import re
import socket
import subprocess
import sys
import textwrap
import time
from urllib.parse import urlsplit

import pytest

from tests.pipeline.studio.conftest import PATIENCE_S, PROJECT, running

MISBEHAVING = textwrap.dedent('''\
    import time

    from manim import Circle, Create, Scene


    class Fine(Scene):
        """A circle."""

        def construct(self):
            self.play(Create(Circle()))


    class LoopsInPython(Scene):
        """Never comes to an end."""

        def construct(self):
            self.play(Create(Circle()))
            while True:
                try:
                    sum(range(1000))
                except Exception:
                    pass


    class LoopsInCompiledCode(Scene):
        """Never comes to an end, and does not listen."""

        def construct(self):
            import signal

            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(10_000)


    class PlaysForEver(Scene):
        """Always has something new."""

        def construct(self):
            while True:
                self.play(Create(Circle()), run_time=0.1)


    class EatsMemory(Scene):
        """Takes whatever there is."""

        def construct(self):
            self.play(Create(Circle()))
            hoard = []
            while True:
                hoard.append(bytearray(50_000_000))


    class Dies(Scene):
        """Ends its process."""

        def construct(self):
            import os

            os.abort()
    ''')


class Client:
    """Talks to a studio as a page would, or as none should."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.port, self.root = parts.port, parts.path

    def ask(self, method, path, data=None, headers=None, *, rooted=True):
        """Return the status and the body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        body = None if data is None else json.dumps(data)
        sent = {"content-type": "application/json"} if data is not None else {}
        sent.update(headers or {})
        connection.putrequest(
            method, (self.root if rooted else "") + path, skip_host="host" in sent
        )
        if body is not None:
            sent.setdefault("content-length", str(len(body)))
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body else None)
        response = connection.getresponse()
        result = response.status, response.read(), dict(response.getheaders())
        connection.close()
        return result

    def get(self, path):
        """Return the data of a good answer."""
        status, body, _ = self.ask("GET", path)
        assert status == 200, body
        return json.loads(body)

    def post(self, path, data):
        """Return the status and the data of an answer."""
        status, body, _ = self.ask("POST", path, data)
        return status, json.loads(body)

    def outcome(self, name):
        """Open a scene, and return its preview when it is complete or has failed."""
        _, opened = self.post("api/previews", {"name": name})
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            facts = self.get(f"api/previews/{opened['id']}")
            if facts["complete"] or facts["failure"]:
                return facts
            time.sleep(0.1)
        raise AssertionError(f"{name} neither ends nor fails")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studio")
    (folder / "bad.py").write_text(MISBEHAVING)
    (folder / "mine.toml").write_text('lesson = "graph"  # mine\nfunction = "x*y"\n')
    (folder / "evil.py").write_text("open('run', 'w').close()\ndef loss(x): return x\n")
    (folder / "pyproject.toml").write_text('[project]\nname = "other"\n')
    outside = tmp_path_factory.mktemp("outside") / "theirs.toml"
    outside.write_text('lesson = "graph"\n')
    (folder / "link.toml").symlink_to(outside)
    return folder


@pytest.fixture(scope="module")
def client(folder):
    names = re.findall(r"class (\w+)", MISBEHAVING)
    arguments = [f"bad.py:{name}" for name in names]
    limits = ["--time-limit", "4", "--memory-limit", "600"]
    with running(folder, *arguments, *limits) as address:
        yield Client(address)


def test_it_listens_on_this_machine_alone(client):
    own = socket.gethostbyname(socket.gethostname())
    addresses = {own} - {"127.0.0.1"}
    for address in addresses:
        with socket.socket() as other, pytest.raises(OSError):
            other.settimeout(2)
            other.connect((address, client.port))
    listening = subprocess.run(["cat", "/proc/net/tcp"], capture_output=True, text=True, check=True)
    rows = [line.split()[1] for line in listening.stdout.splitlines()[1:]]
    (row,) = {row for row in rows if row.endswith(f":{client.port:04X}") and row[:8] == "0100007F"}
    assert f"00000000:{client.port:04X}" not in rows and row


@pytest.mark.parametrize("path", ["/", "/api/library", "/wrong/", "/wrong/api/library", "//"])
def test_nothing_is_told_without_the_token(client, path):
    status, body, _ = client.ask("GET", path, rooted=False)
    assert status == 403 and b"chapters" not in body


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:{port}"},
        {"host": "127.0.0.1:1"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:{port}"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_pages_are_refused(client, headers):
    headers = {name: value.format(port=client.port) for name, value in headers.items()}
    for method, path, data in [
        ("GET", "api/library", None),
        ("POST", "api/previews", {"name": "graph"}),
    ]:
        status, _, _ = client.ask(method, path, data, headers)
        assert status == 403


def test_its_own_page_is_let_in(client):
    for host in ("127.0.0.1", "localhost"):
        headers = {"host": f"{host}:{client.port}", "origin": f"http://{host}:{client.port}"}
        assert client.ask("GET", "api/library", headers=headers)[0] == 200


def test_what_is_no_json_or_too_long_is_refused(client):
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.ask("POST", "api/previews", {"name": "graph"}, form)[0] == 415
    assert client.ask("POST", "api/previews", {"name": "x" * 2_000_000})[0] == 413
    headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
    assert client.ask("POST", "api/previews", None, headers)[0] == 413


def test_every_answer_keeps_the_browser_strict(client):
    for path in ("", "static/main.js", "api/library", "api/nothing"):
        headers = {name.lower(): value for name, value in client.ask("GET", path)[2].items()}
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "static/../app.py",
        "static/%2e%2e/app.py",
        "static/..%2fapp.py",
        "static//etc/passwd",
        "static/%2fetc%2fpasswd",
        "../../../../etc/passwd",
        "api/renders/../../../etc/passwd",
    ],
)
def test_no_path_reaches_the_disk(client, path):
    status, body, _ = client.ask("GET", path)
    assert status in (403, 404)
    assert b"root:" not in body and b"Starlette" not in body


@pytest.mark.parametrize(
    "name",
    [
        "evil.py",
        "evil.py:loss",
        "/etc/passwd",
        "../outside.toml",
        "pyproject.toml",
        "link.toml",
        "no-such.toml",
        "bad.py:Scene",
        "",
        "os",
    ],
)
def test_only_what_is_listed_can_be_named(client, folder, name):
    for path in ("api/previews", "api/forms", "api/renders", "api/commands"):
        status, answer = client.post(path, {"name": name})
        if path == "api/commands":
            continue  # says what to type, and does nothing
        assert status == 422 and answer["error"]
    status, answer = client.post("api/save", {"name": name, "revision": ""})
    assert status == 422
    assert not (folder / "run").exists()


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("graph", {"function": "evil.py:loss"}),
        ("graph", {"function": " evil.py:loss "}),
        ("graph", {"function": "/etc/evil.py:loss"}),
        ("chain", {"function": ["evil.py:loss"]}),
        ("graph", {"at": {"x": "evil.py:loss"}}),
    ],
)
def test_no_python_file_is_run_for_the_page(client, folder, name, settings):
    for path in ("api/previews", "api/forms", "api/renders"):
        status, answer = client.post(path, {"name": name, "settings": settings})
        assert status == 422 and "Python function" in answer["error"]
    assert not (folder / "run").exists()


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('touch run')", "x.__class__", "(lambda: 1)()", "open('run', 'w')"],
)
def test_expressions_pass_the_safe_parser(client, folder, text):
    status, form = client.post("api/forms", {"name": "graph", "settings": {"function": text}})
    assert status == 200 and form["problems"]["function"]
    mine = (folder / "mine.toml").read_text()
    revision = client.post("api/forms", {"name": "mine.toml"})[1]["revision"]
    asked = {"name": "mine.toml", "settings": {"function": text}, "revision": revision}
    status, answer = client.post("api/save", asked)
    assert status == 422 and "not saved: function" in answer["error"]
    assert (folder / "mine.toml").read_text() == mine
    assert not (folder / "run").exists()


def test_saving_writes_lesson_files_of_the_project_alone(client, folder):
    before = {file: file.read_bytes() for file in folder.glob("*.*") if file.is_file()}
    good = {"settings": {"speed": 2.0}, "revision": ""}
    for asked in [
        {"name": "pyproject.toml", **good},
        {"name": "../mine.toml", **good},
        {"name": "link.toml", **good},
        {"name": "bad.py:Fine", **good},
        {"name": "graph", **good},
        {"name": "mine.toml", **good},  # another revision
        {"name": "mine.toml", "settings": {"no_such": 1}, "revision": ""},
        {"name": "graph", "as": "../escaped", **good},
        {"name": "graph", "as": "/tmp/escaped", **good},
        {"name": "graph", "as": "mine", **good},
        {"name": "graph", "as": ".hidden", **good},
        {"name": "graph", "as": "new", "settings": {"speed": 99}},
    ]:
        status, answer = client.post("api/save", asked)
        assert status == 422 and answer["error"], asked
    assert {file: file.read_bytes() for file in folder.glob("*.*") if file.is_file()} == before


@pytest.mark.parametrize(
    "data",
    [
        [],
        7,
        {},
        {"name": 7},
        {"name": "graph", "settings": []},
        {"name": "graph", "frame": -1},
        {"name": "graph", "frame": 1e9},
        {"name": "graph", "frame": True},
        {"name": "graph", "shape": "round"},
    ],
)
def test_what_no_page_sends_is_refused(client, data):
    for path in ("api/previews", "api/forms", "api/save", "api/renders", "api/commands"):
        status, answer = client.post(path, data)
        assert status == 422 and answer["error"]


def test_frames_that_are_not_there(client):
    facts = client.outcome("bad.py:Fine")
    root = f"api/previews/{facts['id']}/frames"
    assert client.ask("GET", f"{root}/0?height=540")[0] == 200
    for path, expected in [
        (f"{root}/99999?height=540", 404),
        (f"{root}/0?height=100000", 404),
        (f"{root}/0?height=1", 404),
        (f"{root}/0?height=many", 400),
        (f"{root}/0", 400),
        (f"{root}/-1?height=540", 404),
        ("api/previews/999/frames/0?height=540", 404),
        ("api/renders/1/file", 404),
    ]:
        assert client.ask("GET", path)[0] == expected, path


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        ("LoopsInPython", r"showed nothing new for 4 s.*--time-limit.*\n.*bad\.py:\d+"),
        ("LoopsInCompiledCode", "showed nothing new for 4 s.*--time-limit"),
        ("PlaysForEver", "went on for 40 s"),
        ("EatsMemory", r"more than 600 MB of memory.*--memory-limit.*\n.*bad\.py:\d+"),
        ("Dies", "SIGABRT"),
    ],
)
def test_a_scene_that_takes_too_much_is_stopped_and_the_page_lives_on(client, scene, message):
    failure = client.outcome(f"bad.py:{scene}")["failure"]
    assert re.search(message, failure, re.DOTALL), failure
    assert client.outcome("bad.py:Fine")["complete"]


def test_a_scene_is_left_for_another_one(client):
    client.post("api/previews", {"name": "bad.py:LoopsInPython"})
    time.sleep(0.3)
    assert client.outcome("bad.py:Fine")["complete"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "99999"], "cannot listen on port 99999"),
        (["--time-limit", "0"], "--time-limit 0"),
        (["--memory-limit", "1"], "--memory-limit 1"),
        (["no_such.py:Scene"], "no_such.py"),
        (["NoSuchScene"], "NoSuchScene"),
    ],
)
def test_wrong_requests_are_answered_in_a_line(tmp_path, arguments, message):
    command = [sys.executable, str(PROJECT / "render.py"), "studio", "--no-open", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in done.stderr and "Traceback" not in done.stderr


def test_a_port_that_is_taken(client, tmp_path):
    command = [sys.executable, str(PROJECT / "render.py"), "studio", "--port", str(client.port)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "leave --port out" in done.stderr
