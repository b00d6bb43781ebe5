"""What "Try it now" needs to know: which finished program to start, what it takes, and files to try it with."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from builder.contract.contract import Contract, InputKind
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.core.platforms import this_platform
from builder.core.words import tr
from builder.job.job import JobDraft
from builder.report.report import ProductReport, Report
from builder.report.report_words import platform_of, state_of
from ui.state.state import SAMPLE, Finished, sample_home

PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".bmp": "bmp", ".gif": "gif", ".tif": "tiff",
            ".tiff": "tiff", ".webp": "webp", ".ppm": "ppm", ".pgm": "ppm"}  # fmt: skip
_LARGEST = 2**24  # bytes of a contract: it may name every class
_MOST_SAMPLES = 10
_MOST_LOOKED_AT = 500  # entries of a folder: it may hold a whole data set


@dataclass(frozen=True)
class Trial:
    """Attributes:
    name: Of the program.
    program: Its file.
    kind: What it takes.
    verified: It passed its check.
    decoders: The kinds of file that it reads by itself; empty where that is not known.
    samples: Pictures to try it with.
    contract: What goes in and what comes out; None where that is not known.
    page_program: The program that opens a page in the browser; None where none was made for this computer.
    """

    name: str
    program: Path
    kind: InputKind
    verified: bool
    decoders: tuple[str, ...] = ()
    samples: tuple[Path, ...] = ()
    contract: Contract | None = None
    page_program: Path | None = None

    @property
    def takes_several(self) -> bool:
        """It has several inputs, which come together in one .npz file."""
        return self.contract is not None and len(self.contract.inputs) > 1

    def reads(self, file: Path) -> bool:
        """Whether it reads this kind of picture by itself, as far as that is known."""
        kind = PICTURES.get(file.suffix.lower())
        return kind is None or not self.decoders or kind in self.decoders


def trial_of(finished: Finished) -> Trial | str:
    """What can be tried of a finished export, or why nothing can."""
    report, folder = finished.report, finished.folder
    if report is None or folder is None:
        return tr("There is no program to try.")
    programs = [product for product in report.products if product.product != "model" and product.bytes]
    if not programs:
        return tr("Only the model file was made. It needs a program that runs it, so it cannot be tried here.")
    here = [product for product in programs if product.platform == this_platform()]
    if not here:
        platforms = ", ".join(sorted({platform_of(product) for product in programs}))
        return tr("The program is for {platforms} and cannot be started on this computer.", platforms=platforms)
    product = next((product for product in here if state_of(product).passed), here[0])
    with_page = next((product for product in here if product.product != "native"), None)
    contract = _contract(folder, report)
    several = contract is None or len(contract.inputs) != 1
    kind: InputKind = "tensor" if several or contract is None else contract.inputs[0].kind
    return Trial(
        name=report.name,
        program=_program_file(folder, product),
        kind=kind,
        verified=state_of(product).passed,
        decoders=product.decoders,
        samples=_samples(folder) if kind == "image" else (),
        contract=contract,
        page_program=_program_file(folder, with_page) if with_page else None,
    )


def _program_file(folder: Path, product: ProductReport) -> Path:
    return folder / product.path


def _contract(folder: Path, report: Report) -> Contract | None:
    try:
        return Contract.from_toml(text_in(folder / f"{report.name}.contract.toml", _LARGEST, links=False))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError):
        return None


def _samples(folder: Path) -> tuple[Path, ...]:
    """Pictures that belong to the model: of the bundled sample, or the sample data of the job."""
    try:
        tables = JobDraft.from_file(folder / "job.toml").tables
    except LitecrateError:
        return ()
    if str((tables.get("model") or {}).get("path")) == str(sample_home() / f"{SAMPLE}.keras"):
        return sample_pictures(sample_home() / SAMPLE)
    source = (tables.get("calibration") or {}).get("source")
    return sample_pictures(Path(source)) if isinstance(source, str) and Path(source).is_dir() else ()


def sample_pictures(folder: Path) -> tuple[Path, ...]:
    """A few pictures of a folder: one of each folder inside it, or its first ones."""
    inner = [path for path in _entries(folder) if path.is_dir()]
    if inner:
        firsts = (next(_pictures(path), None) for path in inner)
        return tuple(islice((path for path in firsts if path is not None), _MOST_SAMPLES))
    return tuple(islice(_pictures(folder), _MOST_SAMPLES))


def _pictures(folder: Path) -> Iterator[Path]:
    return (path for path in _entries(folder) if path.suffix.lower() in PICTURES and path.is_file())


def _entries(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            return sorted(Path(entry.path) for entry in islice(found, _MOST_LOOKED_AT))
    except OSError:
        return []
