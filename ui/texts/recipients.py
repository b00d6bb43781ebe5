"""Who will run the programs, in words: for each kind of recipient what they get, and what cannot be tried here."""

import platform as python_platform
from dataclasses import dataclass

from builder.checks import page_fit
from builder.core.errors import LitecrateError
from builder.core.figures import human_bytes
from builder.core.platforms import PLATFORM_NAMES, Platform, this_platform
from builder.core.words import mark, tr, trn
from builder.job.job import PAGE, RUNNER_PRODUCTS
from builder.report.labels import product_label
from builder.report.linux_years import linux_since
from builder.report.report_words import sentence
from builder.system.emulators import missing_for
from ui.state.product_choice import DESKTOPS, MODEL, chosen, product_of, recommended
from ui.state.state import WizardState
from ui.texts.estimates import model_bytes, program_bytes, round_estimate

_RUNTIMES_GLIBC = "2.27"


@dataclass(frozen=True)
class Recipient:
    """Somebody who will run a program.

    Attributes:
        title: In English, marked for the catalogue.
        computer: What kind of computer that is, as a sentence without its full stop, likewise.
        platforms: Of their computers; none for who gets what is the same for every computer.
        product: Then that: the page or the model file.
    """

    title: str
    computer: str
    platforms: tuple[Platform, ...]
    product: str = ""


RECIPIENTS: dict[str, Recipient] = {
    "anyone": Recipient(mark("Anyone, in a browser"), mark("Nothing to install, on Windows, Mac and Linux"), (), PAGE),
    "everyone": Recipient(mark("Any computer"), mark("Windows, Mac and Linux"), DESKTOPS),
    "developer": Recipient(mark("A developer"), mark("For a program of their own"), (), MODEL),
    "windows": Recipient(mark("Windows"), mark("From Windows 10 on"), ("windows-x64",)),
    "mac": Recipient(mark("Mac"), mark("From macOS 14 and M1 on"), ("macos-arm64",)),
    "linux": Recipient(mark("Linux"), mark("PCs with Linux"), ("linux-x64",)),
    "pi": Recipient(mark("Raspberry Pi"), mark("Linux on ARM"), ("linux-arm64",)),
}


def is_chosen(state: WizardState, recipient: Recipient) -> bool:
    """Whether the chosen products serve a recipient."""
    entries = state.products
    if recipient.product:
        return any(product_of(entry) == recipient.product for entry in entries)
    return all(chosen(entries, platform) for platform in recipient.platforms)


def computer_words(state: WizardState, recipient: Recipient) -> str:
    """On which computers it will run, as a sentence."""
    words = tr(recipient.computer)
    if recipient.platforms == ("linux-x64",):
        since = _linux_of(products_or_best(state, "linux-x64"))
        words = tr("PCs with Linux from {year} on", year=since) if since else words
    return f"{words}."


def _linux_of(products: tuple[str, ...]) -> int | None:
    """The year from which on Linux has what all these products need; None where that is not known."""
    here = this_platform() == "linux-x64"
    glibc = _RUNTIMES_GLIBC if set(products) <= RUNNER_PRODUCTS or not here else python_platform.libc_ver()[1]
    found = linux_since(glibc)
    return found.year if found is not None else None


def linux_needed_words(product: str) -> str:
    """What a program with this computer's Python inside needs, as a sentence; "" for others."""
    if product in {MODEL, PAGE, *RUNNER_PRODUCTS} or not this_platform().startswith("linux"):
        return ""
    found = linux_since(python_platform.libc_ver()[1])
    if found is None:
        return tr("It holds Python of this computer, and runs on systems as new as this one only.")
    return tr("It holds Python of this computer, and is sure to run on Linux from {year} on.", year=found.year)


def products_or_best(state: WizardState, platform: Platform) -> tuple[str, ...]:
    """The programs that are chosen for a platform, else the one that a tick would choose."""
    return chosen(state.products, platform) or (recommended(platform),)


def gets_words(state: WizardState, recipient: Recipient) -> str:
    """What a recipient gets and how large it is, such as "Native, about 7.9 MB"."""
    if recipient.product:
        return _with_size(product_label(recipient.product).title, [size_of(state, recipient.product)])
    wanted = [(each, platform) for platform in recipient.platforms for each in products_or_best(state, platform)]
    sizes = [size_of(state, product, platform) for product, platform in wanted]
    if len(recipient.platforms) > 1:
        return _with_size(trn("{n} program", "{n} programs", len(wanted)), sizes)
    return _with_size(", ".join(product_label(product).title for product, _ in wanted), sizes)


def _with_size(words: str, sizes: list[int | None]) -> str:
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return words
    return tr("{what}, about {size}", what=words, size=human_bytes(round_estimate(sum(known))))


def size_of(state: WizardState, product: str, platform: str = "") -> int | None:
    """Estimated bytes of a product with the present model and precision; None where that is not known."""
    info = state.found.info
    model = model_bytes(info, state.precision) if info is not None else None
    if model is None:
        return None
    microsoft = not state.get("output", "no_msvc_runtime", False)
    return program_bytes(product, model, platform, microsoft=microsoft)


def remark_words(state: WizardState, recipient: Recipient) -> str:
    """What to know about a recipient's programs: what cannot be made or tried, or what would run on more computers."""
    refusal = page_refusal(state) if recipient.product == PAGE else None
    return (sentence(refusal.what) if refusal else "") or untried_words(recipient) or _older_words(state, recipient)


def page_refusal(state: WizardState) -> LitecrateError | None:
    """Why the model cannot be inside a web page, as far as that is known before it is converted."""
    info, contract = state.found.info, state.found.contract
    if info is None or contract is None:
        return None
    try:
        page_fit.check_source(info, contract)
        page_fit.check_size(model_bytes(info, state.precision) or 0)
    except LitecrateError as error:
        return error
    return None


def _older_words(state: WizardState, recipient: Recipient) -> str:
    """Names the product that runs on older systems than the chosen ones do; "" where there is none."""
    if recipient.platforms != ("linux-x64",):
        return ""
    best = recommended("linux-x64")
    now, then = _linux_of(products_or_best(state, "linux-x64")), _linux_of((best,))
    if now is None or then is None or then >= now:
        return ""
    return tr("{product}: from {year} on.", product=product_label(best).title, year=then)


def untried_words(recipient: Recipient) -> str:
    """Says which of a recipient's programs cannot be started on this computer, and why; "" where all can."""
    missing = {platform: missing_for(platform) for platform in recipient.platforms if platform != this_platform()}
    found = {platform: each for platform, each in missing.items() if each is not None}
    if not found:
        return ""
    if set(found) == {"macos-arm64"}:
        return tr("Not tried here: it needs a Mac.")
    if len(recipient.platforms) == 1:
        return tr("Not tried here: {why}.", why=next(iter(found.values())).why)
    return tr("Not tried here: {names}.", names=", ".join(PLATFORM_NAMES[platform] for platform in found))
