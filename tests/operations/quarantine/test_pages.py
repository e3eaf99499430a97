"""Pages and the API: the whole way of a sample by HTTP, what each person sees, queries that do not grow."""

from __future__ import annotations

import io
import json
import re
import uuid

import numpy as np
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from tests.factories.quarantine import collected, contents, file_of, loaded, ordered, planned, received
from tests.platform.measurement.test_measuring import Counter
from tongguan.operations.quarantine import actions
from tongguan.operations.quarantine.models import HealthNotice, Run, Sample, SamplingOrder
from tongguan.operations.quarantine.views.printing import code128
from tongguan.operations.quarantine.workflow import RUN
from tongguan.platform.cases.interface import take_step

pytestmark = pytest.mark.django_db
API = "/api/v1/quarantine"


def send(client, path, body, key=None):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers)


def as_(client, world, who):
    client.force_login(world.users[who])
    return client


def approved(world, run):
    take_step(
        actor=world.actor("laboratory_signatory"), workflow=RUN, reference=run.reference, step="approve",
        version=run.version,
    )  # fmt: skip
    return Run.objects.get(pk=run.pk)


def test_the_whole_way_of_a_sample_over_http(lab, client):
    as_(client, lab, "quarantine_officer")
    key = str(uuid.uuid4())
    body = {"office": "9901", "person": {"name": "某人", "document": "X1"}, "note": "体温异常"}
    first, second = send(client, "/orders", body, key), send(client, "/orders", body, key)
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.json() == second.json()
    assert send(client, "/orders", body | {"note": "other"}, key).status_code == 409
    assert send(client, "/orders", {"office": "nowhere", "goods": "x"}, str(uuid.uuid4())).status_code == 422
    order = first.json()
    collecting = {"specimen": "throat", "tubes": 2, "place": "T2", "version": order["version"]}
    tubes = send(client, f"/orders/{order['reference']}/collect", collecting).json()
    scan = {"tubes": tubes, "receiver": "转运员", "place": "1 号门", "temperature_c": 4}
    handed = send(client, "/custody", scan, str(uuid.uuid4()))
    assert [row["accepted"] for row in handed.json()] == [True, True]
    as_(client, lab, "laboratory_analyst")
    scan, key = {"tubes": [*tubes, "rubbish"], "place": "实验室"}, str(uuid.uuid4())
    assert send(client, "/reception", scan).status_code == 400
    got = send(client, "/reception", scan, key).json()
    assert send(client, "/reception", scan, key).json() == got
    assert [row["accepted"] for row in got] == [True, True, False]
    assert {row["tube"] for row in client.get(f"{API}/waiting").json()} == set(tubes)
    plate = send(client, "/plates", {"tubes": tubes, "instrument": "PCR-1"}).json()
    assert {well["tube"] for well in plate["wells"] if well["tube"]} == set(tubes)
    run = Run.objects.get(reference=plate["reference"])
    content = file_of(run, contents(run, {tubes[1]: 25.0}))
    file = SimpleUploadedFile("run.rdml", content)
    answer = client.post(f"{API}/runs/{run.reference}/file", {"file": file})
    assert answer.json()["state"] == "measured", answer.content
    run.refresh_from_db()
    as_(client, lab, "laboratory_signatory")
    approve = client.post(
        f"/api/v1/cases/lab_run/{run.reference}/approve", json.dumps({"version": run.version}),
        content_type="application/json",
    )  # fmt: skip
    assert approve.status_code == 200, approve.content
    signed = send(client, f"/runs/{run.reference}/reports", {}).json()
    assert [row["accepted"] for row in signed] == [True, True]
    as_(client, lab, "health_officer")
    (notice,) = client.get(f"{API}/notices").json()
    assert send(client, f"/notices/{notice['id']}/acknowledge", {}).json()["acknowledged_at"]
    assert client.get(f"{API}/notices").json() == []
    assert Sample.objects.get(tube=tubes[1]).state == "notified"


