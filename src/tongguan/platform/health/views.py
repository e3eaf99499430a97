"""Live, ready, metrics; and the page for people."""

from __future__ import annotations

import hmac
import os

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tongguan.platform.health.metrics import exposed
from tongguan.platform.health.queries import readings
from tongguan.platform.permissions.interface import PUBLIC, NotAllowed, page

LOOPBACK = ("127.0.0.1", "::1")


@page(PUBLIC)
def live(request: HttpRequest) -> HttpResponse:
    """This process answers; asks nothing of the database."""
    return JsonResponse({"live": True})


@page(PUBLIC)
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process may receive work: 200 or 503. Terse: which readings are good, nothing about them."""
    found = readings()
    fit = all(reading.good for reading in found if reading.vital)
    told = {"ready": fit, "readings": {reading.code: reading.good for reading in found}}
    return JsonResponse(told, status=200 if fit else 503)


@page(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: from this machine, or with the bearer token TONGGUAN_METRICS_TOKEN."""
    if not _may_scrape(request):
        raise NotAllowed("health.metrics")
    return HttpResponse(exposed(readings()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_scrape(request: HttpRequest) -> bool:
    token = os.environ.get("TONGGUAN_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    direct = "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers
    return direct and request.META.get("REMOTE_ADDR") in LOOPBACK


@page("health.view")
def health(request: HttpRequest) -> HttpResponse:
    """Every reading in words."""
    return render(request, "health/health.html", {"readings": readings()})
