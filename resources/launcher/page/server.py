"""The demo page and its server: one runner behind it, this computer only, and nothing without the token."""

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

from resources.launcher.answers.output import print_line
from resources.launcher.asker import Asker
from resources.launcher.bundle import runner_path
from resources.launcher.errors import CANNOT_RUN, DONE, LauncherError
from resources.launcher.options import Options
from resources.launcher.page.answering import Answering
from resources.launcher.page.web import MOST_BODY, Connection, HttpError, Request, body_size, error_object

_HOST = "127.0.0.1"
_MOST_CONNECTIONS = 64
_CODE_SECONDS = 30.0
_STYLE = "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; img-src blob: data:; media-src blob:; "
_POLICY = "Content-Security-Policy: " + _STYLE + (
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)  # fmt: skip
_PERMISSIONS = "Permissions-Policy: camera=(self), microphone=(self), geolocation=()"


def serve(options: Options, folder: str) -> int:
    """Serves the page until it is stopped, by its button or by Ctrl+C (which leaves by an exception).

    The first line on standard output is the page's address.

    Args:
        options: Port, browser and threads count.
        folder: Where the runner, the model and the page are.
    Raises:
        LauncherError: The port cannot be used, or (`RunnerError`) the runner cannot run here.
    """
    page = _page(folder)
    # Pillow's memory in pieces that the system takes back at once; smaller ones would stay with the process.
    os.environ.setdefault("PILLOW_BLOCK_SIZE", "64m")
    with (
        _listener(options.port or 0) as listener,
        Asker([runner_path(folder), "--threads", str(options.threads)]) as asker,
    ):
        asker.pipe()
        port = listener.getsockname()[1]
        site = Site(asker, page, port)
        address = f"http://{_HOST}:{port}/?token={site.token}"
        print_line(address)
        if options.browser:
            from resources.launcher.page.browser import open_page

            # Everybody on this computer can read a browser's command line.
            open_page(
                f"http://{_HOST}:{port}/?code={site.new_code()}",
                lambda: _tell("No browser could be opened here. Open the address above in one."),
            )
        _tell("Stop with Ctrl+C, or with the button on the page.")
        _accept(listener, site)
    return DONE


def _page(folder: str) -> bytes:
    try:
        with open(os.path.join(folder, "page.html"), "rb") as file:
            return file.read()
    except OSError as error:
        raise _cannot_run(
            "The page is not there", error, "Unpack or copy the program again, with all its files."
        ) from None


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A fixed port can be used again at once; on Windows the same name would let others take it.
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _cannot_run(
            f"The port {port} cannot be used", error, "Name another with --port, or leave it out."
        ) from None
    return listener


def _cannot_run(what: str, error: OSError, do: str) -> LauncherError:
    failure = LauncherError(what, why=f"The system says: {error.strerror or error}.", do=do)
    failure.code = CANNOT_RUN
    return failure


