"""Columns whose values leave this process sealed. They cannot be searched or sorted: see `blind_index`."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tongguan.platform.privacy.sealing import seal, unseal


class EncryptedField(models.BinaryField):
    """What the three columns share: bytea in the database, a Python value outside, NULL as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_strings_allowed = False

    @property
    def place(self) -> str:
        """What a sealed value is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else seal(self.packed(value), self.place)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.unpacked(unseal(bytes(value), self.place))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.place} is encrypted and cannot be searched by {lookup_name!r}")

    def value_to_string(self, obj: Any) -> str:
        raise FieldError(f"{self.place} is encrypted and is not serialised")

    def get_default(self) -> Any:
        return models.Field.get_default(self)

    def to_python(self, value: Any) -> Any:
        return value

    def packed(self, value: Any) -> bytes:
        """The value as bytes."""
        raise NotImplementedError

    def unpacked(self, plain: bytes) -> Any:
        """The bytes as value."""
        raise NotImplementedError


class EncryptedBinaryField(EncryptedField):
    """Bytes: a face crop, an embedding."""

    def packed(self, value: Any) -> bytes:
        return bytes(value)

    def unpacked(self, plain: bytes) -> bytes:
        return plain


class EncryptedTextField(EncryptedField):
    """Text: a name, an address."""

    def packed(self, value: Any) -> bytes:
        return str(value).encode()

    def unpacked(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedJSONField(EncryptedField):
    """What JSON holds: answers, a document's fields. Dates and Decimals come back as text."""

    def packed(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).encode()

    def unpacked(self, plain: bytes) -> Any:
        return json.loads(plain)
