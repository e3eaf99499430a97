"""Run files: what a thermocycler wrote comes back, in every form; hostile files are problems with a place."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.pcr.kits import KIT
from tongguan.engines.pcr import Channel, call_channel, read_run
from tongguan.simulator import thermocycler as machine

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def contents(seed: int = 1):
    rng = random.Random(seed)
    return {
        "A1": machine.sample(rng, 24.0),
        "B1": machine.sample(rng, None),
        "G12": machine.blank(),
        "H12": machine.positive_control(rng),
    }


def codes(content: bytes) -> set[str]:
    return {problem.code for problem in read_run(content).problems}


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def xml_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("rdml_data.xml")


def test_a_run_comes_back_from_rdml_zipped_and_plain():
    made = contents()
    content = machine.rdml(random.Random(2), made, plate="PL-7", started_at=AT)
    for form in (content, xml_of(content)):
        run = read_run(form)
        assert (run.problems, run.plate, run.started_at, run.has_curves) == ((), "PL-7", AT, True)
        assert set(run.wells) == set(made)
        for place, channels in made.items():
            for target, ct in channels.items():
                called = call_channel(run.wells[place][target], KIT)
                assert (called.ct is None) == (ct is None), (place, target)
                assert called.by == "curve"
    positive = call_channel(read_run(content).wells["A1"]["N"], KIT)
    assert positive.clear


def test_a_run_comes_back_from_the_three_forms_of_csv():
    made = contents()
    run = read_run(machine.table(made, plate="PL-8", started_at=AT))
    assert (run.problems, run.plate, run.started_at, run.has_curves) == ((), "PL-8", AT, False)
    assert run.wells["A1"]["N"].ct == pytest.approx(made["A1"]["N"], abs=0.01)
    assert run.wells["B1"]["N"] == Channel()
    long = "孔位;靶标;循环;荧光\n" + "".join(f"A01;N;{cycle};0,{cycle:02d}\n" for cycle in range(1, 21))
    assert read_run(long.encode("gb18030")).wells["A1"]["N"].curve[2] == pytest.approx(0.03)
    wide = "well,target,ct," + ",".join(map(str, range(1, 21))) + "\nH12,IC,21.5," + ",".join(["1.5"] * 20)
    channel = read_run(wide.encode()).wells["H12"]["IC"]
    assert (channel.ct, len(channel.curve)) == (21.5, 20)


def test_the_instruments_word_is_taken_only_where_there_is_no_curve():
    assert call_channel(Channel((), 31.0), KIT).ct == 31.0
    flat = call_channel(Channel((1.0,) * 40, 31.0), KIT)
    assert (flat.ct, flat.instrument_ct, flat.by) == (None, 31.0, "curve")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "run.empty"),
        (b" \n", "run.empty"),
        (b"a,b\n1,2", "run.form"),
        (b"\xff\xfe\xfd\x80", "run.encoding"),
        (b"well,target,ct\nZ9,N,20", "run.well"),
        (b"well,target,ct\nA1,N,20\nA1,N,21", "run.twice"),
        (b"well,target,ct\nA1,,20", "run.target"),
        (b"well,target,ct\nA1,N,1e400", "run.ct"),
        (b"well,target,cycle,fluorescence\nA1,N,0,1", "run.cycle"),
        (b"well,target,cycle,fluorescence\nA1,N,1,x", "run.fluorescence"),
        (b"well,target,cycle,fluorescence\nA1,N,2,1", "run.gap"),
        (b"<rdml>", "run.syntax"),
        (b"<x/>", "run.root"),
        (b'<!DOCTYPE rdml [<!ENTITY a "b">]><rdml>&a;</rdml>', "run.doctype"),
        (b"<rdml><experiment/></rdml>", "run.runs"),
        (b"<rdml><experiment><run/><run/></experiment></rdml>", "run.runs"),
        (b"<rdml><experiment><run/></experiment></rdml>", "run.nothing"),
        (b"<rdml><experiment><run><react id='97'/></run></experiment></rdml>", "run.well"),
        (
            b"<rdml><experiment><run><pcrFormat><rows>16</rows></pcrFormat></run></experiment></rdml>",
            "run.format",
        ),
        (b"PK\x03\x04 broken", "run.archive"),
        (zipped(("a.txt", b"x")), "run.archive"),
        (zipped(("a.xml", b"<rdml/>"), ("b.xml", b"<rdml/>")), "run.archive"),
        (zipped(("bomb.xml", b"<rdml>" + b" " * 13_000_000)), "run.archive"),
    ],
)
def test_what_is_wrong_is_named(content, code):
    assert code in codes(content)


def test_problems_are_bounded_and_quote_nothing_dangerous():
    many = b"well,target,ct\n" + b"Q{0}\x1b[31m,N,1\n" * 5000
    problems = read_run(many).problems
    assert len(problems) == 50
    assert "\x1b" not in problems[0].message.zh + problems[0].message.en


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_no_bytes_raise(content):
    read_run(content)
    read_run(b"PK\x03\x04" + content)
    read_run(b"well,target,ct\n" + content)


@settings(max_examples=120)
@given(st.data())
def test_a_damaged_file_never_raises(data):
    content = bytearray(machine.rdml(random.Random(3), {"A1": machine.blank()}, plate="P", started_at=AT))
    if data.draw(st.booleans()):
        content = bytearray(xml_of(bytes(content)))
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] = data.draw(st.integers(0, 255))
        else:
            del content[place:]
            break
    read_run(bytes(content) or b"x")
