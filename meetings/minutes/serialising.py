"""A `MinutesDocument` as JSON-able data and back, exactly: what a version of finalised minutes is kept as.

Each dataclass becomes a dictionary of those fields that differ from their default, under the fields' own names, with
its class under "is"; a field added to the model later so takes its default in data written before. Dates, times and
choices are their ISO form or value. `ref` and `line` are kept although they take no part in equality.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any

from meetings.minutes import document as doc

CLASS = "is"
_CLASSES: dict[str, type] = {
    name: value
    for name, value in vars(doc).items()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == doc.__name__
}


class DataError(ValueError):
    """Data that is no document: an unknown class or field, a missing one, or a value of the wrong kind."""


def to_data(document: doc.MinutesDocument) -> dict[str, Any]:
    """The document as dictionaries, lists, texts, numbers and booleans."""
    data: dict[str, Any] = _encoded(document)
    return data


def from_data(data: Any) -> doc.MinutesDocument:
    """The document that `to_data` wrote. Raises DataError."""
    return typing.cast(doc.MinutesDocument, _decoded(data, doc.MinutesDocument, "document"))


def _encoded(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case None | str() | bool() | int():
            return value
        case date() | time():
            return value.isoformat()
        case tuple():
            return [_encoded(item) for item in value]
    if type(value).__name__ not in _CLASSES:
        raise TypeError(f"A {type(value).__name__} is no part of a document.")
    return {CLASS: type(value).__name__} | {
        field.name: _encoded(getattr(value, field.name))
        for field in fields(value)
        if getattr(value, field.name) != field.default
    }


def _decoded(data: Any, wanted: Any, where: str) -> Any:
    """The value of the type `wanted`; `where` is its path, for the message."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        if data is None and type(None) in arguments:
            return None
        options = [option for option in arguments if option is not type(None)]
        return _decoded(data, options[0] if len(options) == 1 else _class_of(data, options, where), where)
    if origin is tuple:
        return _decoded_tuple(data, arguments, where)
    if is_dataclass(wanted):
        return _decoded_class(data, typing.cast(type, wanted), where)
    if wanted in (date, time) or isinstance(wanted, type) and issubclass(wanted, StrEnum):
        if not isinstance(data, str):
            raise DataError(f"{where} is no text")
        try:
            return wanted(data) if issubclass(wanted, StrEnum) else wanted.fromisoformat(data)
        except ValueError as error:
            raise DataError(f"{where}: {error}") from None
    if type(data) is not wanted:
        raise DataError(f"{where} is a {type(data).__name__}, not a {wanted.__name__}")
    return data


def _decoded_tuple(data: Any, arguments: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise DataError(f"{where} is no list")
    if arguments[-1] is Ellipsis:
        arguments = (arguments[0],) * len(data)
    if len(arguments) != len(data):
        raise DataError(f"{where} has {len(data)} items, not {len(arguments)}")
    pairs = enumerate(zip(data, arguments, strict=True))
    return tuple(_decoded(item, wanted, f"{where}[{number}]") for number, (item, wanted) in pairs)


def _decoded_class(data: Any, cls: type, where: str) -> Any:
    _class_of(data, [cls], where)
    known, values = _fields(cls), {}
    for name in data.keys() - {CLASS}:
        if name not in known:
            raise DataError(f"{where} has a field {name}, which a {cls.__name__} does not have")
        values[name] = _decoded(data[name], known[name][1], f"{where}.{name}")
    missing = [name for name, (field, _) in known.items() if name not in values and field.default is MISSING]
    if missing:
        raise DataError(f"{where} lacks {', '.join(missing)}")
    return cls(**values)


def _class_of(data: Any, options: list[Any], where: str) -> type:
    named = data.get(CLASS) if isinstance(data, dict) else None
    for option in options:
        if option.__name__ == named:
            return typing.cast(type, option)
    raise DataError(f"{where} is none of {', '.join(option.__name__ for option in options)}")


@cache
def _fields(cls: type) -> dict[str, tuple[Field[Any], Any]]:
    # As local names: the class of a field called `time` would be taken for that field.
    hints = typing.get_type_hints(cls, localns=vars(doc))
    return {field.name: (field, hints[field.name]) for field in fields(cls)}
