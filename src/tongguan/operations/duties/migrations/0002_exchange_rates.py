"""Load the shipped demonstration exchange rates, so that a new installation can compute."""

import csv
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "data" / "exchange_rates.csv"


def load(apps, schema_editor):
    model = apps.get_model("duties", "ExchangeRate")
    with FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            model.objects.create(
                currency=row["currency"],
                cny_per_unit=row["cny_per_unit"],
                valid_from=row["valid_from"],
                valid_to=row["valid_to"] or None,
                source=row["source"],
                verified=row["verified"] == "1",
            )


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
