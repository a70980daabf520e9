"""A canary in each channel of a document (text, properties, notes, changes, pictures) never reaches the public text.

The numbers are those of the list of channels by which bid documents have been known to leak. Colours, language habits
and the length of a text (32 to 34 in part) hold no text that could be planted; what can be is planted.
"""

from collections.abc import Iterator

import pytest

from parsers.anonymise import anonymise
from parsers.bid_documents.reading import read_document
from tests.security.planted import (
    PLAIN,
    cell,
    docx,
    odf_part,
    odt,
    pdf,
    relations,
    run,
    stream,
    worksheet,
    xlsx,
    zipped,
)
from tracker.leaks import find

C = "Zanzicanary"
FORM = {
    "buyer": "Cornwall Council",
    "procurement": "CC/26/9 Slipway repairs",
    "bidder": {
        "legal_name": "Vexwillow Marine Limited",
        "contact_name": "Perpetua Quarrendon",
        "company_number": "99417001",
    },
}
TEXT_LAYER = {
    1: ("Vexwillow Marine Limited offers the work.", ["Vexwillow"]),
    2: ("Our parent company is Orrisdale Holdings plc, formerly Tanworth Boats Limited.", ["Orrisdale", "Tanworth"]),
    3: ("The quality plan is VML-QMS-004 and VML's own.", ["VML"]),
    4: ("Vexwillow's crews and the Vexwillows of old, Vex-Willow too.", ["Vexwillow"]),
    5: ("The work is led by Perpetua Quarrendon; signed P. Quarrendon.", ["Perpetua", "Quarrendon"]),
    6: ("Nurse on site: Loveday Penhaligon, NMC PIN 99A4417E, ORCID 0000-0009-9441-7308.", ["99A4417E", "Penhaligon"]),
    7: ("Write to p.quarrendon@vexwillow.example today.", ["quarrendon", "vexwillow.example"]),
    8: ("Ring 01632 960 417 or oh one six three two, nine six oh, four one eight.", ["01632960417", "nine six oh"]),
    9: ("Our office is at 7 Sallowfield Lane, Truro TR97 3QQ.", ["Sallowfield", "TR97 3QQ"]),
    10: ("Company number 99417001, VAT GB 999 4417 22, UTR 99441 73012.", ["99417001", "GB999441722", "9944173012"]),
    11: ("IBAN GB29 NWBK 6016 1331 9268 19, ledger code VEXW0041.", ["GB29NWBK60161331926819", "VEXW0041"]),
    12: ("See https://vexwillow.example/slip?ref=cc for more.", ["vexwillow"]),
    13: ("We are @vexwillow_marine, and use #VexwillowWorks.", ["vexwillow_marine", "VexwillowWorks"]),
    14: ("Our vessel, MV Gannet of Zennor, carries the stone.", ["Gannet of Zennor"]),
    15: ("In 2023 we built a slipway for Porthmorna Borough Council.", ["Porthmorna"]),
    16: ("The Morna Packet wrote that it was 'the best slip in the bay'.", ["Morna Packet"]),
    17: ("The firm was founded in 1897.", ["1897"]),
    18: ("git clone git@codehost.example:vexwillow/slip.git from 203.0.113.77", ["vexwillow", "203.0.113.77"]),
}
WRITERS = {
    "docx": lambda text: docx(plain=text),
    "xlsx": lambda text: xlsx(plain=text),
    "odt": lambda text: odt(plain=text),
    "pdf": lambda text: pdf(plain=text),
}


@pytest.mark.parametrize("format_name", WRITERS)
@pytest.mark.parametrize("channel", TEXT_LAYER)
def test_a_name_in_the_text_is_replaced_in_every_format(channel: int, format_name: str) -> None:
    sentence, names = TEXT_LAYER[channel]
    document = read_document(WRITERS[format_name](PLAIN + "\n" + sentence + "\n" + PLAIN), f"bid.{format_name}")
    assert sentence.split()[0] in document.text
    public = anonymise(document.text, FORM).text
    assert find(names, {"public text": public}) == []
    assert "monthly report" in public


