"""The addresses of the admin's pages, made out of what is registered: lists, forms, histories, import and export."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import NoReverseMatch, reverse

PLAIN = ("changelist", "add", "import", "export")
OF_A_ROW = ("change", "history", "delete")


def admin_pages() -> list[str]:
    """Every page of the admin that GET opens, for one row of each model that has one."""
    return [reverse("admin:index"), reverse("admin:cases_statuschange_record"), *_of_apps(), *_of_models()]


def _of_apps() -> Iterator[str]:
    labels = dict.fromkeys(model._meta.app_label for model in admin.site._registry)
    return (reverse("admin:app_list", args=[label]) for label in labels)


def _of_models() -> Iterator[str]:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        yield from _known([(f"{name}_{page}", []) for page in PLAIN])
        if row is not None:
            yield from _known([(f"{name}_{page}", [row.pk]) for page in OF_A_ROW])
        old = row.history.first() if hasattr(row, "history") else None
        if old is not None:
            yield from _known([(f"{name}_simple_history", [row.pk, old.pk])])
        if name == "admin:auth_user":
            yield reverse("admin:auth_user_password_change", args=[row.pk])


def _known(names: list[tuple[str, list]]) -> Iterator[str]:
    for name, arguments in names:
        try:
            yield reverse(name, args=arguments)
        except NoReverseMatch:
            continue
