"""What the simulated examiner sends is what the house takes."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from tests.factories.endoscopy import inspected
from tests.factories.world import make_world
from tongguan.operations.endoscopy.models import EndoscopeSession
from tongguan.operations.endoscopy.queries import verification
from tongguan.simulator.client import Tally
from tongguan.simulator.examiners import look

pytestmark = pytest.mark.django_db


class Door:
    """A simulated person's client that asks the house without a network."""

    def __init__(self, user: Any) -> None:
        self.browser, self.tally = Browser(), Tally()
        self.browser.force_login(user)

    async def post(self, path: str, body: Any = None, **given: Any) -> tuple[int, Any]:
        return await sync_to_async(self._post)(f"/api/v1{path}", body, **given)

    def _post(self, path: str, body: Any, files: Any = None, params: Any = None, headers: Any = None) -> Any:
        query = {"headers": headers or {}, "query_params": params or {}}
        if files:
            name, content, kind = files["file"]
            answer = self.browser.post(path, {"file": SimpleUploadedFile(name, content, kind)}, **query)
        else:
            answer = self.browser.post(path, json.dumps(body), content_type="application/json", **query)
        return answer.status_code, answer.json()


def test_a_simulated_look_through_a_hole_is_kept():
    world = make_world()
    case = inspected(world)
    door = Door(world.users["inspector"])
    task = {"reference": case.reference, "container": case.container}
    for seed in range(3):
        async_to_sync(look)(random.Random(seed), task, door)
    sessions = list(EndoscopeSession.objects.all())
    assert len(sessions) == sum(door.tally.done.values()) == 3, door.tally.refused
    assert all(row["ok"] for session in sessions for row in verification(session))
