"""migrate: Django's own, which on the way back refuses to lose rows."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import transaction

from platform_site.operations.going_back import refuse_loss
from platform_site.shared.refusals import Refusal


class Command(migrate.Command):
    help = f"{migrate.Command.help} 退回較早的版本時，如會失去資料即拒絕，不更動任何資料。"

    def handle(self, *args: Any, **options: Any) -> None:
        changes_nothing = options["plan"] or options["check_unapplied"] or options["fake"] or options["prune"]
        if options["migration_name"] and not changes_nothing:
            try:
                # One moment: what is counted is what is there.
                with transaction.atomic():
                    refuse_loss(options["app_label"], options["migration_name"])
            except Refusal as error:
                raise CommandError(str(error)) from None
        super().handle(*args, **options)
