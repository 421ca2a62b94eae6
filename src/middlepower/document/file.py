"""A document as JSON text, and JSON text as a document: compact, and checked field by field when read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from middlepower.document.header import SCHEMA, Document
from middlepower.errors import DataError, printable
from middlepower.reading import read_text

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Kept = TypeVar("Kept", bound=Document)
REMOVED = {
    "by_variant": "`states.*.economies.*.by_variant_percent` for real income, `states.*.actors.*.by_variant` for all",
    "by_closure": "`states.*.actors.*.by_closure`",
    "export_share_percent": "`actors.*.export_share_percent`, and `economies.csv` for all economies",
    "output_musd": "`baseline_state.actors.*.output_musd`",
}
"""Keys of earlier documents and what holds their numbers now."""
LARGEST = 200_000_000  # bytes of a document; the main job's has two million
BY_PRODUCT = "run-products"  # the kind of document that a run on a world of products writes
DIGITS = 10  # significant ones of a number, as in CSV files: equilibria are solved to no more


def write(document: Document) -> str:
    """The document as one line of JSON, parts that say nothing left out; the same document gives the same bytes."""
    plain = _adapter(type(document)).dump_python(document, mode="json", by_alias=True, exclude_defaults=True)
    try:
        return printable(json.dumps(_short(plain), ensure_ascii=False, allow_nan=False, separators=(",", ":"))) + "\n"
    except ValueError as error:
        raise DataError(f"a document holds what is no JSON number: {error}. Please report it.") from error


def _short(plain: Any) -> Any:
    """The same content, its numbers with `DIGITS` significant digits."""
    if isinstance(plain, float):
        return float(f"{plain:.{DIGITS}g}")
    if isinstance(plain, dict):
        return {key: _short(value) for key, value in plain.items()}
    return [_short(value) for value in plain] if isinstance(plain, list) else plain


def read(path: Path, kind: type[Kept]) -> Kept:
    """The document in a file, or in the folder of a command; DataError naming the first wrong field."""
    file = path / kind.file_name if path.is_dir() else path
    return parse(read_text(file, LARGEST, "a document"), kind, str(file))


def parse(text: str, kind: type[Kept], where: str) -> Kept:
    """The document in a JSON text from somewhere; DataError naming the first wrong field."""
    from pydantic import ValidationError

    _check_schema(text, where)
    _check_kind(text, kind, where)
    try:
        document: Kept = _adapter(kind).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the document"
        said = first["msg"].removeprefix("Value error, ")
        key = str(first["loc"][-1]) if first["loc"] else ""
        moved = (
            f" It is now {REMOVED[key]}." if first["type"] == "unexpected_keyword_argument" and key in REMOVED else ""
        )
        raise DataError(f"{where}: `{field}`: {said}.{moved} Write it anew with the command that made it.") from None
    return document


def _check_schema(text: str, where: str) -> None:
    """None; DataError where a text is no JSON, or the document of a version with other fields."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where} is not JSON: {error}. Give a results.json or a run's folder.") from None
    header = content.get("header") if isinstance(content, dict) else None
    if not isinstance(header, dict) or "schema" not in header:
        raise DataError(f"{where} is no results document: `header.schema` is missing. Write it anew with this version.")
    if header["schema"] != SCHEMA:
        moved = "; ".join(f"`{key}` is now {place}" for key, place in REMOVED.items())
        older = f" Since then {moved}." if _is_run(header) else ""
        raise DataError(
            f"{where}: `header.schema` is {str(header['schema'])[:20]}, this version reads {SCHEMA}. Write it anew."
            f"{older}"
        )


def _check_kind(text: str, kind: type[Document], where: str) -> None:
    """None; DataError where a run on a world of products is given for another document of the same name."""
    if json.loads(text)["header"].get("document") == BY_PRODUCT and kind.__name__ != "ProductResults":
        raise DataError(
            f"{where} is of a run on a world of products, whose page and tables say all that there is: give the folder "
            "of a run on a world of sectors."
        )


def _is_run(header: dict[str, object]) -> bool:
    """Whether a header is that of an older document of `run`, whose keys went elsewhere."""
    schema = header["schema"]
    return header.get("document", "run") == "run" and isinstance(schema, int) and schema < SCHEMA


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """What checks and writes one kind of document; pydantic is loaded here, where JSON enters."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
