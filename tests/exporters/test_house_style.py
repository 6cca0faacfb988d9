"""An office's colours and logo, and key figures, in its workbooks and documents."""

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import attrs
import docx
import offices
import openpyxl
import pytest
from docx.oxml.ns import qn
from example_data import loaded
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from validators import by_open_xml_sdk

import cproc
from cproc.errors import DataError
from cproc.exporters.office import house_style, type_scale
from cproc.exporters.office.house_style import HouseStyle, read_logo
from cproc.model import LocalText, Look, Portfolio
from cproc.model.looks import contrast
from cproc.report import build

OURS = Look("#00558C", "#4FA3D1", ("#B8D8EA",))
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x00\x55\x8c" * width) * height)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg(width: int, height: int) -> bytes:
    """The head of a JPEG, as far as its size is told, behind a segment of something else."""
    frame = struct.pack(">BHHB", 8, height, width, 0)
    segments = b"\xff\xe0\x00\x04ab" + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
    return b"\xff\xd8" + segments + b"\xff\xd9"


def dressed(
    folder: Path, look: Look = OURS, *, logo: bool = True, of: Portfolio | None = None
) -> Portfolio:
    """The reference year, or another office, in colours of its own, with a logo."""
    year = of or loaded("cproc_2017")
    if logo:
        path = folder / "logo.png"
        path.write_bytes(png(120, 40))
        text = LocalText({"en": "Logo of the office", "fr": "Logo du bureau"})
        look = attrs.evolve(look, logo=str(path), logo_text=text)
    return attrs.evolve(year, office=attrs.evolve(year.office, look=look))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The public edition as both formats write it, in colours of the office."""
    office = dressed(tmp_path_factory.mktemp("look"))
    return {to: cproc.render(office, to, edition="public") for to in ("xlsx", "docx")}


@cache
def plain(to: str) -> bytes:
    """The public edition in the colours that come with the program."""
    return cproc.render(loaded("cproc_2017"), to, edition="public")


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_files_in_colours_of_the_office_are_valid(files: dict[str, bytes], tmp_path: Path) -> None:
    """The validator finds nothing in them."""
    for to, data in files.items():
        assert by_open_xml_sdk(data, tmp_path, f".{to}") == []


def test_the_colours_stand_where_ours_would(files: dict[str, bytes]) -> None:
    """Headings and charts have the office's first colour; nothing has ours."""
    styles = parts(files["xlsx"])["xl/styles.xml"]
    assert b"FF00558C" in styles
    assert b"FF1F3864" not in styles
    document = parts(files["docx"])
    assert b"00558C" in document["word/styles.xml"]
    assert b"1F3864" not in document["word/styles.xml"] + document["word/theme/theme1.xml"]
    theme: Any = etree.fromstring(document["word/theme/theme1.xml"])
    accents = [theme.find(f".//{qn(f'a:accent{n}')}")[0].get("val") for n in (1, 2, 3)]
    assert accents == ["00558C", "4FA3D1", "B8D8EA"]


def test_the_logo_stands_on_the_cover_with_its_words(files: dict[str, bytes]) -> None:
    """Once in each file, in its proportions, and told to who does not see it."""
    book = parts(files["xlsx"])
    (picture,) = [name for name in book if name.startswith("xl/media/")]
    assert book[picture] == png(120, 40)
    drawing: Any = etree.fromstring(book["xl/drawings/drawing1.xml"])
    (frame,) = drawing.iter(f"{DRAWING}pic")
    assert frame.find(f".//{DRAWING}cNvPr").get("descr") == "Logo of the office"
    (size,) = [a.find(f"{DRAWING}ext") for a in drawing if a.find(f"{DRAWING}pic") is not None]
    assert int(size.get("cx")) == pytest.approx(3 * int(size.get("cy")), abs=3)
    document = docx.Document(BytesIO(files["docx"]))
    body: Any = document.element.body
    logos = [each for each in body.iter(qn("wp:docPr")) if "Logo" in each.get("name")]
    assert [each.get("descr") for each in logos] == ["Logo of the office"]
    ids = [each.get("id") for each in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))


