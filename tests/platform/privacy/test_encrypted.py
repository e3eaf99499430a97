"""What stands in an encrypted column is unreadable, unsearchable and bound to its place."""

from __future__ import annotations

import base64
import json
import os

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tongguan.platform.privacy import actions, keys
from tongguan.platform.privacy.actions import add_key
from tongguan.platform.privacy.errors import PrivacyKeyMissing, Undecipherable
from tongguan.platform.privacy.interface import INDEX_CHARACTERS, blind_index
from tongguan.platform.privacy.models import PrivacyKey
from tongguan.platform.privacy.sealing import key_id, seal, unseal

pytestmark = pytest.mark.django_db


def stored(column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM privacy_test_person ORDER BY id LIMIT 1")
        return bytes(cursor.fetchone()[0])


def test_values_return_and_the_table_shows_nothing(person) -> None:
    person.objects.create(name="欧阳·测试", answers={"fever": True, "seat": "12A"}, face=b"\x00\xff")
    held = person.objects.get()
    assert (held.name, held.answers, held.face) == ("欧阳·测试", {"fever": True, "seat": "12A"}, b"\x00\xff")
    assert person.objects.values_list("answers", flat=True).get() == {"fever": True, "seat": "12A"}
    raw = stored("name") + stored("answers")
    assert "欧阳".encode() not in raw
    assert b"fever" not in raw
    assert b"12A" not in raw
    person.objects.update(name="改名", face=None)
    assert person.objects.filter(face__isnull=True).get().name == "改名"


def test_equal_values_look_different(person) -> None:
    person.objects.create(name="a")
    first = stored("name")
    person.objects.update(name="a")
    assert stored("name") != first


def test_no_search_and_no_dump(person) -> None:
    with pytest.raises(FieldError):
        person.objects.filter(name="a").exists()
    with pytest.raises(FieldError):
        person._meta.get_field("name").value_to_string(person(name="a"))


def test_a_value_moved_to_another_column_does_not_open(person) -> None:
    person.objects.create(name="a", answers={"b": 1})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_test_person SET name = answers")
    with pytest.raises(Undecipherable):
        person.objects.get()


@given(st.binary(max_size=64), st.integers(min_value=0), st.integers(1, 255))
def test_every_altered_byte_is_found(plain: bytes, position: int, flip: int) -> None:
    sealed = bytearray(seal(plain, "t.c"))
    assert unseal(bytes(sealed), "t.c") == plain
    sealed[position % len(sealed)] ^= flip
    with pytest.raises((Undecipherable, PrivacyKeyMissing)):
        unseal(bytes(sealed), "t.c")


@given(st.binary(max_size=40))
def test_garbage_does_not_open(garbage: bytes) -> None:
    with pytest.raises((Undecipherable, PrivacyKeyMissing)):
        unseal(garbage, "t.c")


def test_a_new_key_seals_and_the_old_still_opens_until_all_is_sealed_anew(person, monkeypatch) -> None:
    person.objects.bulk_create(person(name=f"n{i}", answers=None if i % 2 else {"i": i}) for i in range(7))
    old = key_id(stored("name"))
    newest = add_key().newest
    assert newest != old
    assert person.objects.first().name == "n0"
    monkeypatch.setattr(actions.apps, "get_models", lambda: [person])
    assert actions.reseal(batch=3) == 7 + 4
    assert key_id(stored("name")) == newest == key_id(stored("answers"))
    assert actions.reseal() == 0
    assert [row.name for row in person.objects.order_by("pk")] == [f"n{i}" for i in range(7)]
    assert person.objects.filter(answers__isnull=True).count() == 3


def test_a_lost_ring_is_not_replaced_in_silence(person) -> None:
    person.objects.create(name="a")
    assert PrivacyKey.objects.count() == 2
    keys.key_file().unlink()
    with pytest.raises(PrivacyKeyMissing):
        person.objects.create(name="b")
    assert not keys.key_file().exists()


def test_another_houses_ring_is_refused(person) -> None:
    person.objects.create(name="a")
    path = keys.key_file()
    other = base64.b64encode(bytes(32)).decode()
    for text in (json.dumps({"index": other, "keys": [other]}), "{}", "", '{"index": "!", "keys": ["!"]}'):
        path.write_text(text)
        os.utime(path, ns=(1, 1 + len(text)))
        with pytest.raises(PrivacyKeyMissing):
            person.objects.get()


def test_the_ring_is_private(person) -> None:
    person.objects.create(name="a")
    assert keys.key_file().stat().st_mode & 0o077 == 0
    add_key()
    assert keys.key_file().stat().st_mode & 0o077 == 0


def test_blind_indexes_find_equals_and_nothing_across_purposes(data_folder) -> None:
    assert blind_index("E12345678", "passport") == blind_index("E12345678", "passport")
    assert len(blind_index("E12345678", "passport")) == INDEX_CHARACTERS
    assert blind_index("E12345678", "passport") != blind_index("E12345678", "contact")
    assert blind_index("E12345678", "passport") != blind_index("E12345679", "passport")
    before = blind_index("E12345678", "passport")
    add_key()
    assert blind_index("E12345678", "passport") == before
