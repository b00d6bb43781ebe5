"""Pictures and masks that the model gives, as files."""

import contextlib
import os
import re
from typing import Any

from resources.launcher.errors import UsageError
from resources.launcher.output import cannot_be_written

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
                "There would be no picture to save",
                why="This model gives no pictures and no masks.",
                do="Leave --save out; --csv and --json keep its answers.",
            )
        self._folder = folder
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise cannot_be_written(folder, error) from None

    def keep(self, file: str, row: int | None, answer: dict[str, Any]) -> None:
        """Saves the pictures in an answer; it holds their files' names afterwards instead of them.

        Raises:
            LauncherError: The folder takes no more.
        """
        stem = "stdin" if file == "-" else os.path.splitext(os.path.basename(file))[0]
        for name, output in answer.get("outputs", {}).items():
            if "png" in output:
                part = re.sub(r"[^\w.-]", "_", str(name))
                base = f"{stem}.{part}" if row is None else f"{stem}.{row}.{part}"
                output["saved"] = self._write(base, output.pop("png"))

    def _write(self, base: str, encoded: str) -> str:
        from base64 import b64decode

        data = b64decode(encoded)
        for number in range(1, _MOST_SAME_NAMES):
            path = os.path.join(self._folder, f"{base}.png" if number == 1 else f"{base}-{number}.png")
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
            f"{base}.png cannot be saved", why="There are too many of that name.", do="Name another folder."
        )
