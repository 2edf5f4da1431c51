"""What an accepted update consists of; sealed when it is accepted."""

from django.db.models import Q

from cases.ledger.sealing import Subject, Table
from cases.models import (
    Attachment,
    CityContribution,
    IndicatorValue,
    Link,
    QuarterlyUpdate,
    Seal,
    UpdateState,
    UpdateStep,
)

UPDATES = Subject(
    Seal.Kind.UPDATE,
    QuarterlyUpdate,
    Q(state=UpdateState.ACCEPTED),
    (
        Table(QuarterlyUpdate, "pk"),
        Table(CityContribution, "update"),
        Table(IndicatorValue, "update"),
        Table(Attachment, "update"),
        Table(Link, "update"),
        Table(UpdateStep, "update"),
    ),
)
