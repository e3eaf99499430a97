"""Runs: asked for, played by the worker, told in words, kept with their inputs, and from the shell."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tongguan.operations.passenger_flows.actions import ask_run, play_next
from tongguan.operations.passenger_flows.commands import flows
from tongguan.operations.passenger_flows.contracts import Hall
from tongguan.operations.passenger_flows.models import Run
from tongguan.operations.passenger_flows.rules import from_how_many, words
from tongguan.platform.permissions.interface import NotAllowed

HALL = Hall(
    per_hour=1800, hours=1, seats=240, bank=3, desks=10, paper_s=75, lanes=10, lane_s=18, kiosks=126, kiosk_s=150,
    referral_desks=5, referral_percent=6, referral_s=120, replications=10, seed=1,
)  # fmt: skip


def posted(client, **change):
    client.get("/passenger-flows/new/")
    given = {"name": "T1", **{name: getattr(HALL, name) for name in HALL.__slots__}, **change}
    return client.post("/passenger-flows/new/", given)


def test_from_the_form_to_words_charts_and_json(world, client):
    client.force_login(world.users["commander"])
    form = client.get("/passenger-flows/new/").content.decode()
    assert 'value="75' in form, "the dated default"
    answer = posted(client)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = client.get(answer["Location"]).content.decode()
    assert "<progress" in page
    assert "<svg" not in page.split('id="run"')[1].split("</main>")[0] or "chart-drawn" not in page
    assert play_next()
    assert not play_next()
    run = Run.objects.get()
    assert (run.state, run.progress) == ("done", 1.0)
    page = client.get(answer["Location"]).content.decode()
    assert page.count("chart-drawn") == 2
    assert "达到三倍" in page
    assert 'hx-trigger="every 1s"' not in page
    told = json.loads(client.get(f"{answer['Location']}figures.json").content)
    assert told["models"]["poisson"]["ratio"]["mean"] > 3
    assert told["hall"]["kiosks"] == 126
    again = client.get(f"/passenger-flows/new/?from={run.pk}").content.decode()
    assert 'value="18' in again
    assert client.get("/passenger-flows/new/?from=nonsense").status_code == 200


def test_everybody_who_may_sees_it_and_others_do_not(world, client):
    run = ask_run(actor=world.actor("commander"), name="T1", hall=HALL)
    client.force_login(world.users["inspector"])
    assert client.get(f"/passenger-flows/{run.pk}/").status_code == 200
    assert client.get("/passenger-flows/new/").status_code == 403
    client.force_login(world.users["trader"])
    assert client.get(f"/passenger-flows/{run.pk}/").status_code == 403
    with pytest.raises(NotAllowed):
        ask_run(actor=world.actor("inspector"), name="T1", hall=HALL)


@pytest.mark.parametrize(
    "change",
    [
        {"kiosks": 0},
        {"per_hour": 10**9},
        {"paper_s": "nan"},
        {"referral_percent": 101},
        {"per_hour": 6000, "replications": 300, "hours": 8},
    ],
)
def test_what_is_out_of_bounds_is_refused_at_its_field(world, client, change):
    client.force_login(world.users["commander"])
    assert posted(client, **change).status_code == 422
    assert not Run.objects.exists()


def test_what_a_dead_worker_was_playing_is_played_by_the_next(world):
    run = ask_run(actor=world.actor("commander"), name="T1", hall=HALL)
    Run.objects.update(state="running", heard_at=timezone.now())
    assert not play_next()
    Run.objects.update(heard_at=timezone.now() - timedelta(minutes=4))
    assert play_next()
    run.refresh_from_db()
    assert run.state == "done"


def test_a_run_that_fails_says_so(world):
    run = ask_run(actor=world.actor("commander"), name="T1", hall=HALL)
    Run.objects.update(hall={"unknown": 1})
    assert play_next()
    run.refresh_from_db()
    assert (run.state, run.result) == ("failed", None)


def test_the_listing_costs_the_same_for_30_and_60_runs(world, client):
    client.force_login(world.users["commander"])
    counts = []
    for until in (30, 60):  # both more than a page
        while Run.objects.count() < until:
            ask_run(actor=world.actor("commander"), name="T1", hall=HALL)
        client.get("/passenger-flows/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/passenger-flows/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_words_say_what_the_interval_allows():
    figures = {
        "ratio": {"mean": 3.1, "half": 0.05, "count": 9},
        "holds": "yes",
        "bound": "lane",
        "ceiling": 3.2,
    }
    assert "three times as many pass, 3.10 ± 0.05" in words("poisson", figures).en
    assert "达不到三倍" in words("flights", figures | {"holds": "no", "bound": "demand"}).zh
    assert words("poisson", figures | {"bound": "referral", "ceiling": 2.0}).en.endswith(
        "not for long: its queue grows."
    )
    assert "open whether" in words("flights", figures | {"holds": "open"}).en
    nobody = {"ratio": {"mean": None, "half": None, "count": 0}, "holds": "open", "bound": "demand"}
    assert "nobody passes" in words("poisson", nobody).en
    row = lambda kiosks, holds: {"kiosks": kiosks, "holds": holds, "bound": "kiosk"}  # noqa: E731
    swept = [row(40, "no"), row(60, "open"), row(80, "yes"), row(90, "yes")]
    assert "80 kiosks are enough, 60 are not" in from_how_many("poisson", swept).en
    assert "not even 60" in from_how_many("poisson", swept[:2]).en
    assert "80 kiosks are enough." in from_how_many("poisson", swept[2:]).en


def test_the_shell_plays_a_file(tmp_path):
    shell = CliRunner()
    example = shell.invoke(flows, ["example"])
    file = tmp_path / "hall.json"
    file.write_text(example.output)
    told = json.loads(shell.invoke(flows, ["simulate", str(file), "--replications", "5", "--json"]).output)
    assert told["replications"] == 5
    assert told["per_hour"]["mean"] > 500
    text = shell.invoke(flows, ["simulate", str(file), "--replications", "5"]).output
    assert "travellers an hour pass" in text
    for content, code in (("[]", 2), ("{", 2), ("[" * 100_000, 2), (json.dumps({"stations": 3}), 2)):
        file.write_text(content)
        assert shell.invoke(flows, ["simulate", str(file), "--json"]).exit_code == code
