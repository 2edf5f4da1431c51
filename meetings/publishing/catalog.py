"""The open data's catalogue: as DCAT in JSON-LD, and with the fields that data.gov.tw asks for in their own names.

data.gov.tw's import takes a list of data sets with identifier, title, description, fieldDescription, publisher,
accrualPeriodicity, license, contacts and distribution; a test holds the list of those it requires.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from meetings.models import PublicSite
from meetings.publishing.datasets import Absolute, as_of, is_public
from meetings.publishing.dictionary import DATA_SETS, LICENCE, LICENCE_URL, DataSet
from meetings.publishing.scope import Scope

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
IRREGULAR = "http://publications.europa.eu/resource/authority/frequency/IRREG"
CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"
FORMATS = {"csv": ("CSV", "text/csv"), "json": ("JSON", "application/json")}
# data.gov.tw's service category 公共資訊, and its words for plain data and for data that costs nothing.
CATEGORY, RAW_DATA, FREE = "I00", "rawdata", "免費"
HOW_OFTEN = "不定期更新（每次會議紀錄公開後）"


def published_sets(scope: Scope) -> list[DataSet]:
    """The data sets there are for the public."""
    return [one for name, one in DATA_SETS.items() if is_public(scope, name)]


def dcat(scope: Scope, absolute: Absolute, changed_at: datetime | None) -> dict[str, Any]:
    """The catalogue as DCAT 2 in JSON-LD."""
    home = absolute(reverse("public:overview"))
    return {
        "@context": CONTEXT,
        "@id": absolute(reverse("public:catalog")),
        "@type": "dcat:Catalog",
        "dct:title": f"{scope.name}開放資料",
        "dct:description": "已公開的會議紀錄、列管統計與合作案。",
        "dct:language": {"@id": CHINESE},
        "dct:license": {"@id": LICENCE_URL},
        "dct:publisher": _publisher(scope),
        "foaf:homepage": {"@id": home},
        **_moment("dct:modified", changed_at),
        "dcat:dataset": [_dcat_set(scope, one, absolute, changed_at) for one in published_sets(scope)],
    }


def data_gov_tw(scope: Scope, absolute: Absolute, changed_at: datetime | None) -> list[dict[str, Any]]:
    """The data sets with the fields of data.gov.tw."""
    site = _site(scope)
    provider = _provider(scope)
    contact = {"Name": site.contact_name, "Phone": site.contact_phone, "Email": site.contact_email}
    return [
        {
            "identifier": one.name,
            "categoryCode": CATEGORY,
            "title": one.title,
            "description": one.description,
            "fieldDescription": one.field_description,
            "type": RAW_DATA,
            "publisher": provider,
            "publisherOID": "",
            **{f"publisherContact{name}": value for name, value in contact.items()},
            "organization": provider,
            **{f"organizationContact{name}": value for name, value in contact.items()},
            "accrualPeriodicity": HOW_OFTEN,
            "license": LICENCE,
            "licenseURL": LICENCE_URL,
            "cost": FREE,
            "keyword": list(one.keywords),
            "language": "zh-TW",
            "modified": changed_at.isoformat() if changed_at else None,
            "landingPage": absolute(reverse("public:data")),
            "distribution": [
                {
                    "resourceID": f"{one.name}-{form}",
                    "resourceDescription": f"{one.title}（{FORMATS[form][0]}）",
                    "format": FORMATS[form][0],
                    "characterSetCode": "UTF-8",
                    "downloadURL": address,
                    "metadataSourceOfData": absolute(reverse("public:schema", args=[one.name])),
                }
                for form, address in addresses_of(one, absolute).items()
            ],
        }
        for one in published_sets(scope)
    ]


def addresses_of(data_set: DataSet, absolute: Absolute) -> dict[str, str]:
    """Where the data set is, by format."""
    return {form: absolute(reverse("public:data-file", args=[data_set.name, form])) for form in FORMATS}


def _dcat_set(scope: Scope, one: DataSet, absolute: Absolute, changed_at: datetime | None) -> dict[str, Any]:
    day = as_of(scope, one)
    described = absolute(reverse("public:schema", args=[one.name]))
    return {
        "@id": f"{absolute(reverse('public:data'))}#{one.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": one.name,
        "dct:title": one.title,
        "dct:description": f"{one.description}主要欄位說明：{one.field_description}。",
        "dcat:keyword": list(one.keywords),
        "dct:accrualPeriodicity": {"@id": IRREGULAR},
        "dct:language": {"@id": CHINESE},
        "dct:license": {"@id": LICENCE_URL},
        "dct:publisher": _publisher(scope),
        "dcat:contactPoint": _contact(scope),
        "dcat:landingPage": {"@id": absolute(reverse("public:data"))},
        **_moment("dct:modified", changed_at),
        **({"dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:endDate": _typed(day, "date")}} if day else {}),
        "dcat:distribution": [
            {
                "@id": address,
                "@type": "dcat:Distribution",
                "dct:title": f"{one.title}（{FORMATS[form][0]}）",
                "dct:license": {"@id": LICENCE_URL},
                "dct:format": FORMATS[form][0],
                "dcat:mediaType": FORMATS[form][1],
                "dcat:downloadURL": {"@id": address},
                "dcat:accessURL": {"@id": address},
                "dct:conformsTo": {"@id": described},
            }
            for form, address in addresses_of(one, absolute).items()
        ],
    }


def _site(scope: Scope) -> PublicSite:
    return scope.sites[0]


def _provider(scope: Scope) -> str:
    return _site(scope).provider or scope.name


def _publisher(scope: Scope) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": _provider(scope)}


def _contact(scope: Scope) -> dict[str, Any]:
    site = _site(scope)
    contact: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": site.contact_name or _provider(scope)}
    if site.contact_email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{site.contact_email}"}
    if site.contact_phone:
        contact["vcard:hasTelephone"] = site.contact_phone
    return contact


def _moment(name: str, moment: datetime | None) -> dict[str, Any]:
    return {name: _typed(moment.isoformat(), "dateTime")} if moment else {}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}
