"""Answers files, one after another, with one runner."""

import contextlib
import os
from collections.abc import Callable
from typing import Any

from resources.launcher.asker import Asker
from resources.launcher.errors import DONE, SOME_FAILED, LauncherError, UsageError
from resources.launcher.options import Options
from resources.launcher.output import CsvFile, Progress, complain, say, say_json


def answer_all(options: Options, runner: str) -> int:
    """Answers every file with one runner; `SOME_FAILED` when some could not be answered."""
    with contextlib.ExitStack() as stack:
        asker = stack.enter_context(Asker([runner, "--threads", str(options.threads)]))
        # Imported only now: the runner loads the model meanwhile.
        from resources.launcher.inputs import Reader, expand

        contract: dict[str, Any] = asker.pipe().hello.get("contract") or {}
        reader = Reader(contract)
        files = list(expand(options.files, reader.endings))
        if all(os.path.isdir(file) for file in files):
            raise UsageError(
                "There is nothing to answer",
                why=f"No folder holds a file that this model reads ({' '.join(reader.endings)}).",
                do="Name files, or a folder that holds some.",
            )
        sinks = _sinks(options, contract, files, stack)
        progress = stack.enter_context(Progress(len(files)))
        failed = 0
        for done, file in enumerate(files):
            progress.show(done)
            pipe = asker.pipe()
            failure = None
            try:
                answer = pipe.predict(reader.blocks(file))
            except LauncherError as error:
                failure = error
                failed += 1
                answer = {"error": error.sentence()}
            progress.wipe()
            # A JSON line says it itself.
            if failure is not None and not options.json:
                complain(failure, file)
            for sink in sinks:
                sink(file, answer)
    return SOME_FAILED if failed else DONE


def _sinks(
    options: Options, contract: dict[str, Any], files: list[str], stack: contextlib.ExitStack
) -> list[Callable[[str, dict[str, Any]], None]]:
    """Where each answer goes: JSON lines or a table on standard output, and the CSV file."""
    from resources.launcher.answers import columns_of, full_text, name_width, table_head, table_row

    sinks: list[Callable[[str, dict[str, Any]], None]] = []
    if options.csv is not None:
        columns = columns_of(contract)
        table = stack.enter_context(CsvFile(options.csv))
        table.write(columns.head())
        sinks.append(lambda file, answer: table.write(columns.row(file, answer)))
    if options.json:
        sinks.append(lambda file, answer: say_json({"file": file, **answer}))
    elif options.csv is None and len(files) == 1:
        sinks.append(lambda file, answer: None if "error" in answer else say(full_text(file, answer, contract)))
    elif options.csv is None:
        width = name_width(files)
        say(table_head(width))
        sinks.append(lambda file, answer: None if "error" in answer else say(table_row(file, answer, width)))
    return sinks
