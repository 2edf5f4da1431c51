"""The data dictionary: every field of every data set, once. Page, JSON Schema, CSV heads and catalogue come from here.

A data set is a list of flat records. In JSON a record's keys are the fields' names; in CSV the heads are the labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.models import Effect, Kind
from meetings.models import Publication

TEXT, NUMBER, DATE, MOMENT, FLAG, URL = "string", "integer", "date", "date-time", "boolean", "uri"
TYPE_LABELS = {
    TEXT: "文字",
    NUMBER: "整數",
    DATE: "日期（西元，YYYY-MM-DD）",
    MOMENT: "時間（ISO 8601）",
    FLAG: "是否（CSV 為 1、0）",
    URL: "網址",
}
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
LICENCE = "政府資料開放授權條款-第1版"
LICENCE_URL = "https://data.gov.tw/license"


@dataclass(frozen=True)
class Field:
    """One column. `values` are the only ones there are, each with what it means."""

    name: str
    label: str
    kind: str
    description: str
    optional: bool = False
    values: Mapping[str, str] | None = None

    @property
    def kind_label(self) -> str:
        return TYPE_LABELS[self.kind]

    def schema(self) -> dict[str, Any]:
        """The field as JSON Schema."""
        kind = self.kind if self.kind in (TEXT, NUMBER, FLAG) else TEXT
        found: dict[str, Any] = {"title": self.label, "description": self.description}
        found["type"] = [kind, "null"] if self.optional else kind
        if self.kind in (DATE, MOMENT, URL):
            found["format"] = self.kind
        if self.values:
            found["enum"] = [*self.values, *([None] if self.optional else [])]
        return found


@dataclass(frozen=True)
class DataSet:
    """A data set. `name` is part of its URLs; `what` is what the secretariat has to publish for it."""

    name: str
    title: str
    description: str
    what: str
    keywords: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def heads(self) -> list[str]:
        """The first line of the CSV."""
        return [field.label for field in self.fields]

    @property
    def field_description(self) -> str:
        """主要欄位說明, as data.gov.tw asks for it."""
        return "、".join(field.label for field in self.fields)

    def record_schema(self) -> dict[str, Any]:
        """One record as JSON Schema: every key is there, an unknown value is null."""
        return {
            "type": "object",
            "properties": {field.name: field.schema() for field in self.fields},
            "required": [field.name for field in self.fields],
            "additionalProperties": False,
        }

    def schema(self, address: str) -> dict[str, Any]:
        """The whole JSON file as JSON Schema; `address` is the schema's own URL."""
        head = {name: {"type": "string", "description": text} for name, text in HEAD.items()}
        head["as_of"]["type"] = ["string", "null"]  # type: ignore[assignment]  # a list of types
        return {
            "$schema": SCHEMA,
            "$id": address,
            "title": self.title,
            "description": self.description,
            "type": "object",
            "properties": {**head, "records": {"type": "array", "items": self.record_schema()}},
            "required": [*HEAD, "records"],
            "additionalProperties": False,
        }


# What stands before the records of a JSON file.
HEAD = {
    "dataset": "資料集代稱",
    "title": "資料集名稱",
    "schema": "本檔 JSON Schema 的網址",
    "license": "授權條款的網址",
    "as_of": "資料所依最近一次已公開會議的日期；尚無會議時為 null",
}

PLATFORM = Field("platform", "平臺", TEXT, "召開會議的平臺名稱。")
MEETING = Field("meeting", "會議代號", TEXT, "會議的固定代號，例如 deputy-mayor-5，與網址相同。")
MEETING_NAME = Field("meeting_name", "會議", TEXT, "會議名稱，例如「第5次副市長層級會議」。")
HELD_ON = Field("date", "會議日期", DATE, "會議召開的日期。")
GROUP = Field("group", "議題小組", TEXT, "會議當時的議題小組名稱。")
CASE = Field("case", "合作案編號", NUMBER, "合作案的固定編號，不重複使用，與網址相同。")
KINDS = {str(value): str(label) for value, label in Kind.choices}
EFFECTS = {str(value): str(label) for value, label in Effect.choices}

MEETINGS = DataSet(
    "meetings",
    "合作交流平臺會議紀錄清單",
    "已公開會議紀錄的會議：時間、地點、主辦市，及紀錄各種格式的網址與內容驗證碼。",
    Publication.What.MINUTES,
    ("會議紀錄", "市政合作", "首長會議"),
    (
        PLATFORM,
        MEETING,
        MEETING_NAME,
        Field("level", "層級", TEXT, "會議層級，例如「副市長層級」。"),
        Field("number", "次別", NUMBER, "在該層級（或該小組）的第幾次。"),
        HELD_ON,
        Field("venue", "地點", TEXT, "會議地點；紀錄未載明時為空白。"),
        Field("host", "主辦市", TEXT, "主辦的市。", optional=True),
        Field("version", "紀錄版次", NUMBER, "最新公開版本的版次；1 為定稿，2 以上為更正。"),
        Field("sha256", "內容驗證碼", TEXT, "紀錄文字檔（UTF-8）的 SHA-256，可據以核對檔案。"),
        Field("url", "紀錄網址", URL, "會議紀錄的網頁。"),
        Field("pdf_url", "PDF網址", URL, "會議紀錄 PDF。", optional=True),
        Field("odt_url", "ODT網址", URL, "會議紀錄 ODT。", optional=True),
        Field("text_url", "文字檔網址", URL, "會議紀錄純文字，UTF-8。"),
    ),
)

