"""How people get an account: the secretariat makes it, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter

from platform_site.shared.pages.sessions import renew


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        super().login(request, user)
        renew(request)
