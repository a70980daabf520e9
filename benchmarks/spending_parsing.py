"""How fast lists of payments are parsed, as ratios to bare readers of the same format in the same run.

    python benchmarks/spending_parsing.py [--rows 1000000] [--pages 20] [--ten-million]

Every input is made here from a fixed seed. Times are processor time, the least of interleaved turns, as machines are
noisy. ``--ten-million`` also compares the peak memory at one and at ten million rows, which takes minutes.
"""

import argparse
import csv
import datetime as dt
import gc
import multiprocessing
import random
import resource
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pdfplumber
import python_calamine

from parsers.sandbox import parse_file
from parsers.spending import parse
from parsers.tables.reading import open_table

HEADINGS = [
    *("Body Name", "Payment Date", "Transaction Number", "Amount"),
    *("Supplier Name", "Directorate", "Expense Type", "Purpose"),
]
WIDTHS = [30, 150, 205, 265, 315, 420, 475, 520]


def payments(count: int) -> Iterator[list[str]]:
    """Rows like a council's: some thousand suppliers, a year of dates, amounts that hardly ever repeat."""
    chance = random.Random(20261124)
    suppliers = [f"Fictional Supplier {number} Limited" for number in range(8000)]
    rooms = [f"{name} Services" for name in ("Children", "Adult", "Highway", "Housing", "Leisure", "Corporate")]
    start = dt.date(2025, 4, 1)
    for number in range(count):
        yield [
            "Exampleton Borough Council",
            (start + dt.timedelta(chance.randrange(365))).strftime("%d/%m/%Y"),
            str(10_000_000 + number),
            f"{chance.randrange(50_000, 90_000_000) / 100:.2f}",
            suppliers[int(chance.random() ** 2 * 8000)],
            chance.choice(rooms),
            f"Expense type {chance.randrange(120)}",
            f"Purpose {chance.randrange(500)}",
        ]


def least(turns: int, *jobs: Callable[[], object]) -> list[float]:
    """The least processor time of each job, the jobs taking turns."""
    best = [float("inf")] * len(jobs)
    for _ in range(turns):
        for at, job in enumerate(jobs):
            start = time.process_time()
            job()
            best[at] = min(best[at], time.process_time() - start)
    return best


def parsed(path: Path) -> dict:
    """What our parser makes of a file, in this process."""
    with tempfile.TemporaryDirectory() as out:
        return parse(path, Path(out), {})


def delimited(folder: Path, rows: int) -> None:
    """Parse to stage 2 with every check, against csv.reader's bare reading."""
    path = folder / "payments.csv"
    write_csv(path, rows)

    def bare() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.reader(file))

    assert parsed(path)["rows_accepted"] == rows == bare() - 1
    reader, ours = least(3, bare, lambda: parsed(path))
    told("CSV", rows, "csv.reader", reader, ours, 0.25)


def told(name: str, rows: int, peer: str, theirs: float, ours: float, reach: float) -> None:
    """One line of result."""
    speeds = f"{peer} {rows / theirs:,.0f} rows/s, ours {rows / ours:,.0f}"
    print(f"{name}, {rows:,} rows: {speeds}; ratio {theirs / ours:.2f} (reach {reach})")


def write_csv(path: Path, rows: int) -> None:
    """A clean list of payments."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(payments(rows))


def workbook(folder: Path, rows: int) -> None:
    """Parse a workbook, against calamine's bare reading."""
    path = folder / "payments.xlsx"
    write_workbook(path, rows)

    def bare() -> int:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())

    assert parsed(path)["rows_accepted"] == rows == bare() - 1
    reader, ours = least(3, bare, lambda: parsed(path))
    told("XLSX", rows, "calamine", reader, ours, 0.6)


def write_workbook(path: Path, rows: int) -> None:
    """A workbook as spreadsheets save it: shared strings, dates as serial numbers with a date format."""
    strings: dict[str, int] = {}
    lines = [row_xml(1, HEADINGS, strings)]
    for number, row in enumerate(payments(rows), 2):
        day = (dt.datetime.strptime(row[1], "%d/%m/%Y") - dt.datetime(1899, 12, 30)).days
        lines.append(row_xml(number, [row[0], day, row[2], float(row[3]), *row[4:]], strings))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{at}" Type="{office}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        )
    )
    members = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="w" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet {space}><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst {space}>" + "".join(f"<si><t>{text}</t></si>" for text in strings) + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet {space}><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)


