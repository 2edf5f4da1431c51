"""A small check of JSON against a JSON Schema: the words that the project's own schemas use, and no other."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

KNOWN = {
    "$schema", "$id", "title", "description", "type", "properties", "required", "additionalProperties", "items",
    "enum", "format",
}  # fmt: skip
TYPES = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
FORMATS = {
    "date": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", text) and date.fromisoformat(text),
    "date-time": datetime.fromisoformat,
    "uri": lambda text: urlsplit(text).scheme in ("http", "https") and urlsplit(text).netloc,
}


def errors(value, schema, at="$"):
    """What in the value contradicts the schema: a line for each place."""
    unknown = set(schema) - KNOWN
    assert not unknown, f"the check does not know {unknown}"
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[name](value) for name in types):
        return [f"{at}: {value!r} is no {types}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is none of {schema['enum']}")
    if isinstance(value, str) and "format" in schema and not FORMATS[schema["format"]](value):
        found.append(f"{at}: {value!r} is no {schema['format']}")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{at}: {name} is not known" for name in value if name not in properties]
        for name, inner in value.items():
            found += errors(inner, properties.get(name, {}), f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for number, inner in enumerate(value):
            found += errors(inner, schema["items"], f"{at}[{number}]")
    return found
