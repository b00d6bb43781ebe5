"""Answers files, one after another, with one runner; the next is read while the runner works on the one before."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from resources.launcher.answers.output import CsvFile, Progress, complain, remark, say, say_json
from resources.launcher.asker import Asker
from resources.launcher.errors import DONE, SOME_FAILED, DecodeError, LauncherError, UsageError
from resources.launcher.options import Options
from resources.launcher.reading.blocks import MAX_PAYLOAD, Block

if TYPE_CHECKING:
    from resources.launcher.reading.inputs import Reader

STANDARD_INPUT = "-"


class _Question(NamedTuple):
    """One of a file's samples.

    Attributes:
        place: Which of the files, from 0 on.
        file, row: Where it comes from; None where the file is one question.
        blocks: One an input; empty where it cannot be asked.
        failure: Why not.
        note: What a person should know of how the file was read.
    """

    place: int
    file: str
    row: int | None
    blocks: list[Block]
    failure: LauncherError | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What it is called for people."""
        return self.file if self.row is None else f"{self.file} row {self.row}"


# Takes a question without its blocks, and its answer.
_Sink = Callable[[_Question, dict[str, Any]], None]


def answer_all(options: Options, runner: str) -> int:
    """Answers every file with one runner; `SOME_FAILED` when some could not be answered."""
    with contextlib.ExitStack() as stack:
        asker = stack.enter_context(Asker([runner, "--threads", str(options.threads)]))
        # Imported only now: the runner loads the model meanwhile.
        from resources.launcher.reading.inputs import Reader, expand

        contract: dict[str, Any] = asker.pipe().hello.get("contract") or {}
        reader = Reader(contract)
        files = list(expand(options.files, reader.in_folders))
        if all(os.path.isdir(file) for file in files):
            raise UsageError(
                "There is nothing to answer",
                why=f"No folder holds a file that this model reads ({' '.join(reader.in_folders)}).",
                do="Name files, or a folder that holds some.",
            )
        sinks = _sinks(options, reader, contract, files, stack)
        progress = stack.enter_context(Progress(len(files)))
        failed = 0
        for question, answer in _answers(asker, _questions(reader, files), pictures=options.save is not None):
            progress.before_answer()
            if question.note:
                progress.wipe()
                remark(question.note, question.file)
            if question.failure is not None:
                failed += 1
                # A JSON line says it itself.
                if not options.json:
                    progress.wipe()
                    print_failure(question.failure, question.name)
            for sink in sinks:
                sink(question, answer)
            progress.answered(question.place)
    return SOME_FAILED if failed else DONE


def _questions(reader: "Reader", files: list[str]) -> Iterator[_Question]:
    """Every sample of every file; each is read only when it is asked for."""
    for place, file in enumerate(files):
        try:
            samples = reader.held(_standard_input()) if file == STANDARD_INPUT else reader.samples(file)
            for sample in samples:
                yield _Question(place, file, sample.row, sample.blocks, sample.failure, sample.note)
        except DecodeError as failure:
            yield _Question(place, file, None, [], failure)


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(MAX_PAYLOAD + 1) if sys.stdin is not None else b""
    if len(data) > MAX_PAYLOAD:
        raise DecodeError(
            "Standard input is too long", why=f"It has over {MAX_PAYLOAD:,} bytes.", do="Save it as a file and name it."
        )
    return data


def _answers(
    asker: Asker, questions: Iterator[_Question], *, pictures: bool
) -> Iterator[tuple[_Question, dict[str, Any]]]:
    """The questions in their order, without their blocks, each with its answer.

    Raises:
        RunnerError: A new runner is needed and cannot run here.
    """
    pipe = asker.pipe()
    asked = None
    # Each step of this loop reads a file; meanwhile the runner answers the one before.
    for question in questions:
        if asked is not None:
            yield _answered(asked, pipe.answer)
            asked = None
        if question.failure is not None:
            yield _failed(question, question.failure)
            continue
        pipe = asker.pipe()
        try:
            pipe.ask(question.blocks, pictures=pictures)
        except LauncherError as failure:
            yield _failed(question, failure)
        else:
            asked = question._replace(blocks=[])
    if asked is not None:
        yield _answered(asked, pipe.answer)


def _answered(question: _Question, answer: Callable[[], dict[str, Any]]) -> tuple[_Question, dict[str, Any]]:
    try:
        return question, answer()
    except LauncherError as failure:
        return _failed(question, failure)


def _failed(question: _Question, failure: LauncherError) -> tuple[_Question, dict[str, Any]]:
    return question._replace(blocks=[], failure=failure), {"error": failure.sentence()}


def _sinks(
    options: Options, reader: "Reader", contract: dict[str, Any], files: list[str], stack: contextlib.ExitStack
) -> list[_Sink]:
    """Where each answer goes: pictures into a folder, JSON lines or a table on standard output, and the CSV file."""
    sinks: list[_Sink] = []
    if options.save is not None:
        from resources.launcher.answers.saving import Pictures

        # First: the others show where a picture was saved instead of the picture.
        pictures = Pictures(options.save, contract)
        sinks.append(lambda asked, answer: pictures.keep(asked.file, answer))
    if options.csv is not None:
        from resources.launcher.answers.columns import columns_of

        columns = columns_of(contract, rows=reader.gives_rows, saved=options.save is not None)
        table = stack.enter_context(CsvFile(options.csv))
        table.write(columns.head())
        sinks.append(lambda asked, answer: table.write(*columns.lines(asked.file, asked.row, answer)))
    if options.json:
        sinks.append(lambda asked, answer: say_json({"file": asked.file, **_row(asked)}, answer))
    elif options.csv is None:
        sinks.append(_people(contract, files, rows=reader.gives_rows))
    return sinks


def _row(asked: _Question) -> dict[str, Any]:
    return {} if asked.row is None else {"row": asked.row}


def _people(contract: dict[str, Any], files: list[str], *, rows: bool) -> _Sink:
    """Answers for people: a line each in a table, or a single file's answer in full."""
    from resources.launcher.answers.answers import full_text, name_width, table_head, table_row

    width = name_width(files, rows=rows)
    begun = False

    def show(asked: _Question, answer: dict[str, Any]) -> None:
        nonlocal begun
        if asked.failure is not None:
            return
        if len(files) == 1 and asked.row is None:
            print_line(full_text(asked.name, answer, contract))
            return
        if not begun:
            print_line(table_head(width))
            begun = True
        print_line(table_row(asked.name, answer, width, contract))

    return show