def row_xml(number: int, row: list, strings: dict[str, int]) -> str:
    """One row of a sheet."""
    cells = []
    for at, cell in enumerate(row):
        place = f"{chr(65 + at)}{number}"
        if isinstance(cell, str):
            cells.append(f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>')
        else:
            style = ' s="1"' if isinstance(cell, int) else ""
            cells.append(f'<c r="{place}"{style}><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def printed(folder: Path, pages: int, *, ruled: bool, wrapped: bool) -> None:
    """Parse a PDF, against pdfplumber's table finder, with the share of cells that each gets right."""
    path = folder / "payments.pdf"
    rows = [[cell[:14] for cell in row] for row in payments(pages * (20 if wrapped else 40))]
    truth = write_pdf(path, rows, pages, ruled=ruled, wrapped=wrapped)
    found: dict[str, list[list[str]]] = {}

    def theirs() -> None:
        with pdfplumber.open(path) as document:
            found["theirs"] = []
            for page in document.pages:
                for table in page.extract_tables():
                    found["theirs"] += [[" ".join((cell or "").split()) for cell in row] for row in table]
                page.close()

    def ours() -> None:
        found["ours"] = [list(row) for part in open_table(path).parts for row in part.rows]

    finder, reading, parsing = least(2, theirs, ours, lambda: parsed(path))
    name = f"{'ruled' if ruled else 'unruled'}{', wrapped' if wrapped else ''}"
    right = {whose: share(truth, table) for whose, table in found.items()}
    theirs_said = f"pdfplumber's finder {pages / finder:.1f} pages/s with {right['theirs']:.1%} of cells"
    ours_said = f"ours {pages / parsing:.1f} with {right['ours']:.1%}"
    ratios = f"ratio {finder / parsing:.1f} (reach 5), tables alone {finder / reading:.1f}"
    print(f"PDF {name}, {pages} pages: {theirs_said}, {ours_said}; {ratios}")


def share(truth: list[list[str]], table: list[list[str]]) -> float:
    """The share of cells of true rows that a table has in their column; rows are matched by transaction number."""
    known = {row[2]: row for row in table if len(row) == len(HEADINGS)}
    right = sum(cell == other for row in truth for cell, other in zip(row, known.get(row[2], []), strict=False))
    return right / (len(truth) * len(HEADINGS))


def write_pdf(path: Path, rows: list[list[str]], pages: int, *, ruled: bool, wrapped: bool) -> list[list[str]]:
    """Pages of rows in 6 point Helvetica; gives back the rows as they should be read."""
    each, step = len(rows) // pages, 36 if wrapped else 18
    truth = [[*row[:4], f"{row[4]} and Company" if wrapped else row[4], *row[5:]] for row in rows]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in range(pages):
        drawn = []
        for number, row in enumerate([HEADINGS, *rows[page * each : page * each + each]]):
            y = 800 - step * number
            drawn += [f"BT /F1 6 Tf {x} {y} Td ({cell}) Tj ET" for x, cell in zip(WIDTHS, row, strict=True)]
            if wrapped and number:
                drawn.append(f"BT /F1 6 Tf {WIDTHS[4]} {y - 9} Td (and Company) Tj ET")
            if ruled:
                edges = [x - 4 for x in WIDTHS] + [575]
                drawn += [f"{left} {y - step + 10} {right - left} {step} re S" for left, right in pairwise(edges)]
        body = "\n".join(["0.4 w", *drawn]).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    path.write_bytes(
        data + f"{head}<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    )
    return truth


def small(folder: Path) -> None:
    """The whole processor time of a small file, sandbox included, once the fork server runs."""
    path = folder / "small.csv"
    write_csv(path, 50)
    parse_file(path, "spending", folder / "warm")
    server = multiprocessing.forkserver._forkserver._forkserver_pid  # the parent of every sandbox
    times, before = 20, spent(server)
    start = time.process_time()
    for number in range(times):
        parse_file(path, "spending", folder / f"small-{number}")
    whole = time.process_time() - start + spent(server) - before
    print(f"small file: {1000 * whole / times:.0f} ms of processor time, sandbox included (reach 50)")


def spent(process: int) -> float:
    """Seconds of processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / 100


def peak(path: str) -> int:
    """The peak memory, in megabytes, of parsing a file in a fresh process."""
    gc.disable()
    parsed(Path(path))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def memory(folder: Path) -> None:
    """Peak memory at one and at ten million rows."""
    found = []
    for rows in (1_000_000, 10_000_000):
        path = folder / f"{rows}.csv"
        write_csv(path, rows)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found.append(pool.apply(peak, (str(path),)))
    print(f"peak memory: {found[0]} MB at 1M rows, {found[1]} MB at 10M rows (reach: the same, under 300)")


def main() -> None:
    """Run all of it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--pages", type=int, default=20)
    arguments.add_argument("--ten-million", action="store_true")
    chosen = arguments.parse_args()
    warnings.simplefilter("ignore")
    gc.disable()  # as in the sandbox
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small(folder)
        delimited(folder, chosen.rows)
        workbook(folder, max(chosen.rows // 10, 1000))
        for ruled, wrapped in ((True, False), (False, False), (True, True)):
            printed(folder, chosen.pages, ruled=ruled, wrapped=wrapped)
        if chosen.ten_million:
            memory(folder)


if __name__ == "__main__":
    main()