def _docx() -> Iterator[tuple[str, bytes]]:
    custom = f'<Properties><property name="Owner"><v>{C}</v></property></Properties>'
    box = f"<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{C}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    field = f'<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>AUTHOR "{C}"</w:instrText></w:r></w:p>'
    form = f"<w:sdt><w:sdtPr><w:alias w:val='{C}'/></w:sdtPr><w:sdtContent/></w:sdt>"
    picture = (
        f"<w:p><w:r><w:drawing><wp:inline><wp:docPr id='1' name='Logo' "
        f"descr='{C}'/></wp:inline></w:drawing></w:r></w:p>"
    )
    styles = "<w:styles xmlns:w='w'><w:style w:styleId='Ghost'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    yield "19 author", docx(more={"docProps/core.xml": f"<c><creator>{C}</creator></c>"})
    yield "19 company", docx(more={"docProps/app.xml": f"<p><Company>{C}</Company></p>"})
    yield "19 custom property", docx(more={"docProps/custom.xml": custom})
    yield "19 custom XML", docx(more={"customXml/item1.xml": f"<firm>{C}</firm>"})
    yield "19 template", docx(more={"word/_rels/settings.xml.rels": relations(f"file:///C:/{C}.dotm")})
    yield "21 revision number", docx("<w:p w:rsidR='Zanzicanary'/>")
    yield "22 deleted", docx(f"<w:p><w:del w:author='x'><w:r><w:delText>{C}</w:delText></w:r></w:del></w:p>")
    yield "22 inserted", docx(f"<w:p><w:ins w:author='x'><w:r><w:t>{C}</w:t></w:r></w:ins></w:p>")
    yield "22 moved", docx(f"<w:moveFrom w:author='x'><w:p><w:r><w:t>{C}</w:t></w:r></w:p></w:moveFrom>")
    yield "22 author of a change", docx(f"<w:p><w:ins w:author='{C}'/></w:p>")
    yield "22 comment", docx(more={"word/comments.xml": f"<c><t>{C}</t></c>"})
    yield "22 people", docx(more={"word/people.xml": f"<p author='{C}'/>"})
    yield "23 header", docx(more={"word/header1.xml": f"<h><t>{C}</t></h>"})
    yield "23 footer", docx(more={"word/footer2.xml": f"<h><t>{C}</t></h>"})
    yield "23 footnote", docx(more={"word/footnotes.xml": f"<h><t>{C}</t></h>"})
    yield "23 field code", docx(field)
    yield "23 simple field", docx(f"<w:p><w:fldSimple w:instr='DOCPROPERTY {C}'/></w:p>")
    yield "23 bookmark", docx(f"<w:bookmarkStart w:id='1' w:name='{C}'/>")
    yield "24 hidden", docx(run(C, "<w:vanish/>"))
    yield "24 white", docx(run(C, "<w:color w:val='FFFFFF'/>"))
    yield "24 tiny", docx(run(C, "<w:sz w:val='2'/>"))
    yield "24 hidden style", docx(run(C, "<w:rStyle w:val='Ghost'/>"), {"word/styles.xml": styles})
    yield "25 text box", docx(box)
    yield "25 form field", docx(form)
    yield "25 embedded sheet", docx(more={f"word/embeddings/{C}.xlsx": zipped({"a": C})})
    yield "25 chart", docx(more={"word/charts/chart1.xml": f"<c><v>{C}</v></c>"})
    yield "26 alternative text", docx(picture)
    yield "27 picture", docx(more={f"word/media/{C}.png": b"\x89PNG" + C.encode()})
    yield "27 thumbnail", docx(more={f"docProps/thumbnail-{C}.jpeg": b"\xff\xd8"})
    yield "28 font", docx(more={"word/fontTable.xml": f"<f><font name='{C}'/></f>"})
    yield "30 signature", docx(more={"_xmlsignatures/sig1.xml": f"<s><X509IssuerName>{C}</X509IssuerName></s>"})
    yield "31 link target", docx(more={"word/_rels/document.xml.rels": relations(f"https://{C}.example/")})
    yield "32 theme", docx(more={"word/theme/theme1.xml": f"<t name='{C}'/>"})
    yield "macro", docx(more={f"word/vbaProject-{C}.bin": C.encode()})


