"""Writes the diagnostics of a run (job, log, error, versions, optionally the model) as a zip file. No Qt in here."""

import json
import os
import secrets
import zipfile
from pathlib import Path

from builder.core.errors import ErrorText
from builder.job.job import Job


def write_diagnostics(
    path: Path,
    *,
    job: Job | str | None,
    log: str,
    error: ErrorText | None,
    versions: dict[str, str],
    model: Path | None = None,
) -> None:
    """Writes the zip file atomically: under a temporary name first, renamed when it is complete.

    Args:
        path: Path of the zip file; an existing one is replaced.
        job: The job, frozen or as TOML; None where there is none.
        log: The build log.
        error: The error of the run; None where it had none.
        versions: Versions of the tools, by name.
        model: The model's file or folder; None unless the user agreed to include it.

    Raises:
        OSError: The file cannot be written, or the model cannot be read.
    """
    texts = {"build.log": log, "versions.json": json.dumps(versions, indent=1, sort_keys=True) + "\n"}
    if job is not None:
        texts["job.toml"] = job.to_toml(None) if isinstance(job, Job) else job
    if error is not None:
        texts["error.txt"] = "\n".join(_error_lines(error)) + "\n"
    beside = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}")
    try:
        with zipfile.ZipFile(beside, "x", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            for name, content in sorted(texts.items()):
                archive.writestr(name, content.encode("utf-8", "backslashreplace"))
            for file, name in _model_files(model):
                archive.write(file, name)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _error_lines(error: ErrorText) -> list[str]:
    lines = [f"error: {error.what}", f"why: {error.why}", f"do: {error.do}"]
    return [*lines, f"log: {error.log}"] if error.log else lines


def _model_files(model: Path | None) -> list[tuple[Path, str]]:
    """The files of a model (all files of a folder) with their names in the archive."""
    if model is None:
        return []
    if not model.is_dir():
        return [(model, f"model/{model.name}")]
    found = []
    for folder, _, names in os.walk(model):
        for name in sorted(names):
            file = Path(folder) / name
            found.append((file, f"model/{model.name}/{file.relative_to(model).as_posix()}"))
    return found
