"""Answers to the data that the page sends: many requests, one runner, and a limit on what all hold in memory."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain, islice

from resources.launcher.asker import Asker
from resources.launcher.errors import DecodeError, RunnerError
from resources.launcher.page.memory_room import Room, Share
from resources.launcher.page.turns import Turns
from resources.launcher.page.web import MOST_BODY, HttpError, as_json, error_object
from resources.launcher.reading.inputs import Reader, UnknownTypeError
from resources.launcher.reading.kinds import kinds_of_type
from resources.launcher.reading.limits import ONE_OF_MANY
from resources.launcher.reading.sample import Sample

# Bodies in memory: one of the largest and some others; and beside them small ones, one for each connection.
_ROOM = MOST_BODY + (16 << 20)
_NO_WAIT = 1 << 20
_WAIT_SECONDS = 60.0
# As Python's objects, a text takes many times its own size.
_TEXT_WEIGHT = 32
_MOST_ROWS = 10_000
_MOST_ANSWERS = 32 << 20


class Answering:
    """Decodes one body after another and asks the runner. Thread-safe.

    Args:
        asker: The runner; it has said hello.
    Attributes:
        endings: Endings of the files whose content can be read.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._reader = Reader(asker.pipe().hello.get("contract") or {}, ONE_OF_MANY)
        self._room = Room(_ROOM, _NO_WAIT)
        self._turns = Turns()
        self.endings = self._reader.endings

    def answer(
        self, content_type: str, size: int, receive: Callable[[], BytesIO], *, pictures: bool
    ) -> tuple[int, bytes]:
        """HTTP's status and the JSON of an answer, or of why there is none.

        Args:
            content_type: What the data are called.
            size: How many bytes they have.
            receive: Takes them, once there is room for them.
            pictures: Masks and pictures are wanted as PNG files too.
        Raises:
            HttpError: There is no room, the data did not come, or the table or its answers are too long.
        """
        with self._share(size * (_TEXT_WEIGHT if _is_text(content_type) else 1)) as share:
            try:
                return 200, self._answers(content_type, receive(), pictures, share)
            except UnknownTypeError as error:
                return 415, as_json(error_object(error))
            except DecodeError as error:
                return 400, as_json(error_object(error))
            except RunnerError as error:
                return 503 if error.ended else 400, as_json(error_object(error))

    def _share(self, size: int) -> Share:
        try:
            return self._room.share(size, _WAIT_SECONDS)
        except TimeoutError:
            raise HttpError(
                503, "There is no memory left for the data", why="Other requests are still being answered.",
                do="Send it again.", headers=("Retry-After: 5",),
            ) from None  # fmt: skip

    def _answers(self, content_type: str, body: BytesIO, pictures: bool, share: Share) -> bytes:
        begun = self._turns.take(lambda: self._begun(content_type, body, pictures, share))
        return begun if isinstance(begun, bytes) else self._rows(begun, pictures)

    def _begun(self, content_type: str, body: BytesIO, pictures: bool, share: Share) -> bytes | Iterator[Sample]:
        """The answer where there is one question, or else all questions."""
        if _is_text(content_type):
            self._check_rows(content_type, body)
        samples = self._reader.given(content_type, body)
        first = next(samples)
        if first.row is None:
            # What was decoded is all that is needed.
            del samples
            body.close()
            return self._only(first, pictures, share)
        following = next(samples, None)
        return self._only(first, pictures) if following is None else chain((first, following), samples)

    def _check_rows(self, content_type: str, body: BytesIO) -> None:
        """Refuses a table that is too long before its first row is answered."""
        samples = self._reader.given(content_type, body)
        if sum(1 for _ in islice(samples, _MOST_ROWS + 1)) > _MOST_ROWS:
            raise HttpError(
                413, "The table has too many rows", why=f"At most {_MOST_ROWS:,} are answered at once.",
                do="Use fewer rows, or the command line, which answers any number.",
            )  # fmt: skip
        body.seek(0)

    def _rows(self, samples: Iterator[Sample], pictures: bool) -> bytes:
        parts = []
        size = 0
        for sample in samples:
            part = b'{"row": %d, %s' % (sample.row or 0, self._row(sample, pictures).strip().removeprefix(b"{"))
            parts.append(part)
            size += len(part)
            if size > _MOST_ANSWERS:
                raise HttpError(
                    413, "The answers are too long", why=f"Together they have over {_MOST_ANSWERS >> 20} MB.",
                    do="Use fewer rows, or the command line, which answers any number.",
                )  # fmt: skip
        return b'{"rows": [' + b", ".join(parts) + b"]}"

    def _row(self, sample: Sample, pictures: bool) -> bytes:
        """The answer to one row of several, or why it has none: the others are answered all the same."""
        try:
            # Between two rows of a table others get their turn.
            return self._turns.take(lambda: self._only(sample, pictures))
        except DecodeError as failure:
            return as_json({"error": failure.sentence()})
        except RunnerError as failure:
            if failure.ended:
                raise
            return as_json({"error": failure.sentence()})

    def _only(self, sample: Sample, pictures: bool, share: Share | None = None) -> bytes:
        """The runner's answer; the sample's blocks are let go as soon as they are sent, and the share with them."""
        if sample.failure is not None:
            raise sample.failure
        pipe = self._asker.pipe()
        pipe.ask(sample.blocks, pictures=pictures)
        sample.blocks.clear()
        if share is not None:
            share.end()
        return pipe.answer_text()


def _is_text(content_type: str) -> bool:
    return "text" in (kinds_of_type(content_type) or ())
