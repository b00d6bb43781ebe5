"""Bill of materials of an export, as CycloneDX 1.6 JSON: every file of every product, and whose software is in it.

It is a function of the files alone: the same files make the same bytes, so there is no time in it and its serial number
is made from its content. It is in English in every language, since programs read it.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from builder.core.visible import visible_json
from builder.job.job import AppChoice
from builder.packaging.file_list import ListedFile, ListedProduct, folder_files
from builder.packaging.file_origins import ARCHIVE, MODEL, TEXTS, USER_DATA
from builder.packaging.linked_software import LITERT_JS_PART, RUNTIME
from builder.packaging.model_origin import ModelOrigin
from builder.packaging.software_part import SoftwarePart
from builder.system.toolbox import version_of

BILL = "sbom.cdx.json"
"""Name of the file."""
_SERIALS = uuid.UUID("5f0d2c1c-6a43-5c3f-9f0e-3d1f6b1a7c52")  # chosen: the name space of our serial numbers
_NO_SOFTWARE = {  # origins that are nobody's software
    MODEL: "Converted from its user's model.",
    USER_DATA: "Made by this export from its user's model and choices.",
    TEXTS: "About the other files of this product.",
    ARCHIVE: "The files of this product's folder, packed.",
}
_PROGRAM = "program"  # reference to what all of it is for

Json = dict[str, Any]


def bill_of_materials(
    app: AppChoice, model: ModelOrigin, products: Sequence[ListedProduct], *, dense: bool = False
) -> str:
    """The bill as JSON text.

    Args:
        app: Name and version of the programs.
        model: Whose licence is the user's affair.
        products: With all their files; software that no file belongs to is left out.
        dense: Without space between its words.
    """
    files = [file for product in products for file in product.files]
    used = {inner.origin for file in files for inner in _all_of(file)} - set(_NO_SOFTWARE)
    parts = {part.key: part for product in products for part in product.parts}
    shown = [part for part in parts.values() if (part.within or part.key) in used]
    content: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "tools": {
                "components": [{"type": "application", "name": "litecrate", **_version(version_of("litecrate"))}]
            },
            "component": {"type": "application", "bom-ref": _PROGRAM, "name": app.name, "version": app.version},
        },
        "components": [
            *(_product(product, app, model) for product in products),
            *(_software(part) for part in shown),
        ],
        "dependencies": _dependencies(products),
        "compositions": _completeness(products, used),
    }
    content["serialNumber"] = uuid.uuid5(_SERIALS, json.dumps(content)).urn
    form: Json = {"separators": (",", ":")} if dense else {"indent": 1}
    return visible_json(json.dumps(content, ensure_ascii=False, **form)) + "\n"


def write_own_bill(
    folder: Path, program: Path, title: str, app: AppChoice, model: ModelOrigin, parts: tuple[SoftwarePart, ...]
) -> None:
    """Writes the bill of a product that is a folder into it, when all its other files are there.

    Args:
        folder: The product.
        program: Its runner, somewhere in there.
        title: What was asked for, as in "native@linux-x64".
        app, model: See `bill_of_materials`.
        parts: The software in it.
    """
    product = ListedProduct(title, folder_files(folder, program, folder, native=True), parts)
    (folder / BILL).write_text(bill_of_materials(app, model, [product], dense=True), encoding="utf-8")


def _all_of(file: ListedFile) -> Iterator[ListedFile]:
    yield file
    for inner in file.inside:
        yield from _all_of(inner)


def _product(product: ListedProduct, app: AppChoice, model: ModelOrigin) -> Json:
    total = sum(file.bytes for file in product.files)
    parts = {part.key: part for part in product.parts}
    return {
        "type": "application",
        "bom-ref": product.title,
        "name": product.title,
        "version": app.version,
        "components": [_file(f"{product.title}/", file, app, model, parts) for file in product.files],
        "properties": _properties(bytes=total),
    }


def _file(place: str, file: ListedFile, app: AppChoice, model: ModelOrigin, parts: dict[str, SoftwarePart]) -> Json:
    reference = place + file.path
    made: Json = {"type": "file", "bom-ref": reference, "name": file.path}
    if file.origin in _NO_SOFTWARE:
        made["description"] = _NO_SOFTWARE[file.origin]
    if file.origin == MODEL:
        made |= {"type": "machine-learning-model", "version": app.version, **_of_model(model)}
    elif file.origin in parts:
        part = parts[file.origin]
        made |= {**_version(part.version), **_supplier(part.owner), **_licences(part), **_purl(part)}
    made["hashes"] = [{"alg": "SHA-256", "content": file.sha256}]
    if file.inside:
        made["components"] = [_file(f"{reference}!", inner, app, model, parts) for inner in file.inside]
    made["properties"] = _properties(bytes=file.bytes, origin=file.origin)
    return made


def _of_model(model: ModelOrigin) -> Json:
    """Where a model file comes from; its licence in the words of the model itself."""
    source: Json = {"type": "machine-learning-model", "name": model.source}
    if model.folder:
        source["properties"] = _properties(**{"kind": model.kind, "sha256-of-folder": model.sha256})
    else:
        source |= {
            "hashes": [{"alg": "SHA-256", "content": model.sha256}],
            "properties": _properties(kind=model.kind),
        }
    found: Json = {"pedigree": {"ancestors": [source]}}
    if model.licence:
        found["licenses"] = [{"license": {"name": model.licence}}]
    return {**found, **_supplier(model.author)}


def _software(part: SoftwarePart) -> Json:
    made: Json = {
        "type": "library",
        "bom-ref": _ref(part),
        **_supplier(part.owner),
        "name": part.name,
        **_version(part.version),
        "description": part.use,
        **_licences(part),
        **_purl(part),
    }
    if part.notice:
        made["copyright"] = part.notice
    if part.page and not part.purl.startswith("pkg:github/"):  # which says where, too
        made["externalReferences"] = [{"type": "website", "url": part.page}]
    if part.brought_by or part.remark:
        made["properties"] = _properties(**{"brought-by": part.brought_by, "remark": part.remark})
    return made


def _dependencies(products: Sequence[ListedProduct]) -> list[Json]:
    """What needs what: products their files, and files the software that they are of, with what is linked into it.

    What is linked into somebody's software depends on the platform, so it stands at the files.
    """
    found: list[Json] = [{"ref": _PROGRAM, "dependsOn": [product.title for product in products]}]
    for product in products:
        found.append({"ref": product.title, "dependsOn": [f"{product.title}/{file.path}" for file in product.files]})
        for file in product.files:
            origins = {inner.origin for inner in _all_of(file)}
            needed = [_ref(part) for part in product.parts if {part.key, part.within} & origins]
            found.append({"ref": f"{product.title}/{file.path}", **({"dependsOn": needed} if needed else {})})
    return found


def _completeness(products: Sequence[ListedProduct], used: set[str]) -> list[Json]:
    """How complete the bill is: all files are on it, but who published the runtime does not name what is linked in."""
    found: list[Json] = [{"aggregate": "complete", "assemblies": [product.title for product in products]}]
    for runtime in (RUNTIME, LITERT_JS_PART):
        if runtime in used:
            found.append({"aggregate": "incomplete", "dependencies": [f"part:{runtime}"]})
    return found


def _ref(part: SoftwarePart) -> str:
    return f"part:{part.key}"


def _licences(part: SoftwarePart) -> Json:
    one: Json = {"expression": part.licence} if part.is_expression else {"license": {"name": part.licence}}
    return {"licenses": [one]}


def _version(version: str) -> Json:
    return {"version": version} if version else {}


def _supplier(owner: str) -> Json:
    return {"supplier": {"name": owner}} if owner else {}


def _purl(part: SoftwarePart) -> Json:
    return {"purl": part.purl} if part.purl else {}


def _properties(**values: str | int) -> list[Json]:
    return [{"name": f"litecrate:{name}", "value": str(value)} for name, value in values.items() if value != ""]