def _xlsx() -> Iterator[tuple[str, bytes]]:
    hidden = '<sheet name="{}" sheetId="2" state="{}" r:id="rId2"/></sheets>'
    shared = f"<sst><si><t>{C}</t></si></sst>"
    white = (
        "<s><fonts><font/><font><color rgb='FFFFFFFF'/></font></fonts><fills/>"
        "<cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs></s>"
    )
    yield "19 author", xlsx(more={"docProps/core.xml": f"<c><creator>{C}</creator></c>"})
    yield "19 company", xlsx(more={"docProps/app.xml": f"<p><Company>{C}</Company></p>"})
    yield "19 custom property", xlsx(more={"docProps/custom.xml": f"<p name='{C}'/>"})
    yield "19 custom XML", xlsx(more={"customXml/item1.xml": f"<firm>{C}</firm>"})
    yield "22 comment", xlsx(more={"xl/comments1.xml": f"<c><t>{C}</t></c>"})
    yield "22 threaded comment", xlsx(more={"xl/threadedComments/threadedComment1.xml": f"<c><text>{C}</text></c>"})
    yield "22 people", xlsx(more={"xl/persons/person.xml": f"<p displayName='{C}'/>"})
    yield "23 header", xlsx(sheet=f"<headerFooter><oddHeader>{C}</oddHeader></headerFooter>")
    yield (
        "24 hidden sheet",
        xlsx(book=hidden.format("Workings", "hidden"), more={"xl/worksheets/sheet2.xml": worksheet(C)}),
    )
    yield (
        "24 very hidden sheet",
        xlsx(book=hidden.format(C, "veryHidden"), more={"xl/worksheets/sheet2.xml": worksheet("1")}),
    )
    yield "24 hidden row", xlsx(cells=cell(C), row='hidden="1"')
    yield "24 hidden column", xlsx(cells=cell(C), columns='<cols><col min="2" max="2" hidden="1"/></cols>')
    yield "24 white", xlsx(cells=cell(C, 's="1"'), more={"xl/styles.xml": white})
    yield "24 unused string", xlsx(more={"xl/sharedStrings.xml": shared})
    yield "25 text box", xlsx(more={"xl/drawings/drawing1.xml": f"<d><t>{C}</t></d>"})
    yield "25 validation", xlsx(sheet=f"<dataValidations><dataValidation prompt='{C}'/></dataValidations>")
    yield "25 embedded file", xlsx(more={f"xl/embeddings/{C}.bin": C.encode()})
    yield (
        "25 defined name",
        xlsx(book=f"</sheets><definedNames><definedName name='{C}'>A1</definedName></definedNames>"),
    )
    yield "26 alternative text", xlsx(more={"xl/drawings/drawing2.xml": f"<d><cNvPr descr='{C}'/></d>"})
    yield "27 picture", xlsx(more={f"xl/media/{C}.png": b"\x89PNG"})
    yield "27 thumbnail", xlsx(more={f"docProps/thumbnail-{C}.jpeg": b"\xff\xd8"})
    yield "28 font", xlsx(more={"xl/styles.xml": f"<s><fonts><font><name val='{C}'/></font></fonts></s>"})
    yield "30 signature", xlsx(more={"_xmlsignatures/sig1.xml": f"<s><n>{C}</n></s>"})
    yield "31 link target", xlsx(more={"xl/worksheets/_rels/sheet1.xml.rels": relations(f"https://{C}.example/")})
    yield "31 external link", xlsx(more={"xl/externalLinks/externalLink1.xml": f"<e><v>{C}</v></e>"})
    yield "31 connection", xlsx(more={"xl/connections.xml": f"<c><connection name='{C}'/></c>"})
    yield "31 pivot", xlsx(more={"xl/pivotCache/pivotCacheRecords1.xml": f"<p><s>{C}</s></p>"})
    yield "32 theme", xlsx(more={"xl/theme/theme1.xml": f"<t name='{C}'/>"})
    yield "macro", xlsx(more={f"xl/vbaProject-{C}.bin": C.encode()})


