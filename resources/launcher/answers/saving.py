"""Pictures and masks that the model gives, as files."""

import contextlib
import json
import os
import re
from functools import partial
from typing import Any

from resources.launcher.answers.output import cannot_be_written
from resources.launcher.errors import UsageError
from resources.launcher.pipe import Answer

# A quote inside a text of JSON has a backslash before it: this is a member, and never a part of a label.
_PICTURE = re.compile(r'"png": "[A-Za-z0-9+/=]*"')
_MOST_SAME_NAMES = 100_000


class Pictures:
    """A folder for pictures; nothing in it is ever replaced.

    Args:
        folder: Is made where it does not exist.
        contract: The model's.
    Raises:
        LauncherError: The model gives no pictures, or the folder cannot be made.
    """

    def __init__(self, folder: str, contract: dict[str, Any]) -> None:
        if not any(output.get("kind") in ("picture", "mask") for output in contract.get("outputs", [])):
            raise UsageError(
                "There is no picture to save",
                why="This model gives neither pictures nor masks.",
                do="Leave --save out; --csv and --json keep its answers.",
            )
        self._folder = folder
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise cannot_be_written(folder, error) from None

    def keep(self, file: str, answer: dict[str, Any]) -> None:
        """Saves the pictures in an answer; it holds their files' names afterwards instead of them.

        Raises:
            LauncherError: The folder takes no more.
        """
        stem = "stdin" if file == "-" else os.path.splitext(os.path.basename(file))[0]
        for name, output in answer.get("outputs", {}).items():
            if "png" in output:
                output["saved"] = self._write(f"{_as_name(stem)}.{_as_name(str(name))}", output.pop("png"))
                if isinstance(answer, Answer):
                    answer.text = _PICTURE.sub(partial(_saved, output["saved"]), answer.text, count=1)

    def _write(self, base: str, encoded: str) -> str:
        from base64 import b64decode

        data = b64decode(encoded)
        for number in range(1, _MOST_SAME_NAMES):
            path = os.path.join(self._folder, f"{base}.png" if number == 1 else f"{base}.{number}.png")
            try:
                with open(path, "xb") as file:
                    try:
                        file.write(data)
                        file.flush()
                    except OSError:
                        with contextlib.suppress(OSError):
                            os.unlink(path)
                        raise
                return path
            except FileExistsError:
                continue
            except OSError as error:
                raise cannot_be_written(path, error) from None
        raise UsageError(
            f"{base}.png cannot be saved", why="There are too many files with that name.", do="Name another folder."
        )


def _saved(path: str, _: re.Match[str]) -> str:
    return f'"saved": {json.dumps(path, ensure_ascii=False)}'


def _as_name(text: str) -> str:
    """A name that no system takes for a folder, a device or a hidden file's; the runner's own rule."""
    return "".join("_" if character < " " or character in '/\\:*?"<>|' else character for character in text) or "output"