def test_a_hostile_run_file_over_http_is_answered_with_its_place(lab, client):
    run = planned(lab, received(lab))
    as_(client, lab, "laboratory_analyst")
    for content in (
        b"PK\x03\x04xx",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><rdml/>",
        b"\xff\xfe\x00",
        b"well,target,ct\nQ1,N,1",
    ):
        answer = client.post(f"{API}/runs/{run.reference}/file", {"file": SimpleUploadedFile("x", content)})
        assert answer.status_code == 422, content
        assert answer.json()["errors"][0]["code"].startswith("run.")
    assert Run.objects.get().state == "planned"


def test_results_are_for_the_laboratory_and_people_for_those_with_a_purpose(lab, client):
    samples = received(lab, 2)
    run = approved(lab, loaded(lab, planned(lab, samples), {samples[0].tube: 25.0}))
    address, sample = f"/cases/lab_run/{run.reference}/", f"/cases/lab_sample/{samples[0].reference}/"
    as_(client, lab, "laboratory_analyst")
    shown = client.get(address).content.decode()
    assert "阳性" in shown
    assert "chart-drawn" in shown
    assert "靶标均为" in shown
    assert "阳性" in client.get(sample).content.decode()
    as_(client, lab, "auditor")
    for page in (address, sample):
        text = client.get(page).content.decode()
        assert "靶标均为" not in text
        assert "chart-drawn" not in text
    order = SamplingOrder.objects.order_by("pk").first()
    person = f"/quarantine/orders/{order.reference}/person/"
    assert client.get(person).status_code == 403
    as_(client, lab, "quarantine_officer")
    assert "旅客0" not in client.get(person).content.decode()
    assert client.post(person, {"purpose": ""}).status_code == 422
    assert "旅客0" in client.post(person, {"purpose": "流行病学调查"}).content.decode()
    assert "旅客0" not in client.get(f"/cases/sampling_order/{order.reference}/").content.decode()


def test_every_page_opens_for_its_people(lab, client):
    samples = received(lab, 2)
    run = approved(lab, loaded(lab, planned(lab, samples), {samples[0].tube: 25.0}))
    actions.sign_reports(actor=lab.actor("laboratory_signatory"), run=run.reference)
    order = samples[0].order
    as_(client, lab, "laboratory_signatory")
    for path in (
        "",
        "capacity/",
        "capacity/?persons=10&prevalence=1&per_day=5&waiting=0&most=5&pool_sensitivity=90&least_found=0",
        f"orders/{order.reference}/labels/",
        f"samples/{samples[0].reference}/custody/",
        f"plates/{run.reference}/sheet/",
        "notices/",
        f"notices/{HealthNotice.objects.get().pk}/",
    ):
        assert client.get(f"/quarantine/{path}").status_code == 200, path
    for kind, reference in (
        ("lab_sample", samples[0].reference),
        ("lab_run", run.reference),
        ("sampling_order", order.reference),
    ):
        assert client.get(f"/cases/{kind}/{reference}/").status_code == 200
        assert client.get(f"/cases/{kind}/").status_code == 200
    assert client.get("/quarantine/capacity/?persons=-1").status_code == 422
    text = client.get("/quarantine/capacity/").content.decode()
    assert "67 %" in text
    assert re.search(r"10 混 1.*?34", text, re.DOTALL)
    as_(client, lab, "health_officer")
    assert client.get("/quarantine/").status_code == 403
    key = HealthNotice.objects.get().pk
    assert client.post(f"/quarantine/notices/{key}/").status_code == 302
    assert HealthNotice.objects.get().acknowledged_by == lab.users["health_officer"]
    as_(client, lab, "trader")
    assert client.get(f"/quarantine/notices/{key}/").status_code in (403, 404)