def test_the_same_look_is_the_same_bytes(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Pictures and colours change nothing of that."""
    office = dressed(tmp_path)
    for to, data in files.items():
        again = parts(cproc.render(office, to, edition="public"))
        # The digest is that of data in which the logo stands elsewhere.
        assert again.keys() == parts(data).keys()
        assert {n for n, part in parts(data).items() if again[n] != part} <= {"docProps/custom.xml"}


def test_a_template_of_the_office_goes_before_its_colours(tmp_path: Path) -> None:
    """What Word shows is what the template says."""
    template = Path(str(cproc.__file__)).parent / "exporters" / "docx" / "template.docx"
    own = tmp_path / "own.docx"
    own.write_bytes(template.read_bytes())
    data = cproc.render(dressed(tmp_path), "docx", edition="public", options={"template": str(own)})
    document = parts(data)
    assert b"00558C" not in document["word/styles.xml"] + document["word/document.xml"]
    assert not [name for name in document if name.startswith("word/media/")]


# --- Logos --------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [png, jpeg])
@given(size=st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_the_size_of_a_picture_is_read(
    make: Any, size: tuple[int, int], tmp_path_factory: Any
) -> None:
    """Width and height are those of the file, PNG or JPEG."""
    path = tmp_path_factory.getbasetemp() / "picture"
    path.write_bytes(make(*size))
    logo = read_logo(str(path))
    assert (logo.width, logo.height) == size
    width, height = logo.within(100, 50)
    assert max(width / 100, height / 50) == pytest.approx(1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "logo-missing"),
        (b"", "logo-format"),
        (b"GIF89a", "logo-format"),
        (png(3, 3)[:20], "logo-format"),
        (jpeg(3, 3)[:9], "logo-format"),
        (png(0, 3), "logo-format"),
        (png(4001, 1), "logo-pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 1_048_576, "logo-size"),
    ],
)
def test_what_is_no_logo_is_refused(data: bytes | None, code: str, tmp_path: Path) -> None:
    """What cannot be read, is no picture, or is too large is told, and nothing is written."""
    office = dressed(tmp_path, of=offices.office("ngo"))
    path = Path(str(office.office.look and office.office.look.logo))
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    for to in ("xlsx", "docx"):
        with pytest.raises(DataError) as caught:
            cproc.render(office, to, edition="public")
        (fault,) = caught.value.problems
        assert (fault.code, fault.path, bool(fault.hint)) == (code, "office.look.logo", True)


@given(st.integers(0, 0xFFFFFF).map("#{:06X}".format))
def test_headings_can_be_read_in_any_colour(colour: str) -> None:
    """Where the first colour is too light on what stands behind it, headings are black."""
    style = HouseStyle(Look(primary=colour))
    for ground in ("#FFFFFF", style.band, style.tile):
        assert contrast(style.heading, ground) >= 4.5
        assert contrast(house_style.BLACK, ground) >= 4.5


# --- Key figures --------------------------------------------------------------------------


def test_key_figures_of_the_cover_are_live() -> None:
    """Each tile refers to the cell of its table, and stores what that cell holds."""
    book: Any = openpyxl.load_workbook(BytesIO(plain("xlsx")))
    values: Any = openpyxl.load_workbook(BytesIO(plain("xlsx")), data_only=True)
    cover, shown = book["Contents"], values["Contents"]
    tiles = [c for row in cover.iter_rows() for c in row if str(c.value).startswith("='")]
    assert len(tiles) == 8
    for tile in tiles:
        sheet, cell = tile.value[1:].replace("'", "").replace("$", "").split("!")
        assert shown[tile.coordinate].value == values[sheet][cell].value is not None
        assert shown.cell(tile.row - 1, tile.column).value == values[sheet][f"A{cell[1:]}"].value


def test_links_lead_from_the_cover_to_every_sheet_and_back() -> None:
    """Every sheet of the report is one link away from the cover, and the cover from it.

    Those that share a worksheet have a link each, to the row of their heading.
    """
    book: Any = openpyxl.load_workbook(BytesIO(plain("xlsx")))
    cover, *sheets = book.worksheets
    links = [c.hyperlink.location for row in cover for c in row if c.hyperlink]
    tabs = [link.rpartition("!")[0] for link in links]
    assert list(dict.fromkeys(tabs)) == [f"'{sheet.title}'" for sheet in sheets]
    leads = [
        str(book[tab[1:-1]][link.rpartition("!")[2]].value)
        for tab, link in zip(tabs, links, strict=True)
    ]
    headings = [sheet.heading for sheet in build(loaded("cproc_2017").for_edition("public")).sheets]
    assert leads == headings
    for sheet in sheets:
        leading = [c.hyperlink for row in sheet for c in row if c.hyperlink]
        back = [link.location for link in leading if link.location]  # others lead to an address
        assert back == [f"'{cover.title}'!A1"]


def test_tabs_of_a_group_have_its_colour() -> None:
    """Groups stand together and differ in colour; the cover names each."""
    book: Any = openpyxl.load_workbook(BytesIO(plain("xlsx")))
    colours = [sheet.sheet_properties.tabColor.rgb for sheet in book.worksheets[1:]]
    runs = [colour for at, colour in enumerate(colours) if at == 0 or colour != colours[at - 1]]
    assert len(runs) == len(set(runs)) >= 5
    texts = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert {"At a glance", "Money", "Activities", "Results"} <= set(texts)


def test_key_figures_of_a_document_are_tiles() -> None:
    """The number is large and stands above what it counts; the table has a title for readers."""
    document = docx.Document(BytesIO(plain("docx")))
    body: Any = document.element.body
    table = next(body.iter(qn("w:tbl")))
    assert table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val")) == "Key figures"
    cells = [
        "/".join("".join(t.text for t in line.iter(qn("w:t"))) for line in cell.iter(qn("w:p")))
        for cell in table.iter(qn("w:tc"))
    ]
    assert len(cells) == 8
    assert cells[1] == "7/Projects"
    sizes = {int(size.get(qn("w:val"))) // 2 for size in table.iter(qn("w:sz"))}
    assert sizes <= {type_scale.HEADING, type_scale.SUBHEADING, type_scale.CAPTION}
    assert [b.get(qn("w:name")) for b in table.iter(qn("w:bookmarkStart"))] == ["_Ref_box_1"]


def test_workbook_and_template_have_one_type_scale() -> None:
    """Every size of type of both is one of the scale."""
    scale = {getattr(type_scale, name) for name in dir(type_scale) if name.isupper()}
    fonts: Any = etree.fromstring(parts(plain("xlsx"))["xl/styles.xml"])
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert {float(size.get("val")) for size in fonts.iter(f"{main}sz")} <= scale
    styles: Any = etree.fromstring(parts(plain("docx"))["word/styles.xml"])
    sizes = {int(size.get(qn("w:val"))) / 2 for size in styles.iter(qn("w:sz"))}
    assert sizes - {1} <= scale  # an empty line between a table and a page that lies on its side
