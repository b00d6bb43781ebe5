"""Products of a draft job as a set: which can be made here, which is best for whom, ticking and unticking.

Pure functions of the entries of the job's table `products`, each with `product` and `platform`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from builder.core.platforms import PLATFORMS, Platform, this_platform
from builder.job.job import EVERYWHERE_PRODUCTS, PAGE, RUNNER_PRODUCTS, ProductKind

Entries = Sequence[dict[str, Any]]
MODEL = "model"
KINDS: tuple[str, ...] = get_args(ProductKind)
DESKTOPS: tuple[Platform, ...] = ("windows-x64", "macos-arm64", "linux-x64")
"""The platforms of nearly all desktop computers."""

# The best first. Windows and macOS distrust programs that unpack a library when they start: there it is the folder.
_BEST: dict[Platform, tuple[str, ...]] = {
    "linux-x64": ("single", "native"),
    "linux-arm64": ("single", "native"),
    "windows-x64": ("native",),
    "macos-arm64": ("native",),
}


def recommended(platform: Platform) -> str:
    """The product that is best to be sent to people with such computers."""
    return next(product for product in _BEST[platform] if product in KINDS)


def products_for(platform: Platform, *, only_here: bool = False) -> tuple[str, ...]:
    """The programs that can be made on this computer for a platform; `only_here`: the compiler knows no other one."""
    if platform == this_platform():
        return tuple(product for product in KINDS if product not in EVERYWHERE_PRODUCTS)
    return () if only_here else tuple(product for product in KINDS if product in RUNNER_PRODUCTS)


def platforms() -> tuple[Platform, ...]:
    """All platforms, this one first."""
    here = this_platform()
    return (here, *(platform for platform in PLATFORMS if platform != here))


def product_of(entry: dict[str, Any]) -> str:
    return str(entry.get("product", "onefile"))


def platform_of(entry: dict[str, Any]) -> str:
    return str(entry.get("platform", this_platform()))


def cannot_be_made(entries: Entries, *, only_here: bool = False) -> list[dict[str, Any]]:
    """The entries whose products cannot be made on this computer; a page and a model file can be made anywhere."""
    able = {(product, platform) for platform in PLATFORMS for product in products_for(platform, only_here=only_here)}
    return [
        entry
        for entry in entries
        if product_of(entry) not in EVERYWHERE_PRODUCTS and (product_of(entry), platform_of(entry)) not in able
    ]


def chosen(entries: Entries, platform: str) -> tuple[str, ...]:
    """The programs that are chosen for a platform, in their usual order."""
    found = {product_of(entry) for entry in entries if platform_of(entry) == platform}
    return tuple(product for product in KINDS if product in found - EVERYWHERE_PRODUCTS)


def has_page(entries: Entries) -> bool:
    """Whether a web page is chosen as a product."""
    return any(product_of(entry) == PAGE for entry in entries)


def has_model(entries: Entries) -> bool:
    """Whether the model file is chosen as a product."""
    return any(product_of(entry) == MODEL for entry in entries)


def with_product(entries: Entries, product: str, platform: str) -> list[dict[str, Any]]:
    """The entries with one more product; a page has no platform."""
    return ordered([*entries, {"product": product} if product == PAGE else {"product": product, "platform": platform}])


def without(entries: Entries, *, product: str = "", platform: str = "") -> list[dict[str, Any]]:
    """The entries without a product, or without all programs for a platform, or without a product for a platform."""

    def leaves(entry: dict[str, Any]) -> bool:
        if product and product_of(entry) != product:
            return False
        bound = bool(product) or product_of(entry) not in EVERYWHERE_PRODUCTS
        return bound and platform_of(entry) == platform if platform else True

    return ordered(entry for entry in entries if not leaves(entry))


def ordered(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, each once: programs by platform, this one first, then a page, and the model file last."""
    places = platforms()

    def rank(entry: dict[str, Any]) -> tuple[bool, int, int]:
        product, platform = product_of(entry), platform_of(entry)
        known = [each for each in places if each == platform]
        at = places.index(known[0]) if known else len(places)
        everywhere = product in EVERYWHERE_PRODUCTS
        return everywhere, 0 if everywhere else at, KINDS.index(product) if product in KINDS else len(KINDS)

    first = {(product_of(entry), platform_of(entry)): dict(entry) for entry in reversed([*sorted(entries, key=rank)])}
    return list(reversed(first.values()))
