"""How the pages of a stranger lead to the public ones: `{% load public_pages %}`."""

from django import template

from meetings.models import PublicSite

register = template.Library()


@register.simple_tag
def public_pages_are_open() -> bool:
    """Whether some platform's public pages are switched on; one query."""
    return PublicSite.objects.filter(is_on=True).exists()
