"""The model that the user has open in the window: what was found in it, and the child that runs it.

A model that was read before is known by its digest. It is then shown at once, and loaded into the child when it is
first asked for an answer, or in the background where the child was warmed.
"""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from builder.assistant.originals import Loaded, ModelAsked
from builder.contract.beside import with_neighbours
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import CancelledError, ExitCode, LitecrateError
from builder.core.words import tr
from builder.sessions.child_answers import checked_answer
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from builder.system.known_models import KnownModels
from builder.system.process import LineReader


class OpenModel:
    """One model and its child.

    Args:
        token: Ends the child.
        on_line: Takes what the child's tools say.
        folder: For its temporary files.
        known: What was found in models before.

    Attributes:
        info: What was found in the model; None before one was read.
        path: Where it is; None before one was chosen.
    """

    def __init__(self, token: CancelToken, on_line: LineReader, folder: Path, known: KnownModels) -> None:
        self._token, self._on_line, self._folder, self._known = token, on_line, folder, known
        self._child: ChildSession | None = None
        self._warmed = False
        self._loaded: ModelAsked | None = None  # the model in the child
        self._loading = threading.Lock()
        self.info: ModelInfo | None = None
        self.path: Path | None = None
        self._signature: str | None = None
        self._trust = ""  # digest of the model whose code may run, as the user trusts it
        self._trusted = ""  # digest of the model whose code may have run in the child

    @property
    def is_loaded(self) -> bool:
        """Whether the child holds the model."""
        return self._loaded is not None

    def warm(self) -> None:
        """Starts the child and the import of TensorFlow, without waiting."""
        self._warmed = True
        child = self._session()
        self._in_background(lambda: child.request("warm"))

    def read(self, path: Path, *, trust: str, sha256: str, signature: str | None, digest: str) -> ModelInfo:
        """What is in a model, which is the open one from now on.

        Args:
            path: Its file or folder.
            trust: Its digest where the user trusts it, so that code inside of it may run; "" otherwise.
            sha256: The only content that will do; "" for any.
            signature: Of a SavedModel; None for the usual one.
            digest: Of its present content; "" where that is not known.

        Raises:
            LitecrateError: It cannot be read, or the child failed.
        """
        if self._loading.locked():
            self.end()  # what it loads is not wanted any more
        with self._loading:
            before = self._loaded
            self.info = self._loaded = None
            self.path, self._signature, self._trust = path, signature, trust
            known = self._known_info(digest) if digest and sha256 in ("", digest) else None
            if known is None:
                found = self._load(sha256)
                self.info = with_neighbours(checked_answer(ModelInfo, found), path)
                self._loaded = self._asked()
                self._known.keep(found, **self._facts(self.info.source_sha256))
                return self.info
            self.info = with_neighbours(known, path)
            self._loaded = before if before == self._asked() else None
        if self._warmed:
            self._in_background(self._make_loaded)
        return self.info

    def session(self, say: Callable[[str], None]) -> ChildSession:
        """The child with the model loaded; `say` is told what is waited for.

        Raises:
            LitecrateError: The model has changed since it was read, or cannot be loaded.
        """
        if self._loaded is None:
            say(tr("Reading the model"))
            self._make_loaded()
        return self._session()

    def as_original(self, asked: ModelAsked, say: Callable[[str], None]) -> Loaded | None:
        """The open model where it is the one that is asked for; None for another one."""
        return Loaded(self.session(say), self.info) if self.info is not None and self._asked() == asked else None

    def end(self) -> None:
        """Ends the child."""
        if self._child is not None:
            self._child.__exit__(None, None, None)
        self._child, self._trusted, self._loaded = None, "", None

    def _asked(self) -> ModelAsked | None:
        if self.path is None or self.info is None:
            return None
        return ModelAsked(self.path, self.info.source_sha256, self._trust, self._signature)

    def _known_info(self, digest: str) -> ModelInfo | None:
        kept = self._known.find(**self._facts(digest))
        try:
            return checked_answer(ModelInfo, kept) if kept is not None else None
        except LitecrateError:  # a note that is damaged
            return None

    def _facts(self, digest: str) -> dict[str, str | None]:
        """What an answer about a model depends on: warnings name the file, and its name tells which labels are its."""
        name = self.path.name if self.path is not None else ""
        return {"digest": digest, "name": name, "signature": self._signature, "trust": self._trust}

    def _session(self) -> ChildSession:
        if self._child is None:
            # The warm child starts before the model is known, so it may read everything; later ones only their model.
            reading = None if self.path is None else [self.path]
            self._child = ChildSession(self._token, self._on_line, self._folder, reading=reading)
        return self._child

    def _make_loaded(self) -> None:
        with self._loading:
            if self._loaded is None and self.info is not None:
                self._load(self.info.source_sha256)
                self._loaded = self._asked()

    def _load(self, sha256: str) -> dict[str, object]:
        """Loads the model into the child, whose answer it returns."""
        if self._trusted and self._trusted != self._trust:
            self.end()  # code of the trusted model before may still run in it
        self._trusted = self._trusted or self._trust
        try:
            found = self._session().request(
                "inspect", path=str(self.path), trust=self._trust, sha256=sha256, signature=self._signature
            )
        except CancelledError:
            raise
        except LitecrateError as error:
            if error.code == ExitCode.STEP_FAILED:  # the child may have died: start another one for the next request
                self.end()
            raise
        return found

    def _in_background(self, work: Callable[[], object]) -> None:
        def run() -> None:
            with contextlib.suppress(LitecrateError):  # the next request to the child reports it
                work()

        threading.Thread(target=run, daemon=True).start()
