"""A day of draws in a stranger's hands: everything that is altered, left out, added or moved is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from tests.platform.queues.conftest import entered
from tongguan.engines.draw.day import verify_day
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.ledger.interface import sequence_all
from tongguan.platform.queues import days
from tongguan.platform.queues.commands import draw as draw_verb
from tongguan.platform.queues.interface import advance, day_files
from tongguan.platform.queues.models import DrawDay, DrawRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan", "officers")]
ROUNDS = 4


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A closed day of four rounds, as a folder."""
    for number in range(ROUNDS):
        round_ = entered(*(f"D{number}{entry}" for entry in range(6)))
        advance(round_.cut_off_at + timedelta(seconds=2))
    close()
    return written(tmp_path / "day")


def close() -> None:
    assert days.close_days(timezone.now() + timedelta(days=1, minutes=10))
    sequence_all()


def written(folder: Path) -> Path:
    for name, data in day_files(timezone.localdate()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verified(source: Path, *more: str) -> tuple[int, dict]:
    run = CliRunner().invoke(draw_verb, ["verify", str(source), "--json", *more])
    assert run.exception is None or isinstance(run.exception, SystemExit), run.output
    return run.exit_code, json.loads(run.output)


def test_a_whole_day_verifies_offline(day: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_bytes(Client().get("/ledger/keys").content)
    code, told = verified(day, "--key", str(keys))
    assert (code, told["ok"], told["complete"], told["keys"]) == (0, True, True, "given")
    assert [each["number"] for each in told["rounds"]] == [1, 2, 3, 4]
    assert {each["entries"] for each in told["rounds"]} == {6}
    table = CliRunner().invoke(draw_verb, ["verify", str(day)])
    assert table.exit_code == 0
    assert table.output.count("good / 相符") == ROUNDS + 1


def test_the_public_zip_holds_the_same_and_is_kept_once_the_day_is_closed(day: Path, tmp_path: Path) -> None:
    answer = Client().get(f"/draws/day/{timezone.localdate()}.zip")
    path = tmp_path / "day.zip"
    path.write_bytes(b"".join(answer))  # type: ignore[arg-type]
    assert verified(path)[0] == 0
    with ZipFile(path) as archive:
        assert sorted(archive.namelist()) == sorted(
            p.relative_to(day).as_posix() for p in day.rglob("*") if p.is_file()
        )
    made = days.day_archive(timezone.localdate()).stat().st_mtime_ns
    assert days.day_archive(timezone.localdate()).stat().st_mtime_ns == made
    for wrong in ("2026-13-01", "1999-01-01"):
        assert Client().get(f"/draws/day/{wrong}.zip").status_code == 404


def test_a_day_that_is_not_over_is_not_called_complete(tmp_path: Path) -> None:
    first = entered("A")
    advance(first.cut_off_at + timedelta(seconds=2))
    entered("B")
    sequence_all()
    code, told = verified(written(tmp_path / "open"))
    assert (code, told["ok"], told["complete"]) == (0, True, False)
    assert [each["state"] for each in told["rounds"]] == ["done", "running"]
    text = "".join(path.read_text() for path in (tmp_path / "open").rglob("*") if path.is_file())
    assert '"B"' not in text


def folder(day: Path, number: int) -> Path:
    return day / f"rounds/inspection/{number:06d}"


def edit(path: Path, change: Callable[[dict], None]) -> None:
    value = json.loads(path.read_bytes())
    change(value)
    path.write_text(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def leave_out(day: Path, number: int) -> None:
    shutil.rmtree(folder(day, number))
    edit(day / "day.json", lambda v: v["rounds"].pop(number - 1))


def leave_out_and_renumber(day: Path) -> None:
    leave_out(day, 2)
    for number in (3, 4):
        folder(day, number).rename(folder(day, number - 1))

    def renumbered(value: dict) -> None:
        for place, each in enumerate(value["rounds"], 1):
            each["number"] = place

    edit(day / "day.json", renumbered)


def swap(day: Path) -> None:
    folder(day, 2).rename(day / "aside")
    folder(day, 3).rename(folder(day, 2))
    (day / "aside").rename(folder(day, 3))


def swap_listed(day: Path) -> None:
    edit(day / "day.json", lambda v: v["rounds"].__setitem__(slice(1, 3), v["rounds"][2:0:-1]))


def assignments(value: dict) -> None:
    value["result"]["assignments"] = []


def move(day: Path, part: str, name: str, by: int = 1) -> None:
    """A time of a record, by milliseconds."""

    def moved(value: dict) -> None:
        row = value["inputs"] if part == "inputs" else (value.get(part) or value["inputs"][part])[0]
        row[name] += by

    edit(folder(day, 2) / "record.json", moved)


def call_it_void(day: Path) -> None:
    (folder(day, 2) / "record.json").unlink()
    edit(day / "day.json", lambda v: v["rounds"][1].update(state="void"))


def call_it_running(day: Path) -> None:
    for name in ("record.json", "result.json"):
        (folder(day, 2) / name).unlink()
    edit(day / "day.json", lambda v: v["rounds"][1].update(state="running"))


TAMPERINGS: dict[str, Callable[[Path], None]] = {
    "a record altered": lambda day: edit(folder(day, 2) / "record.json", assignments),
    "a record replaced": lambda day: (folder(day, 2) / "record.json").write_bytes(
        (folder(day, 3) / "record.json").read_bytes()
    ),
    "a cut-off moved by a millisecond": lambda day: move(day, "inputs", "cutoff_ms"),
    "a commitment moved by a millisecond": lambda day: move(day, "parties", "committed_at_ms", -1),
    "a reveal moved by a millisecond": lambda day: move(day, "reveals", "revealed_at_ms"),
    "a cut-off rounded to its second": lambda day: edit(
        folder(day, 2) / "record.json",
        lambda v: v["inputs"].update(cutoff_ms=(v["inputs"]["cutoff_ms"] // 1000 - 1) * 1000),
    ),
    "a record left out": lambda day: (folder(day, 2) / "record.json").unlink(),
    "a receipt left out": lambda day: (folder(day, 2) / "opened.json").unlink(),
    "a receipt of another round": lambda day: (folder(day, 2) / "committed.json").write_bytes(
        (folder(day, 3) / "committed.json").read_bytes()
    ),
    "a receipt altered": lambda day: (folder(day, 2) / "result.json").write_bytes(
        (folder(day, 2) / "result.json").read_bytes().replace(b'\\"degraded\\":false', b'\\"degraded\\":true')
    ),
    "a round left out": lambda day: leave_out(day, 2),
    "the first round left out": lambda day: leave_out(day, 1),
    "the last round left out": lambda day: leave_out(day, 4),
    "a round left out, the rest renumbered": leave_out_and_renumber,
    "two rounds swapped": swap,
    "two rounds listed in another order": swap_listed,
    "a purpose left out": lambda day: edit(day / "day.json", lambda v: v.update(rounds=[])),
    "another date": lambda day: edit(day / "day.json", lambda v: v.update(date="2026-01-01")),
    "another time zone": lambda day: edit(day / "day.json", lambda v: v.update(time_zone="UTC")),
    "a round called void": call_it_void,
    "an unlisted round": lambda day: (
        (day / "rounds/inspection/000009").mkdir()
        or (day / "rounds/inspection/000009/record.json").write_text("{}")
    ),
    "a malformed list": lambda day: (day / "day.json").write_text('{"version": 1}'),
    "no list": lambda day: (day / "day.json").unlink(),
    "keys of somebody else": lambda day: (day / "keys").write_text(""),
    "a closing altered": lambda day: (day / "closing.json").write_bytes(
        (day / "closing.json").read_bytes().replace(b'\\"last\\":4', b'\\"last\\":3')
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_with_a_day_is_found(day: Path, what: str) -> None:
    assert verified(day)[0] == 0
    before = content_of(day)
    TAMPERINGS[what](day)
    assert content_of(day) != before
    code, told = verified(day)
    assert code == 1, what
    assert told["problems"] or any(each["problems"] for each in told["rounds"])


def test_a_cut_off_other_than_the_announced_one_is_found(tmp_path: Path) -> None:
    round_ = entered("A")
    moved = round_.cut_off_at + timedelta(milliseconds=1)
    DrawRound.objects.filter(pk=round_.pk).update(cut_off_at=moved)
    advance(moved + timedelta(seconds=2))
    close()
    code, told = verified(written(tmp_path / "moved"))
    assert code == 1
    problems = told["rounds"][0]["problems"]
    assert len(problems) == 1, problems
    assert "cutoff_ms" in problems[0]["message"]


def test_what_is_held_back_makes_the_day_incomplete(day: Path) -> None:
    call_it_running(day)
    assert verified(day)[1]["complete"] is False
    (day / "closing.json").unlink()
    leave_out(day, 4)
    code, told = verified(day)
    assert (code, told["complete"]) == (0, False), "without the closing nothing says that there was a fourth"


def test_void_rounds_stand_in_the_day(tmp_path: Path, settings: object) -> None:
    round_ = entered("A")
    settings.SECRET_KEY = "another installation"  # type: ignore[attr-defined]
    advance(round_.cut_off_at + timedelta(seconds=2))
    again = DrawRound.objects.exclude(pk=round_.pk).get()
    advance(again.cut_off_at + timedelta(seconds=2))
    close()
    code, told = verified(written(tmp_path / "void"))
    assert (code, told["complete"]) == (0, True)
    assert [each["state"] for each in told["rounds"]] == ["void", "done"]


def test_days_are_closed_once_in_order_and_empty_ones_too() -> None:
    entered("A")
    now = timezone.now()
    assert days.close_days(now) is False
    assert days.close_days(now + timedelta(days=3)) is True
    assert days.close_days(now + timedelta(days=3)) is False
    today = timezone.localdate()
    assert list(DrawDay.objects.order_by("day").values_list("day", "rounds")) == [
        (today, {"inspection": {"first": 1, "last": 1}}),
        (today + timedelta(days=1), {}),
        (today + timedelta(days=2), {}),
    ]
    assert AuditEntry.objects.filter(action="draws.day.closed").count() == 3


def test_a_day_waits_until_late_transactions_have_ended() -> None:
    entered("A")
    midnight = datetime.combine(
        timezone.localdate() + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone()
    )
    assert days.close_days(midnight + timedelta(minutes=4)) is False
    assert days.close_days(midnight + timedelta(minutes=6)) is True


def test_numbers_have_no_gap_where_transactions_fail() -> None:
    from django.db import transaction

    from tongguan.platform.queues.interface import enter

    def broken() -> None:
        with transaction.atomic():
            enter("inspection", "LOST")
            raise ValueError("the declaration was refused")

    for number in range(3):
        with pytest.raises(ValueError, match="refused"):
            broken()
        advance(entered(f"E{number}").cut_off_at + timedelta(seconds=2))
    assert list(DrawRound.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b"{" * 5000, b'{"version":"tongguan-draw-day/1","date":3,"rounds":[{}]}']
)
def test_nothing_makes_the_verifier_raise(content: bytes) -> None:
    verdict = verify_day(lambda name: content, ["nonsense"], ["rounds/x/1/y", "../../etc"])
    assert (verdict.ok, verdict.day, verdict.rounds) == (False, "", ())


def test_the_verb_writes_what_the_zip_holds(
    day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    from tongguan.platform.database import interface

    monkeypatch.setattr(interface, "running_database", lambda: nullcontext())
    out = tmp_path / "out"
    run = CliRunner().invoke(draw_verb, ["day", str(timezone.localdate()), "--out", str(out), "--json"])
    assert json.loads(run.output)["files"] == len([p for p in day.rglob("*") if p.is_file()])
    assert verified(out)[0] == 0
    assert CliRunner().invoke(draw_verb, ["day", "1999-01-01", "--out", str(out)]).exit_code == 1
