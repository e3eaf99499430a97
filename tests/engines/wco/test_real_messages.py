"""Every published message: read, recognised, written and read again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from tongguan.engines.wco import Kind, read, write, write_response

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "customs_xml"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="needs shared/data/customs_xml beside the repository"
)


def _messages() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in (".xml", ".txt"))


@pytest.fixture(scope="module")
def readings():
    return {path: read(path.read_bytes()) for path in _messages()}


def _well_formed(path: Path) -> bool:
    try:
        etree.parse(path, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return False
    return True


def test_well_formed_files_are_accepted_and_the_others_have_line_and_column(readings):
    for path, reading in readings.items():
        if _well_formed(path):
            assert reading.problems == (), path
            assert reading.kind is not None
        else:
            (problem,) = reading.problems
            assert (problem.code, reading.kind) == ("wco.syntax", None)
            assert min(problem.line, problem.column) >= 1, path


def test_kinds_are_told_apart(readings):
    counts = Counter(reading.kind for reading in readings.values())
    assert counts[Kind.DECLARATION] == 212
    assert counts[Kind.RESPONSE] == 275
    assert counts[Kind.AMENDMENT] == 9
    assert counts[Kind.CANCELLATION] == 2
    for path, reading in readings.items():
        if "mendment" in path.name and not reading.problems:
            assert reading.kind is Kind.AMENDMENT, path
        if "DMS" in path.name and not reading.problems:
            assert reading.kind is Kind.RESPONSE, path
        assert (reading.declaration is not None) == (reading.kind is Kind.DECLARATION)
        assert (reading.request is not None) == (
            reading.kind in (Kind.AMENDMENT, Kind.CANCELLATION, Kind.PRESENTATION)
        )


def test_what_is_written_is_read_back_equal(readings):
    for path, reading in readings.items():
        if reading.declaration is not None:
            again = read(write(reading.declaration))
            assert again.problems == (), path
            assert again.declaration == reading.declaration, path
        if reading.response is not None:
            again = read(write_response(reading.response))
            # Times are written in UTC, whatever zone they came in; the raw fields keep the sender's form.
            assert again.response.errors == reading.response.errors, path
            assert again.response.statuses == reading.response.statuses, path
            assert again.response.issued_at == reading.response.issued_at, path
            assert again.response.declaration_number == reading.response.declaration_number


def test_no_field_of_a_message_is_lost(readings):
    """Each text and attribute of the source is in what is written, as often."""

    def content(data: bytes) -> Counter:
        root = etree.fromstring(data, etree.XMLParser(remove_comments=True, resolve_entities=False))
        declaration = next(e for e in root.iter("{*}Declaration", "Declaration"))
        out: Counter = Counter()
        for element in declaration.iter("*"):
            name = etree.QName(element).localname
            if (element.text or "").strip():
                out[name, element.text.strip()] += 1
            if element is not declaration:
                out.update((name, key, value) for key, value in element.attrib.items() if key[0] != "{")
        return out

    for path, reading in readings.items():
        if reading.declaration is not None:
            missing = content(path.read_bytes()) - content(write(reading.declaration))
            assert not missing, (path, missing)


def test_an_amendment_keeps_its_pointers(readings):
    reading = next(r for p, r in readings.items() if p.name == "TT_IM061b_Amendment.xml")
    assert reading.request.declaration_number == "22GB6LSBPILA876A08"
    assert reading.request.changes[1].pointer == "42A[1]/67A[1]/68A[1]/03A[2]/225"
    assert reading.request.changes[1].reason_code == "21"
    assert "AMENDMENT 2" in reading.request.reason


def test_a_rejection_keeps_its_error_pointer(readings):
    reading = next(r for p, r in readings.items() if p.parts[-3] == "TT_IM001b" and p.name == "01_DMSREJ.xml")
    assert reading.response.function_code == "03"
    assert reading.response.errors[0].code == "CDS12005"
    assert reading.response.errors[0].pointer == "42A/17C[1]/R144"
    assert reading.response.issued_at.isoformat() == "2022-03-22T16:24:38+00:00"


def test_mapped_fields_of_a_known_declaration(readings):
    declaration = next(r for p, r in readings.items() if p.name == "TT1_IM_v2.02_Accepted.xml").declaration
    item = declaration.items[0]
    assert (declaration.flow, declaration.trader_reference) == ("I", "Import_Accepted")
    assert (declaration.departure_country, declaration.transport_mode, declaration.transaction_mode) == (
        "USA",
        "2",
        "1",
    )
    assert (declaration.consignor.name, declaration.consignor.country) == ("Bags Exports", "USA")
    assert declaration.containers[0].number == "DM1234"
    assert (item.hs_code, item.origin_country, str(item.net_mass_kg), str(item.gross_mass_kg)) == (
        "42021219",
        "USA",
        "100",
        "150",
    )
    assert (str(item.total_price), item.currency, len(item.documents)) == ("1000", "GBP", 9)


def test_what_is_written_follows_the_published_schema(readings):
    schema = etree.XMLSchema(etree.parse(FOLDER / "wco_dec_dms" / "declaration" / "WCO_DEC_2_DMS.xsd"))
    checked = 0
    for path, reading in readings.items():
        if reading.declaration is None:
            continue
        source = etree.parse(path).getroot()
        message = next(source.iter("{urn:wco:datamodel:WCO:DEC-DMS:2}Declaration"), None)
        if message is not None and schema.validate(message):
            written = etree.fromstring(write(reading.declaration))
            schema.assertValid(written.find("{*}Declaration"))
            checked += 1
    assert checked > 100