def _odt() -> Iterator[tuple[str, bytes]]:
    def styled(properties: str, name: str = "T9") -> bytes:
        style = (
            f"<style:style style:name='{name}' style:family='text'><style:text-properties {properties}/></style:style>"
        )
        return odt(f"<text:p><text:span text:style-name='{name}'>{C}</text:span></text:p>", styles=style)

    changes = f"<text:tracked-changes><text:deletion><text:p>{C}</text:p></text:deletion></text:tracked-changes>"
    header = odf_part(
        "document-styles",
        f"<office:master-styles><style:header><text:p>{C}</text:p></style:header></office:master-styles>",
    )
    note = f"<text:note><text:note-body><text:p>{C}</text:p></text:note-body></text:note>"
    yield (
        "19 author",
        odt(more={"meta.xml": odf_part("document-meta", f"<office:meta><dc:creator>{C}</dc:creator></office:meta>")}),
    )
    yield (
        "19 custom property",
        odt(
            more={
                "meta.xml": odf_part(
                    "document-meta", f"<office:meta><meta:user-defined meta:name='{C}'/></office:meta>"
                )
            }
        ),
    )
    yield "19 author field", odt(f"<text:p><text:author-name>{C}</text:author-name></text:p>")
    yield "22 deleted", odt(before=changes)
    yield "22 comment", odt(f"<text:p><office:annotation><text:p>{C}</text:p></office:annotation></text:p>")
    yield "23 header", odt(more={"styles.xml": header})
    yield "23 footnote", odt(f"<text:p>{note}</text:p>")
    yield "23 field", odt(f"<text:p><text:user-field-get text:name='{C}'>1</text:user-field-get></text:p>")
    yield "23 bookmark", odt(f"<text:p><text:bookmark text:name='{C}'/></text:p>")
    yield "24 hidden", odt(f"<text:p><text:hidden-text text:string-value='{C}'>{C}</text:hidden-text></text:p>")
    yield "24 hidden paragraph", odt(f"<text:p><text:hidden-paragraph>{C}</text:hidden-paragraph></text:p>")
    yield (
        "24 hidden section",
        odt(f"<text:section text:name='s' text:display='none'><text:p>{C}</text:p></text:section>"),
    )
    yield "24 white", styled("fo:color='#ffffff'")
    yield "24 tiny", styled("fo:font-size='1pt'")
    yield "24 hidden style", styled("text:display='none'")
    yield (
        "25 text box",
        odt(f"<text:p><draw:frame><draw:text-box><text:p>{C}</text:p></draw:text-box></draw:frame></text:p>"),
    )
    yield "25 form field", odt(before=f"<office:forms><form:form form:name='{C}'/></office:forms>")
    yield "25 embedded object", odt(more={"Object 1/content.xml": f"<o><t>{C}</t></o>"})
    yield "26 alternative text", odt(f"<text:p><draw:frame><svg:desc>{C}</svg:desc></draw:frame></text:p>")
    yield "27 picture", odt(more={f"Pictures/{C}.png": b"\x89PNG"})
    yield "27 thumbnail", odt(more={f"Thumbnails/{C}.png": b"\x89PNG"})
    yield "28 font", odt(more={f"Fonts/{C}.ttf": b"\0\1"})
    yield "30 signature", odt(more={"META-INF/documentsignatures.xml": f"<s><n>{C}</n></s>"})
    yield "31 link target", odt(f"<text:p><text:a xlink:href='https://{C}.example/'>more</text:a></text:p>")
    yield "32 setting", odt(more={"settings.xml": f"<s><i>{C}</i></s>"})
    yield "macro", odt(more={"Basic/Standard/Module1.xml": f"<m>{C}</m>"})


