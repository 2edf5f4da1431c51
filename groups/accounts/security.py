"""What the secretariat does for an account that cannot get in, and the end of its sessions. All of it is in the log.

Each step takes the user and the actor, writes to the admin's log of the account, and returns whether it changed
anything. `spared` is the key of a session that goes on: the actor's, who may be the user.
"""

from __future__ import annotations

from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.utils import reset
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from groups.accounts.lockout import folded_name
from groups.actors import Actor
from groups.audit.models import Action
from groups.audit.recording import note


@transaction.atomic
def unlock(user: User, actor: Actor) -> bool:
    """Open the lock after wrong passwords or codes, and forget the failures so far."""
    is_changed = bool(reset(username=folded_name(user.get_username())))
    if is_changed:
        _log(user, actor, "解除登入鎖定")
        # The failures forgotten are rows of a counter, which the trail leaves out.
        note(Action.UNLOCKED, table=User._meta.db_table, row_id=user.pk, about={"username": user.get_username()})
    return is_changed


@transaction.atomic
def reset_second_factor(user: User, actor: Actor, spared: str | None = None) -> bool:
    """Take away the authenticator app and the recovery codes, as after a lost phone; all sessions end."""
    is_changed = bool(Authenticator.objects.filter(user=user).delete()[0])
    if is_changed:
        end_sessions(user, spared)
        _log(user, actor, "重設兩步驟驗證")
    return is_changed


@transaction.atomic
def unlink_single_sign_on(user: User, actor: Actor, spared: str | None = None) -> bool:
    """Forget which identity of the single sign-on the account belongs to; its next sign-in is matched anew."""
    is_changed = bool(SocialAccount.objects.filter(user=user).delete()[0])
    if is_changed:
        end_sessions(user, spared)
        _log(user, actor, "解除單一登入的連結")
    return is_changed


def end_sessions(user: User, spared: str | None = None) -> int:
    """Delete every session of a user; returns how many. Sessions name their user only inside, so all are read."""
    open_sessions = Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=spared or "")
    own = [row.pk for row in open_sessions.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    engine = import_module(settings.SESSION_ENGINE)
    for key in own:
        # Not the rows alone: a session may be in the cache too (SESSIONS_IN).
        engine.SessionStore(key).delete()
    return len(own)


def _log(user: User, actor: Actor, message: str) -> None:
    if actor.user is not None:
        LogEntry.objects.log_actions(actor.user.pk, [user], CHANGE, change_message=message, single_object=True)