def test_the_bench_works_by_forms(lab, client):
    as_(client, lab, "quarantine_officer")
    today = {
        "office_id": lab.organisations["port"].pk,
        "kit": "ncov-dual",
        "submission_id": str(uuid.uuid4()),
    }
    assert client.post("/quarantine/orders/new/", today).status_code == 422
    assert client.post("/quarantine/orders/new/", today | {"goods": "冻品外包装"}).status_code == 302
    order = SamplingOrder.objects.get()
    taking = {"specimen": "surface", "tubes": 2, "place": "冷库", "version": order.version}
    collecting = f"/quarantine/orders/{order.reference}/collect/"
    assert client.post(collecting, taking | {"tubes": 25}).status_code == 422
    assert client.post(collecting, taking | {"version": 99}).status_code == 422
    assert not Sample.objects.exists(), "a refused collection leaves no tube"
    assert client.post(collecting, taking).status_code == 302
    samples = list(Sample.objects.order_by("pk"))
    scan = {"mode": "hand_over", "tubes": "\r\n".join(each.tube for each in samples), "place": "1 号门"}
    assert client.post("/quarantine/scan/", scan).status_code == 422
    assert client.post("/quarantine/scan/", scan | {"receiver": "转运员"}).status_code == 200
    as_(client, lab, "laboratory_analyst")
    done = client.post("/quarantine/scan/", scan | {"mode": "receive"})
    assert samples[0].tube in done.content.decode()
    assert "checked" in client.get("/quarantine/plates/new/").content.decode()
    plate = {
        "tubes": [each.tube for each in samples],
        "kit": "ncov-dual",
        "instrument": "PCR-1",
        "pooling": "single",
    }
    assert (
        client.post("/quarantine/plates/new/", plate | {"instrument": "PCR-9", "pool_size": 1}).status_code
        == 422
    )
    assert client.post("/quarantine/plates/new/", plate | {"pool_size": 1}).status_code == 302
    run = Run.objects.get()
    address = f"/quarantine/plates/{run.reference}/file/"
    assert client.post(address, {"file": SimpleUploadedFile("x.csv", b"x,y")}).status_code == 422
    content = file_of(run, contents(run, {}))
    assert client.post(address, {"file": SimpleUploadedFile("r.rdml", content)}).status_code == 302
    approved(lab, Run.objects.get())
    as_(client, lab, "laboratory_signatory")
    assert client.post(f"/quarantine/plates/{run.reference}/reports/").status_code == 200
    assert set(Sample.objects.values_list("state", flat=True)) == {"reported"}


def test_a_list_asks_the_same_number_of_questions_however_long(lab, client):
    as_(client, lab, "laboratory_analyst")
    collected(lab, 2)
    paths = ("/quarantine/", "/cases/lab_sample/", "/cases/sampling_order/", "/cases/lab_run/")
    planned(lab, received(lab))
    first = {path: count(client, path) for path in paths}
    collected(lab, 12)
    for _n in range(4):
        planned(lab, received(lab))
    assert {path: count(client, path) for path in paths} == first


def count(client, path):
    client.get(path)
    with connection.execute_wrapper(counting := Counter()):
        client.get(path)
    return counting.count


def test_another_program_reads_the_label(lab):
    (sample,) = collected(lab)
    svg = str(code128(sample.tube))
    width, height = (int(float(re.search(rf'{name}="([0-9.]+)"', svg)[1])) for name in ("width", "height"))
    bars = Image.new("L", (width * 3, height * 3), 255)
    path = re.search(r'<path d="([^"]+)"', svg)[1]
    for x, y, wide, tall in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z", path):
        left, top = round(float(x) * 3), round(float(y) * 3)
        bars.paste(0, (left, top, left + round(float(wide) * 3), top + round(float(tall) * 3)))
    (read,) = zxingcpp.read_barcodes(np.asarray(bars))
    assert read.text == sample.tube
    out = io.BytesIO()
    bars.save(out, "PNG")
    assert "<script" not in svg


def test_goods_and_people_are_ordered_alike(lab):
    assert ordered(lab, person=None, goods="冻虾外包装").whose is None
    assert timezone.now() > SamplingOrder.objects.get().created_at
