"""Data of the "Try it now" panel: the finished program to start, its kind of input, and sample files for it."""

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
from builder.job.draft import JobDraft
from builder.job.job import EVERYWHERE_PRODUCTS, PAGE
from builder.report.report import ProductReport, Report
from builder.report.report_words import platform_of, state_of
from ui.state.ports import Trusted
from ui.state.state import SAMPLE, Finished, sample_home
from ui.tasks.trying.original import Original, original_of

PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".bmp": "bmp", ".gif": "gif", ".tif": "tiff",
            ".tiff": "tiff", ".webp": "webp", ".ppm": "ppm", ".pgm": "ppm"}  # fmt: skip
_PAGES = ("page.html.zst", "page.html.gz", "page.html")  # beside a native program; the others in those of before
_LARGEST = 2**24  # bytes of a contract that is read; chosen: it may name every class
_MOST_SAMPLES = 10  # that are offered; chosen
_MOST_LOOKED_AT = 500  # entries of a folder that are read; chosen: it may hold a whole data set


@dataclass(frozen=True)
class Trial:
    """A finished program that can be tried on this computer.

    Attributes:
        name: Name of the program.
        program: Its file.
        kind: Kind of its input; "tensor" for several inputs or where it is not known.
        verified: It passed verification.
        decoders: Picture formats that it decodes; empty where that is not known.
        samples: Pictures to try it with.
        contract: Its contract; None where the file cannot be read.
        page_program: The program that serves the demo page; None where none was made for this computer.
        bytes: Size of the program; 0 where it is not known.
        original: The model that it was made from, or why that cannot be asked; None where nobody looked for it.
    """

    name: str
    program: Path
    kind: InputKind
    verified: bool
    decoders: tuple[str, ...] = ()
    samples: tuple[Path, ...] = ()
    contract: Contract | None = None
    page_program: Path | None = None
    bytes: int = 0
    original: Original | str | None = None

    @property
    def gives_pictures(self) -> bool:
        """Whether masks or pictures come out, which the program saves as files."""
        return self.contract is not None and any(each.kind in {"mask", "picture"} for each in self.contract.outputs)

    def reads(self, file: Path) -> bool:
        """Whether it decodes a picture file, by its suffix; True for unknown suffixes and unknown decoders."""
        kind = PICTURES.get(file.suffix.lower())
        return kind is None or not self.decoders or kind in self.decoders


def trial_of(finished: Finished, trusted: Trusted | None = None) -> Trial | str:
    """The program of a finished export to try, or a translated reason why there is none.

    Args:
        finished: The export.
        trusted: The models whose code may run, to ask the original beside the program; None leaves it out.
    """
    return trial_of_result(finished.report, finished.folder, trusted)


def trial_of_result(report: Report | None, folder: Path | None, trusted: Trusted | None = None) -> Trial | str:
    """As `trial_of`, of a published result."""
    if report is None or folder is None:
        return tr("There is no program to try.")
    made = {product.product for product in report.products if product.bytes}
    programs = [product for product in report.products if product.product not in EVERYWHERE_PRODUCTS and product.bytes]
    if not programs and PAGE in made:
        return ""  # it is opened, and not tried in the window
    if not programs:
        return tr("Only the model file was made. It needs a program that runs it, so it cannot be tried here.")
    here = [product for product in programs if product.platform == this_platform()]
    if not here:
        platforms = ", ".join(sorted({platform_of(product) for product in programs}))
        return tr("The program is for {platforms} and cannot be started on this computer.", platforms=platforms)
    product = next((product for product in here if state_of(product).passed), here[0])
    with_page = next((product for product in here if product.product != "native"), None)
    beside = _program_file(folder, product).parent
    if with_page is None and any((beside / name).is_file() for name in _PAGES):
        with_page = product
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
        bytes=product.bytes or 0,
        original=original_of(report, folder, trusted) if trusted is not None else None,
    )


def _program_file(folder: Path, product: ProductReport) -> Path:
    return folder / product.path


def _contract(folder: Path, report: Report) -> Contract | None:
    try:
        return Contract.from_toml(text_in(folder / f"{report.name}.contract.toml", _LARGEST, links=False))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError):
        return None


def _samples(folder: Path) -> tuple[Path, ...]:
    """Pictures for the model: those of the bundled sample, or of the job's calibration data."""
    try:
        tables = JobDraft.from_file(folder / "job.toml").tables
    except LitecrateError:
        return ()
    if str((tables.get("model") or {}).get("path")) == str(sample_home() / f"{SAMPLE}.keras"):
        return sample_pictures(sample_home() / SAMPLE)
    source = (tables.get("calibration") or {}).get("source")
    return sample_pictures(Path(source)) if isinstance(source, str) and Path(source).is_dir() else ()


def sample_pictures(folder: Path) -> tuple[Path, ...]:
    """At most `_MOST_SAMPLES` pictures of a folder: the first of each folder inside it, or its own first ones."""
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
