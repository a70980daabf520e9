"""C15: long repeating texts through every door that reads a stranger's words; none may keep the processor busy.

The limit is one of processor time, set by the kernel on a child process, so that a loaded machine fails nobody.
"""

import subprocess
import sys

import pytest

# Shapes that make careless patterns try every way to divide a text.
SHAPES = ("a", "1,", "(", " ", "-", "a-", "Ab ", "0", ".", "a@", "&amp;", "<b ", "£1 ", "\n", "'", "http://a.")
LENGTH = 100_000
SECONDS = 30
DOORS = {
    "the anonymiser of bids": "from parsers.anonymise import anonymise\nread = lambda text: anonymise(text, {})",
    "amounts and dates": "from parsers.values import day, pence\nread = lambda text: (pence(text), day(text))",
    "headings": "from parsers.columns import is_heading_line\nread = lambda text: is_heading_line([text, 'Amount'])",
    "names of people": "from parsers.people import names_a_person\nread = names_a_person",
    "clauses": "from parsers.clauses import check_clauses\nread = check_clauses",
    "licences": "from parsers.licences import identify\nread = identify",
    "the reuse check": "from tracker.reuse import check\nread = lambda text: check(None, text)",
    "questions to the search": "from tracker.search import search_words\nread = search_words",
    "names of suppliers": "from tracker.name_matching import match_names as by\nread = lambda text: [*by([text, 'x'])]",
    "publiccode.yml": "from parsers.publiccode import read_publiccode\nread = read_publiccode",
}
SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds} + 1))
{door}
for shape in {shapes!r}:
    read((shape * ({length} // len(shape) + 1))[:{length}])
print("done")
"""


@pytest.mark.parametrize("door", list(DOORS))
def test_no_text_keeps_a_door_busy(door):
    script = SCRIPT.format(seconds=SECONDS, door=DOORS[door], shapes=SHAPES, length=LENGTH)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=110, check=False)
    assert done.stdout.strip() == "done", done.stderr[-600:] or f"more than {SECONDS} seconds of the processor"
