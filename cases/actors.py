"""Who records: a signed-in user as the ledger names them."""

from django.contrib.auth.models import AbstractBaseUser

from cases.ledger import Actor
from groups.templatetags.formatting import person_name


def actor_of(user: AbstractBaseUser) -> Actor:
    """The user as an actor, with the name that is copied onto the row."""
    return Actor(person_name(user)[:60], user)
