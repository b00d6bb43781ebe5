"""The source model of a finished program, loaded again to be asked beside it."""

from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.sessions.child_answers import checked_answer
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from builder.system.process import LineReader


class ModelAsked(NamedTuple):
    """Which model is wanted.

    Attributes:
        path: Its file or folder.
        sha256: Its digest when the program was made.
        trust: The digest again where the user trusts it, so that its code may run; "" otherwise.
        signature: Of a SavedModel; None for the usual one.
    """

    path: Path
    sha256: str
    trust: str
    signature: str | None


class Loaded(NamedTuple):
    """A model in its child."""

    session: ChildSession
    info: ModelInfo


class Originals:
    """One child with one such model, kept until another is asked for.

    Args:
        token: Ends the child.
        on_line: Takes what the child's tools say.
        folder: For its temporary files.
    """

    def __init__(self, token: CancelToken, on_line: LineReader, folder: Path) -> None:
        self._token, self._on_line, self._folder = token, on_line, folder
        self._asked: ModelAsked | None = None
        self._loaded: Loaded | None = None
        self._warmed: WeakKeyDictionary[ChildSession, str] = WeakKeyDictionary()  # the digest of its model

    def loaded(self, asked: ModelAsked) -> Loaded:
        """Loads the model, unless it is loaded already.

        Raises:
            LitecrateError: It is gone, is another now, or cannot be loaded.
        """
        if self._loaded is not None and self._asked == asked:
            return self._loaded
        self.close()
        if not asked.path.exists():
            raise LitecrateError(
                tr("The original model is not there any more"),
                why=tr("Nothing is at {path}.", path=asked.path),
                remedy=tr("Put it back to compare; the program does not need it."),
            )
        session = ChildSession(self._token, self._on_line, self._folder, reading=[asked.path])
        try:
            found = session.request(
                "inspect", path=str(asked.path), trust=asked.trust, sha256=asked.sha256, signature=asked.signature
            )
            self._loaded = Loaded(session, checked_answer(ModelInfo, found))
        except BaseException:
            session.__exit__(None, None, None)
            raise
        self._asked = asked
        return self._loaded

    def is_warm(self, model: Loaded) -> bool:
        """Whether a model was asked before; it is from now on."""
        known = self._warmed.get(model.session) == model.info.source_sha256
        self._warmed[model.session] = model.info.source_sha256
        return known

    def close(self) -> None:
        """Ends the child."""
        if self._loaded is not None:
            self._loaded.session.__exit__(None, None, None)
        self._asked = self._loaded = None
