"""The base of everything that comes from YAML: frozen, no key ignored, every complaint one line of our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from middlepower.errors import MeasureError, MiddlepowerError, printable
from middlepower.names import nearest_name
from middlepower.reading import shown

# What pydantic says of the wrong kind of value names no remedy: ours does.
LONGEST_LABEL = 120  # characters of what a `repr` calls a part
REMEDIES = {
    "missing": "it is missing: add it",
    "string_type": "write text, in quotes where it looks like a number, a date, or yes or no",
    "string_unicode": "write text that is UTF-8",
    "string_too_short": "write some text",
    "too_short": "name at least one",
    "too_long": "name fewer",
    "float_type": "write a number",
    "float_parsing": "write a number, a fraction such as 0.25",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "finite_number": "write a finite number",
    "literal_error": "write {expected}",
    "greater_than": "write a number above {gt:g}",
    "greater_than_equal": "write a number of at least {ge:g}",
    "less_than": "write a number below {lt:g}",
    "less_than_equal": "write a number of at most {le:g}",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "tuple_type": "write a list, as in [CAN, USA]",
    "dict_type": "write names with what belongs to them below",
    "model_type": "write keys with their values",
    "invalid_key": "a key is text: put it in quotes",
    "date_type": "write a day as 2026-01-13",
    "date_parsing": "write a day as 2026-01-13",
    "date_from_datetime_parsing": "write a day as 2026-01-13",
    "date_from_datetime_inexact": "write a day as 2026-01-13, without a time",
}
if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)


class OneLineErrors(ModelMetaclass):
    """The type of strict parts: calling one from Python ends in our own error too, never in pydantic's."""

    def __call__(self, *args: Any, **fields: Any) -> Any:
        """The part itself, or its kind of error."""
        try:
            return super().__call__(*args, **fields)
        except ValidationError as error:
            part: type[Strict] = self  # type: ignore[assignment]
            raise part.refusal(error) from None


class Strict(BaseModel, metaclass=OneLineErrors):
    """Base of all parts of measures and scenarios: frozen, and no key is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    complaint: ClassVar[type[MiddlepowerError]] = MiddlepowerError

    def in_a_line(self, label: str) -> str:
        """Kind and label, and how many stand in each field that holds several: for a `repr` that fits a line."""
        held = ", ".join(f"{name} {len(value)}" for name, value in self if isinstance(value, tuple | dict) and value)
        return printable(f"<{type(self).__name__} {label[:LONGEST_LABEL]}{': ' if held else ''}{held}>")

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """The validated part, or its kind of error: one line with field, value and remedy."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise cls.refusal(error) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """The validated part of a JSON text, or its kind of error."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise cls.refusal(error) from None

    @classmethod
    def parsed(cls, raw: Any, label: str) -> Self:
        """The validated part; its kind of error begins with the label."""
        try:
            return super().model_validate(raw)
        except ValidationError as error:
            raise cls.refusal(error, label) from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: parts are frozen."""
        raise self.complaint(f"`{name}` of a {type(self).__name__} can't be changed, it is frozen: make a new one.")

    @classmethod
    def refusal(cls, error: ValidationError, label: str = "") -> MiddlepowerError:
        """The part's kind of error for what pydantic found."""
        return cls.complaint(f"{label or cls.__name__.lower()}: {explain(error, cls)}")


class MeasurePart(Strict):
    """Base of all parts of a measure."""

    model_config = ConfigDict(populate_by_name=True)
    complaint = MeasureError


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """The first complaint of pydantic as one line: field, value, remedy; an unknown key explains a missing one."""
    errors = error.errors(include_url=False)
    first = next((fault for fault in errors if fault["type"] == "extra_forbidden"), errors[0])
    field = shown_place(first["loc"])
    if first["type"] == "extra_forbidden":
        known = known_keys(model, first["loc"])
        near = nearest_name(str(first["loc"][-1]), known)
        return f"unknown key `{field}`; " + (f"did you mean `{near}`?" if near else f"known: {', '.join(known)}.")
    remedy = REMEDIES.get(first["type"], "").format(**first.get("ctx", {}))
    remedy = remedy or first["msg"].removeprefix("Value error, ")
    remedy = remedy if remedy.endswith(("?", ".")) else f"{remedy}."
    if not field:
        return remedy
    value = "" if first["type"] == "missing" else f", value `{shown(first['input'])}`"
    return f"field `{field}`{value}: {remedy}"


def shown_place(place: Iterable[str | int]) -> str:
    """A place in a document, as in `states.deal.tariffs.0.rate`; a name without end is cut."""
    return ".".join(str(part)[:40] for part in place)


def known_keys(model: type[BaseModel], place: Iterable[str | int]) -> list[str]:
    """The keys allowed at a place, as they are written in YAML."""
    for part in tuple(place)[:-1]:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = _models_in(fields[part].annotation) if part in fields else []
        model = inner[0] if inner else model
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field can hold, however deep they stand in its type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def no_truth_value(value: Any) -> Any:
    """The value itself; a truth value, such as YAML's yes, is no number."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number: write it in digits")
    return value


def no_count_of_seconds(value: Any) -> Any:
    """The value itself; a number, which pydantic would take for seconds since 1970, is no day."""
    if isinstance(value, int | float | bytes):
        raise ValueError("write a day as 2026-01-13")
    if isinstance(value, str) and not value.strip().replace("-", "").isalnum():
        raise ValueError("write a day as 2026-01-13")
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal():
        raise ValueError("write a day as 2026-01-13")
    return value


Number = Annotated[float, BeforeValidator(no_truth_value)]
Whole = Annotated[int, BeforeValidator(no_truth_value)]
Day = Annotated[dt.date, BeforeValidator(no_count_of_seconds)]
