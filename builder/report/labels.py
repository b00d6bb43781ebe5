"""Labels of products and platforms, shared by reports, the engine's steps and the window.

English, marked for the catalogue: whoever shows one passes it through `tr`.
"""

from typing import NamedTuple

from builder.core.platforms import PLATFORM_NAMES
from builder.core.words import mark, tr
from builder.job.job import EVERYWHERE_PRODUCTS

ANY_PLATFORM = "any"  # in a report, in the place of a page's platform
_EVERY_COMPUTER = mark("every computer")


class ProductLabel(NamedTuple):
    """A kind of product.

    Attributes:
        title: Above a card, in a table.
        in_a_sentence: With its article.
        is_given: Behind "You get".
        meaning: What it is and for whom, as sentences.
    """

    title: str
    in_a_sentence: str
    is_given: str
    meaning: str


PRODUCTS: dict[str, ProductLabel] = {
    "onefile": ProductLabel(
        mark("One file"),
        mark("the one-file program"),
        mark("one file that runs by itself"),
        mark("One program to copy and start, on systems as new as this one."),
    ),
    "folder": ProductLabel(
        mark("Folder"),
        mark("the folder"),
        mark("a folder with the program in it"),
        mark("The same, unpacked into a folder: it starts faster."),
    ),
    "native": ProductLabel(
        mark("Native"),
        mark("the native program"),
        mark("a folder and a .zip without Python inside"),
        mark("A C++ program without Python, as a folder and a .zip."),
    ),
    "single": ProductLabel(
        mark("One native file"),
        mark("the native one-file program"),
        mark("one native file without Python inside"),
        mark("Everything in one small C++ program: the best to send."),
    ),
    "page": ProductLabel(
        mark("Web page"),
        mark("the web page"),
        mark("one web page with the model in it"),
        mark("One .html file that opens in any desktop computer's browser: nothing is installed."),
    ),
    "model": ProductLabel(
        mark("Model file"),
        mark("the model file"),
        mark("only the converted model"),
        mark("Only the converted model, which every product brings along."),
    ),
}


def product_label(product: str) -> ProductLabel:
    """The words of a product; of one that is not known, its own word for each."""
    return ProductLabel(*map(tr, PRODUCTS.get(product, ProductLabel(product, product, product, product))))


def platform_label(platform: str) -> str:
    """The name of a platform; of one that is not known, its own word."""
    return tr(_EVERY_COMPUTER) if platform == ANY_PLATFORM else PLATFORM_NAMES.get(platform, platform)


def program_label(product: str, platform: str, *, several: bool) -> str:
    """The title of a product, with its platform where programs for `several` are made."""
    title = product_label(product).title
    return f"{title} ({platform_label(platform)})" if several and product not in EVERYWHERE_PRODUCTS else title
