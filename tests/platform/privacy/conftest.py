"""A table with encrypted columns, made for a test and gone after it; a ring of keys of its own."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from tongguan.platform.privacy.models import EncryptedBinaryField, EncryptedJSONField, EncryptedTextField


@pytest.fixture
def data_folder(settings, tmp_path):
    """Where this test's keys lie."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def person(db, data_folder):
    """The model of a table of people."""
    with isolate_apps("tongguan.platform.privacy"):

        class Person(models.Model):
            name = EncryptedTextField()
            answers = EncryptedJSONField(null=True)
            face = EncryptedBinaryField(null=True)

            class Meta:
                app_label = "privacy"
                db_table = "privacy_test_person"

        with connection.schema_editor() as editor:
            editor.create_model(Person)
        yield Person