def _pdf() -> Iterator[tuple[str, bytes]]:
    def drawn(instructions: str) -> bytes:
        return pdf(content=instructions.replace("*", f"BT /F1 11 Tf 60 500 Td ({C}) Tj ET"))

    def note(entries: str) -> bytes:
        return pdf(page="/Annots [7 0 R]", objects=(f"<< /Type /Annot /Rect [0 0 9 9] {entries} >>",))

    layer = "/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>"
    xmp = stream("/Type /Metadata /Subtype /XML", f"<x:xmpmeta><dc:creator>{C}</dc:creator></x:xmpmeta>")
    yield "19 author", pdf(info=f"/Author ({C})")
    yield "19 producer", pdf(info=f"/Producer (licensed to {C})")
    yield "20 XMP", pdf(catalogue="/Metadata 7 0 R", objects=(xmp,))
    yield "20 piece info", pdf(page=f"/PieceInfo << /Editor << /Private ({C}) >> >>")
    yield "22 note", note(f"/Subtype /Text /Contents ({C})")
    yield "22 author of a note", note(f"/Subtype /Text /T ({C})")
    yield "23 page label", pdf(catalogue=f"/PageLabels << /Nums [0 << /P ({C}) >>] >>")
    yield "24 hidden", drawn("3 Tr * 0 Tr")
    yield "24 white", drawn("1 1 1 rg * 0 g")
    yield "24 tiny", pdf(content=f"BT /F1 0.5 Tf 60 500 Td ({C}) Tj ET")
    yield "24 off the page", pdf(content=f"BT /F1 11 Tf 900 500 Td ({C}) Tj ET")
    yield "24 on its own colour", drawn("0 0 1 rg 40 480 400 60 re f * 0 g")
    yield "25 black box", drawn("* 0 g 40 480 400 60 re f")
    yield "25 white box", drawn("* 1 g 40 480 400 60 re f 0 g")
    yield (
        "25 layer",
        pdf(
            content=f"/OC /L1 BDC BT /F1 11 Tf 60 500 Td ({C}) Tj ET EMC",
            catalogue=layer,
            resources="/Properties << /L1 7 0 R >>",
            objects=("<< /Type /OCG /Name (Layer) >>",),
        ),
    )
    yield "25 layer name", pdf(catalogue=layer, objects=(f"<< /Type /OCG /Name ({C}) >>",))
    yield "25 form field", pdf(catalogue="/AcroForm << /Fields [7 0 R] >>", objects=(f"<< /FT /Tx /T (f) /V ({C}) >>",))
    yield (
        "25 attachment",
        pdf(
            catalogue="/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>",
            objects=(f"<< /Type /Filespec /F ({C}.txt) /EF << /F 8 0 R >> >>", stream("/Type /EmbeddedFile", C)),
        ),
    )
    yield "25 script", pdf(catalogue=f"/OpenAction << /S /JavaScript /JS (app.alert\\('{C}'\\)) >>")
    yield "26 actual text", drawn(f"/Span << /ActualText ({C}) >> BDC BT /F1 11 Tf 60 400 Td (x) Tj ET EMC")
    yield (
        "26 alternative text",
        pdf(catalogue="/StructTreeRoot 7 0 R", objects=(f"<< /Type /StructTreeRoot /K << /Alt ({C}) >> >>",)),
    )
    yield "26 outline", pdf(catalogue="/Outlines 7 0 R", objects=("<< /First 8 0 R >>", f"<< /Title ({C}) >>"))
    yield "26 named destination", pdf(catalogue=f"/Names << /Dests << /Names [({C}) [3 0 R /Fit]] >> >>")
    yield "28 font", pdf(font=f"ABCDEF+{C}Sans")
    yield (
        "30 signature",
        pdf(catalogue="/AcroForm << /Fields [7 0 R] >>", objects=(f"<< /FT /Sig /V << /Type /Sig /Name ({C}) >> >>",)),
    )
    yield "31 link target", note(f"/Subtype /Link /A << /S /URI /URI (https://{C}.example/) >>")
    yield "33 language", pdf(catalogue=f"/Lang ({C})")


PLANTED = [
    (format_name, name, data)
    for format_name, made in (("docx", _docx()), ("xlsx", _xlsx()), ("odt", _odt()), ("pdf", _pdf()))
    for name, data in made
]


@pytest.mark.parametrize(("format_name", "name", "data"), PLANTED, ids=[f"{f} {n}" for f, n, _ in PLANTED])
def test_a_hidden_canary_is_listed_and_not_in_the_text(format_name: str, name: str, data: bytes) -> None:
    document = read_document(data, f"bid.{format_name}")
    assert "monthly report" in document.text
    assert find([C], {"text": document.text, "public text": anonymise(document.text, FORM).text}) == []
    told = [f"{find.channel} {find.place} {find.words}" for find in document.hidden]
    assert any(C.lower() in line.lower() for line in told), told


@pytest.mark.parametrize("format_name", WRITERS)
def test_29_the_name_of_the_file_is_listed(format_name: str) -> None:
    document = read_document(WRITERS[format_name](PLAIN), f"{C}_final.{format_name}")
    assert [find.words for find in document.hidden if find.channel == "a file name"] == [f"{C}_final.{format_name}"]
    assert C not in document.text


def test_there_are_a_hundred_documents_or_more() -> None:
    assert len(PLANTED) + len(TEXT_LAYER) * len(WRITERS) + len(WRITERS) >= 100
