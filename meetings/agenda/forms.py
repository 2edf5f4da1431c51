"""The forms of preparing a meeting. What is wrong with their content is said by the rules beside them."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import CommonTopic
from groups.models import City, IssueGroup, Platform
from meetings.agenda.items import BY_HAND
from meetings.agenda.particulars import Particulars, SeatContent, attendance_section, attendance_text
from meetings.agenda.starting import NextMeeting
from meetings.models import AgendaItem, Meeting, MeetingLevel, MeetingNotice
from meetings.proposals.forms import PlainForm
from platform_site.shared.dates.fields import RocDateField
from platform_site.shared.roc import roc_date

UNKNOWN = {"required": "請選擇。", "invalid_choice": "請由清單中選擇。"}
NOT_A_NUMBER = {"invalid": "請填寫數字。", "min_value": "次別從1開始。", "max_value": "次別最多四位數。"}


def text_field(label: str, limit: int, rows: int = 0, help_text: str = "") -> forms.CharField:
    """A text that may be empty and says how long it may be."""
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    errors = {"max_length": f"最多 {limit:,} 字，目前 %(show_value)s 字，請刪減。"}
    field = forms.CharField(
        label=label, required=False, max_length=limit, widget=widget, help_text=help_text, error_messages=errors
    )
    # The browser would cut a pasted text in silence.
    field.widget.attrs.pop("maxlength", None)
    return field


def time_field(label: str) -> forms.TimeField:
    """A time of day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(
        label=label, required=False, widget=widget, error_messages={"invalid": "請填寫時間，例如 14:30。"}
    )


class NextMeetingForm(PlainForm):
    """The next meeting. Number and host may be left open: they follow from the record."""

    level = forms.ModelChoiceField(MeetingLevel.objects.none(), label="層級", empty_label=None, error_messages=UNKNOWN)
    group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="議題小組",
        required=False,
        empty_label="（各組共同召開）",
        error_messages=UNKNOWN,
    )
    number = forms.IntegerField(label="次別", min_value=1, max_value=9999, error_messages=NOT_A_NUMBER, required=False)
    host = forms.ModelChoiceField(
        City.objects.none(), label="主辦市", required=False, empty_label="（未定）", error_messages=UNKNOWN
    )
    held_on = RocDateField(label="會議日期", help_text="例如 114年12月22日、114/12/22 或 2025-12-22")
    starts_at = time_field("開始時間")
    venue = text_field("會議地點", 120)

    def __init__(self, data: Any = None, *, proposed: NextMeeting, platform: Platform | None) -> None:
        self.proposed = proposed
        super().__init__(data, initial={"row_version": 0, **vars(proposed)})
        self.fields["level"].queryset = MeetingLevel.objects.filter(platform=platform)
        self.fields["group"].queryset = IssueGroup.objects.filter(platform=platform)
        self.fields["host"].queryset = City.objects.filter(platform=platform)
        if not proposed.level.numbered_per_group:
            del self.fields["group"]

    @property
    def wanted(self) -> NextMeeting:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        return NextMeeting(
            level=typed["level"],
            group=typed.get("group"),
            number=typed["number"] or self.proposed.number,
            host=typed["host"] or self.proposed.host,
            held_on=typed["held_on"],
            starts_at=typed["starts_at"],
            venue=typed["venue"],
        )


