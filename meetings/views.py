from django.http import HttpResponse


def home(request):
    return HttpResponse("")


meeting_list = tally = tally_pdf = home


def dashboard(request, key):
    return HttpResponse("")


dashboard_pdf = minutes = minutes_pdf = dashboard
