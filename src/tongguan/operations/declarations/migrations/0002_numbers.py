"""Declaration numbers: a database sequence for each office, year and direction, made when first needed.

A sequence never waits for other transactions and never gives a number twice; a rolled-back lodgement leaves a
gap. Only the very first number of a series takes a lock, so that two first comers do not both make it.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION declarations_next_number(office text, year integer, flow text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    series text;
BEGIN
    IF office !~ '^[0-9]{4}$' OR year NOT BETWEEN 1900 AND 2999 OR flow NOT IN ('I', 'E') THEN
        RAISE EXCEPTION 'no series for office %, year %, flow %', office, year, flow
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    series := format('declarations_number_%s_%s_%s', office, year, lower(flow));
    IF to_regclass(series) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(series, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I MAXVALUE 999999999', series);
    END IF;
    RETURN nextval(series::regclass);
END
$$
"""
DROP = "DROP FUNCTION declarations_next_number(text, integer, text)"


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