def _tell(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def _accept(listener: socket.socket, site: "Site") -> None:
    """Takes connections until the site is stopped; each has a thread."""
    clients = _Clients()
    # Windows answers Ctrl+C between two waits only.
    listener.settimeout(1.0)
    while not site.stopped.is_set():
        try:
            client, _ = listener.accept()
        except TimeoutError:
            continue
        except OSError:
            # No file handles left, or the client left already: others go on.
            site.stopped.wait(0.05)
            continue
        clients.take(client, site)


class _Clients:
    """The open connections. Where they become too many, the one that has been silent longest makes room."""

    def __init__(self) -> None:
        self._open: set[Connection] = set()
        self._lock = threading.Lock()

    def take(self, client: socket.socket, site: "Site") -> None:
        """Gives a new connection its thread."""
        connection = Connection(client)
        with self._lock:
            silent = [(other.silent_since, other) for other in self._open if other.silent_since is not None]
            if len(self._open) >= _MOST_CONNECTIONS and silent:
                oldest = min(silent, key=lambda entry: entry[0])[1]
                oldest.cut()
                self._open.discard(oldest)
            self._open.add(connection)
        threading.Thread(target=self._converse, args=(client, connection, site), daemon=True).start()

    def _converse(self, client: socket.socket, connection: Connection, site: "Site") -> None:
        # Either side may have enough; a client that has left needs no answer.
        with client, contextlib.suppress(OSError):
            while _answer_one(connection, site):
                pass
        with self._lock:
            self._open.discard(connection)


def _answer_one(connection: Connection, site: "Site") -> bool:
    """Answers the next request; False when it was the last of this connection."""
    request = None
    try:
        request = connection.head()
        if request is None:
            return False
        site.answer(request, connection)
        return request.keep and not site.stopped.is_set()
    except HttpError as error:
        bare = request is not None and request.method == "HEAD"
        connection.answer_json(error.status, error_object(error), *error.headers, keep=False, bare=bare)
        connection.drain()
        return False


class Site:
    """What can be asked for, and who may ask.

    Args:
        asker: The runner; it has said hello.
        page: The page's bytes, with `__NONCE__` where its nonce belongs.
        port: The port it is served at.
    Attributes:
        token: What every request must show.
        stopped: Set when the page asked to stop.
    """

    def __init__(self, asker: Asker, page: bytes, port: int) -> None:
        self.token = os.urandom(16).hex()
        self.stopped = threading.Event()
        self._hello = asker.pipe().hello
        self._answering = Answering(asker)
        self._code, self._code_until = b"", 0.0
        self._code_lock = threading.Lock()
        self._page = page
        self._port = port
        self._hosts = (f"{_HOST}:{port}", f"localhost:{port}")
        self._routes: dict[str, tuple[str, Callable[[Request, Connection], None]]] = {
            "/": ("GET", self._give_page),
            "/about": ("GET", self._about),
            "/token": ("POST", self._give_token),
            "/predict": ("POST", self._predict),
            "/stop": ("POST", self._stop),
        }

    def new_code(self) -> str:
        """A code that stands for the token once, for half a minute."""
        code = os.urandom(16).hex()
        self._code, self._code_until = code.encode("ascii"), time.monotonic() + _CODE_SECONDS
        return code

    def answer(self, request: Request, connection: Connection) -> None:
        """Answers one request.

        Raises:
            HttpError: It is refused; the connection is of no more use.
        """
        self._admit(request)
        if request.path not in self._routes:
            raise HttpError(
                404, "There is nothing at this address", why="This program has /, /about, /predict and /stop.",
                do="Open the address that the program printed.",
            )  # fmt: skip
        method, give = self._routes[request.path]
        if request.method != method:
            raise HttpError(
                405, f"{request.path} does not accept this method", why=f"The request's method is {request.method}.",
                do=f"Use {method}.", headers=(f"Allow: {method}",),
            )  # fmt: skip
        if method == "GET" and request.brings_data:
            raise HttpError(400, "The request cannot be read", why="GET brings no data.", do="Send it without.")
        give(request, connection)

    def _admit(self, request: Request) -> None:
        if request.headers.get("host", "").lower() not in self._hosts:
            raise HttpError(
                403, "The address is not this program's", why="The request's Host is another one.",
                do="Open the address that the program printed.",
            )  # fmt: skip
        origin = request.headers.get("origin")
        if origin is not None and origin.lower() not in [f"http://{host}" for host in self._hosts]:
            raise HttpError(
                403, "Another page may not use this program", why="The request's Origin is not this program's page.",
                do="Use this program's own page.",
            )  # fmt: skip
        # The page itself holds no secret: it is loaded again after its token has left its address.
        if request.path == "/token" or (
            request.path == "/" and "x-token" not in request.headers and "token" not in request.query
        ):
            return
        given = request.headers.get("x-token", request.query.get("token", ""))
        if not _same(given.encode("latin-1"), self.token.encode("ascii")):
            raise HttpError(
                401, "The token is missing or wrong", why="Only the printed address gives access to this program.",
                do="Open the whole address, including ?token= and the part after it.",
            )  # fmt: skip

    def _give_page(self, request: Request, connection: Connection) -> None:
        nonce = os.urandom(16).hex()
        content = self._page.replace(b"__NONCE__", nonce.encode("ascii"))
        kind = "Content-Type: text/html; charset=utf-8"
        connection.answer(200, content, kind, _POLICY.format(nonce), _PERMISSIONS, keep=request.keep)

    def _about(self, request: Request, connection: Connection) -> None:
        about = {**self._hello, "reads": list(self._answering.endings), "limits": {"bytes": MOST_BODY}}
        connection.answer_json(200, about, keep=request.keep)

    def _give_token(self, request: Request, connection: Connection) -> None:
        given = request.query.get("code", "").encode("latin-1")
        with self._code_lock:
            valid = bool(self._code) and time.monotonic() < self._code_until and _same(given, self._code)
            if valid:
                self._code = b""
        if not valid:
            raise HttpError(
                401, "The page's address is used up",
                why="It opens the page once, within 30 seconds of the program's start.",
                do="Open the address that the program printed, or start the program again.",
            )  # fmt: skip
        connection.answer_json(200, {"token": self.token}, keep=request.keep)

    def _stop(self, _: Request, connection: Connection) -> None:
        connection.answer_json(200, {"stopped": True}, keep=False)
        self.stopped.set()
        # The thread that takes connections learns of it by one more.
        with contextlib.suppress(OSError):
            socket.create_connection((_HOST, self._port), 1.0).close()

    def _predict(self, request: Request, connection: Connection) -> None:
        size = body_size(request)
        kind = request.headers.get("content-type", "")
        # Before the data is taken: a type that nobody reads is refused at once.
        if not kind:
            raise _unknown_type("The request has no Content-Type.")
        pictures = request.query.get("pictures", "0") not in ("", "0")
        answered = self._answering.answer(kind, size, lambda: connection.body(request), pictures=pictures)
        connection.answer_object(*answered, keep=request.keep)


def _same(given: bytes, token: bytes) -> bool:
    """Whether the token is right, in a time that does not tell how much of it is."""
    differences = len(given) ^ len(token)
    for place, value in enumerate(token):
        differences |= value ^ (given[place] if place < len(given) else 0)
    return differences == 0


def _unknown_type(why: str) -> HttpError:
    return HttpError(415, "The kind of the data is not known", why=why, do="Name it with the header Content-Type.")