TALLY = DataSet(
    "tally",
    "合作交流平臺歷次會議列管統計",
    "已公開的各次會議、各議題小組的列管案數；紀錄載明的與逐案計算的並列，不符時列出差額，不作修改。",
    Publication.What.TALLY,
    ("列管統計", "市政合作", "合作案"),
    (
        PLATFORM,
        MEETING,
        MEETING_NAME,
        HELD_ON,
        GROUP,
        Field("opening", "期初", NUMBER, "前次會議的期末案數；第一次登錄的會議為解列加其餘。", optional=True),
        Field("added", "新增", NUMBER, "本次會議新增列管的案數。"),
        Field("delisted", "解列", NUMBER, "本次會議解除列管的案數。"),
        Field("merged", "整併", NUMBER, "併入其他案而不再單獨列管的案數。"),
        Field("results", "整併結果", NUMBER, "由他案整併而成、新列入的案數。"),
        Field("moved_out", "移出", NUMBER, "移列至其他小組的案數。"),
        Field("moved_in", "移入", NUMBER, "自其他小組移入的案數。"),
        Field("restored", "更正恢復", NUMBER, "因更正先前會議而恢復列管的案數。"),
        Field("struck", "更正除列", NUMBER, "因更正先前會議而除列的案數。"),
        Field(
            "stated_remaining",
            "其餘（紀錄載明）",
            NUMBER,
            "紀錄載明「其餘N案持續列管」的N；紀錄未載明時無值。",
            optional=True,
        ),
        Field(
            "computed_remaining",
            "其餘（依前次推算）",
            NUMBER,
            "期初減解列並計入其他增減；期初不詳時無值。",
            optional=True,
        ),
        Field(
            "difference",
            "差額",
            NUMBER,
            "載明減計算；無從比較時無值。差額照實列出，不作修改。",
            optional=True,
        ),
        Field("closing", "期末", NUMBER, "其餘（以載明者為準，未載明者以計算者）加新增。", optional=True),
        Field("named", "期末已列案名", NUMBER, "期末案數中，歷次紀錄列有案名者。"),
    ),
)

CASES = DataSet(
    "cases",
    "合作交流平臺合作案清單",
    "已公開的會議所列的合作案，案名、小組與現況均依最近一次處理該案的已公開會議。",
    Publication.What.CASES,
    ("合作案", "市政合作", "列管案件"),
    (
        PLATFORM,
        CASE,
        GROUP,
        Field("title", "案名", TEXT, "最近一次處理該案的已公開會議當時的案名。"),
        Field("status", "現況代碼", TEXT, "最近一次處理該案的已公開會議的列管異動。", values=KINDS),
        Field("status_name", "現況", TEXT, "現況代碼的中文。"),
        Field("as_of", "現況日期", DATE, "上述會議的日期。"),
        Field("is_subcase", "子案", FLAG, "是否為子案；子案在官方案數中不另計。"),
        Field("parent", "母案編號", NUMBER, "子案所屬的母案；不是子案時無值。", optional=True),
        Field("url", "合作案網址", URL, "該案及其列管歷程的網頁。"),
    ),
)

HISTORY = DataSet(
    "case-history",
    "合作交流平臺合作案列管歷程",
    "每一合作案在每一次已公開會議的處理，一案一次會議一筆。",
    Publication.What.CASES,
    ("合作案", "列管歷程", "市政合作"),
    (
        PLATFORM,
        CASE,
        MEETING,
        MEETING_NAME,
        HELD_ON,
        GROUP,
        Field("kind", "列管異動代碼", TEXT, "該次會議對該案的處理。", values=KINDS),
        Field("kind_name", "列管異動", TEXT, "列管異動代碼的中文。"),
        Field("title", "案名", TEXT, "該次會議當時的案名。"),
        Field("is_named", "紀錄列名", FLAG, "紀錄是否紀錄所載案名；以「其餘N案」持續列管者為否。"),
        Field("former_title", "原案名", TEXT, "更名前的案名；不是更名時為空白。"),
        Field("from_group", "原議題小組", TEXT, "移列前的小組；不是移列時無值。", optional=True),
        Field("is_subcase", "子案", FLAG, "當時是否為子案。"),
        Field(
            "effect",
            "名單增減代碼",
            TEXT,
            "整併結果，或更正先前會議對名單的影響；都不是時無值。",
            optional=True,
            values=EFFECTS,
        ),
    ),
)

DATA_SETS = {one.name: one for one in (MEETINGS, TALLY, CASES, HISTORY)}


def case_schema(address: str) -> dict[str, Any]:
    """One case with its history, as its own JSON file has them, as JSON Schema."""
    case = CASES.record_schema()
    case["properties"]["history"] = {"type": "array", "items": HISTORY.record_schema()}
    case["required"] = [*case["required"], "history"]
    return {"$schema": SCHEMA, "$id": address, "title": "合作案及其列管歷程", **case}