class ParticularsForm(PlainForm):
    """The particulars of a draft with a row of fields per city for its seat."""

    held_on = RocDateField(label="會議日期", help_text="例如 114年12月22日、114/12/22 或 2025-12-22")
    starts_at = time_field("開始時間")
    ends_at = time_field("散會時間")
    venue = text_field("會議地點", 120)
    host_city = forms.ModelChoiceField(
        City.objects.none(), label="主辦市", required=False, empty_label="（未定）", error_messages=UNKNOWN
    )
    recorder = text_field("紀錄", 30)
    attendance = text_field("出席單位及人員", 5_000, 4, "印於該節之下，一行一段；詳簽到表時留白")
    representative = forms.ChoiceField(
        label="代表宣布決議", required=False, widget=forms.RadioSelect, error_messages=UNKNOWN
    )

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        self.cities = list(City.objects.filter(platform=meeting.level.platform_id))
        super().__init__(data, initial={"row_version": meeting.version, **_stored(meeting, self.cities)})
        self.fields["host_city"].queryset = City.objects.filter(platform=meeting.level.platform_id)
        self.fields["representative"].choices = [("", "未定"), *((str(city.pk), str(city)) for city in self.cities)]
        for city in self.cities:
            self._add_seat(city)
        if attendance_section(meeting) is None:
            self.fields["attendance"].disabled = True

    def _add_seat(self, city: City) -> None:
        fields = {
            "order": forms.IntegerField(label="順序", min_value=1, max_value=99, required=False),
            "surname": text_field("姓", 10),
            "given_name": text_field("名", 20),
            "title": text_field("職稱", 20),
        }
        for name, field in fields.items():
            field.widget.attrs |= {"class": "form-control", "aria-label": f"{city}{field.label}"}
            field.widget.attrs["aria-describedby"] = f"id_seat-{city.pk}-{name}_error"
            self.fields[f"seat-{city.pk}-{name}"] = field
        self.fields[f"seat-{city.pk}-order"].error_messages |= dict.fromkeys(
            ("invalid", "min_value", "max_value"), "順序請填1到99的數字。"
        )

    def stored(self, current: Meeting) -> dict[str, tuple[str, str]]:
        values = _stored(current, self.cities)
        days = {"held_on": roc_date(current.held_on)}
        times = {name: f"{moment:%H:%M}" if (moment := values[name]) else "" for name in ("starts_at", "ends_at")}
        host = {"host_city": str(values["host_city"] or "")}
        texts = {name: str("" if value is None else value) for name, value in (values | days | times | host).items()}
        cities = {str(city.pk): str(city) for city in self.cities}
        return {
            name: (text, cities.get(text, text) if name in ("host_city", "representative") else text)
            for name, text in texts.items()
        }

    @property
    def facts(self) -> list[forms.BoundField]:
        names = ("held_on", "starts_at", "ends_at", "venue", "host_city", "recorder", "attendance")
        return [self[name] for name in names]

    @property
    def seat_rows(self) -> list[tuple[City, list[forms.BoundField], Any]]:
        """Each city with the fields of its seat and its radio button."""
        radios = {radio.data["value"]: radio for radio in self["representative"]}
        names = ("order", "surname", "given_name", "title")
        rows = [
            (city, [self[f"seat-{city.pk}-{name}"] for name in names], radios[str(city.pk)]) for city in self.cities
        ]
        return sorted(rows, key=lambda row: int(self._order(row[0]) or 99))

    def _order(self, city: City) -> str:
        value = str(self[f"seat-{city.pk}-order"].value() or "")
        return value if value.isascii() and value.isdigit() and len(value) < 4 else ""

    @property
    def content(self) -> Particulars:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        return Particulars(
            **{name: typed[name] for name in ("held_on", "starts_at", "ends_at", "venue", "recorder", "host_city")},
            attendance=typed["attendance"],
            seats={city: self._seat(city) for city in self.cities},
            representative=int(typed["representative"]) if typed["representative"] else None,
        )

    def _seat(self, city: City) -> SeatContent:
        names = ("order", "surname", "given_name", "title")
        order, *person = (self.cleaned_data[f"seat-{city.pk}-{name}"] for name in names)
        return SeatContent(order or 99, *person)


def _stored(meeting: Meeting, cities: list[City]) -> dict[str, Any]:
    """The form's fields as the database has them."""
    names = ("held_on", "starts_at", "ends_at", "venue", "recorder")
    values = {name: getattr(meeting, name) for name in names}
    values |= {"host_city": meeting.host_city_id, "attendance": attendance_text(meeting), "representative": ""}
    seats = {seat.city_id: seat for seat in meeting.seats.all()}
    for city in cities:
        seat = seats.get(city.pk)
        values[f"seat-{city.pk}-order"] = seat.position if seat else None
        for name in ("surname", "given_name", "title"):
            values[f"seat-{city.pk}-{name}"] = getattr(seat, name) if seat else ""
        if seat and seat.is_representative:
            values["representative"] = str(city.pk)
    return values


class NoticeForm(PlainForm):
    """What the notice says beyond the meeting itself."""

    recipient = text_field("受文者", 120)
    issued_on = RocDateField(label="發文日期", required=False, help_text="發文後列入的項目會標示「逾時送達」")
    document_number = text_field("發文字號", 60)
    urgency = text_field("速別", 20)
    attachments = text_field("附件", 200)
    subject = text_field("開會事由", 200)
    contact = text_field("聯絡人及電話", 120)
    attendees = text_field("出席者", 2_000, 6, "一行一位")
    observers = text_field("列席者", 2_000, 8, "一行一個單位")
    copies = text_field("副本", 2_000, 2, "一行一個單位")
    remarks = text_field("備註", 2_000, 3, "一行一點")

    def __init__(self, data: Any = None, *, notice: MeetingNotice) -> None:
        names = [name for name in self.base_fields if name != "row_version"]
        kept = {name: getattr(notice, name) for name in names}
        super().__init__(data, initial={"row_version": notice.version, **kept})

    def stored(self, current: MeetingNotice) -> dict[str, tuple[str, str]]:
        names = [name for name in self.base_fields if name not in ("row_version", "issued_on")]
        texts = {name: getattr(current, name) for name in names} | {"issued_on": roc_date(current.issued_on)}
        return {name: (text, text) for name, text in texts.items()}


class ItemForm(PlainForm):
    """An item that is added by hand."""

    kind = forms.ChoiceField(
        label="類別", choices=[(kind.value, kind.label) for kind in BY_HAND], error_messages=UNKNOWN
    )
    topic = forms.ModelChoiceField(
        CommonTopic.objects.all(),
        label="共同議題",
        required=False,
        empty_label="（其他類別免選）",
        error_messages=UNKNOWN,
    )
    title = text_field("案由", 200, help_text="共同議題可不填")
    text = text_field("說明", 2_000, 3)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"row_version": 0})

    @property
    def item(self) -> AgendaItem:
        """What was typed. Call it on a form without errors."""
        return AgendaItem(**{name: self.cleaned_data[name] for name in ("kind", "topic", "title", "text")})
