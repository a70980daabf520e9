"""Counts a payment once that several publications of a body list, such as a year and the quarters of that year.

Two publications overlap when seven tenths of the payments of one, of the months that both are about, stand in the
other. Then each payment counts in the publication that appeared last; those before it keep the row as a record.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from tracker.loading_sums import CountedFile
from tracker.models.spending import Overlap, Payment, PaymentPast, Resource
from tracker.privacy import cover_earlier
from tracker.restating import move_rows, recounted
from tracker.series import Member, known_members, ordered
from tracker.survey import may_share

__all__ = ["count_once"]

_NEARLY_ALL = 0.7  # share of the payments of one that stand in the other, as for two versions of one list
_FEWEST = 5  # different named payments in common below which an overlap would be chance

_Key = tuple[Any, int, int | None]  # day, pence, supplier (None: a name that is not shown)


@dataclass(frozen=True, slots=True)
class _Row:
    """A payment of a current file: where it lies now, and what makes it the same as one elsewhere."""

    id: int
    aside: bool
    key: _Key


@dataclass(slots=True)
class _Listed:
    """A publication with its payments in order of row; ``counts_in`` says of each that steps aside, for which file."""

    member: Member
    rows: list[_Row]
    counts_in: dict[int, int] = field(default_factory=dict)

    def named(self, months: tuple[int, int]) -> set[_Key]:
        """The different payments of some months whose supplier is shown."""
        return {row.key for row in self.rows if row.key[2] is not None and _within(row.key[0], months)}

    def nameless(self) -> set[tuple[Any, int]]:
        """Day and pence of the payments whose supplier is not shown."""
        return {row.key[:2] for row in self.rows if row.key[2] is None}

    def counted(self) -> Counter[_Key]:
        """The payments that count here, by how often each occurs."""
        return Counter(row.key for at, row in enumerate(self.rows) if at not in self.counts_in)


def _within(day: Any, months: tuple[int, int]) -> bool:
    return day is not None and months[0] <= day.year * 100 + day.month <= months[1]


def count_once(connection: Connection, organisation_id: int, touched: Iterable[int]) -> None:
    """Let each payment of a body count once, after these files came, went or changed; in the caller's transaction."""
    known = known_members(connection, organisation_id)
    current = {each.id: each for each in known if each.state == "current"}
    changed = set(touched)
    met = or_(Overlap.resource_id.in_(changed), Overlap.counted_in_id.in_(changed))
    stored = connection.execute(select(Overlap.resource_id, Overlap.counted_in_id).where(met)).all()
    begin = changed.union(*stored) if stored else changed
    connection.execute(delete(Overlap).where(Overlap.resource_id.in_(begin - current.keys())))
    group = _neighbourhood(begin & current.keys(), current)
    if not stored and len(group) < 2:
        return
    files = [_listed(connection, each) for each in ordered(group)]
    for late in range(len(files) - 1, -1, -1):
        later = [other for other in reversed(files[late + 1 :]) if _overlap(files[late], other)]
        for other in later:
            _step_aside(files[late], other)
        _write(connection, files[late])
        for other in later:
            both = {files[late].member.series, other.member.series}
            cover_earlier(connection, [each.id for each in ordered(known) if each.series in both])


def _neighbourhood(begin: Iterable[int], current: dict[int, Member]) -> list[Member]:
    """Those files, all that may overlap with them, all that may overlap with those, and so on."""
    found = {number: current[number] for number in begin}
    waiting = list(found.values())
    while waiting:
        one = waiting.pop()
        near = [other for other in current.values() if other.id not in found and _may_overlap(one, other)]
        found |= {other.id: other for other in near}
        waiting += near
    return list(found.values())


def _may_overlap(one: Member, other: Member) -> bool:
    return one.months_shared(other) is not None and may_share(one.sketch, other.sketch)


def _listed(connection: Connection, member: Member) -> _Listed:
    found: list[tuple[int, str, _Row]] = []
    for model in (Payment, PaymentPast):
        columns = (model.row, model.part, model.id, model.date, model.amount_pence, model.supplier_id)
        for each in connection.execute(select(*columns).where(model.resource_id == member.id)):
            key = (each.date, each.amount_pence, each.supplier_id)
            found.append((each.row, each.part or "", _Row(each.id, model is PaymentPast, key)))
    found.sort(key=lambda each: each[:2])
    return _Listed(member, [row for _, _, row in found])


def _overlap(one: _Listed, other: _Listed) -> bool:
    """Whether nearly all of one, of the months both are about, stands in the other."""
    months = one.member.months_shared(other.member)
    if months is None:
        return False
    mine, theirs = one.named(months), other.named(months)
    if len(mine & theirs) < _FEWEST:
        return False
    return max(_share(mine, theirs, other.nameless()), _share(theirs, mine, one.nameless())) >= _NEARLY_ALL


def _share(wanted: set[_Key], there: set[_Key], nameless: set[tuple[Any, int]]) -> float:
    return sum(key in there or key[:2] in nameless for key in wanted) / len(wanted)


def _step_aside(earlier: _Listed, later: _Listed) -> None:
    """Each payment of the later that counts there lets one like it in the earlier step aside; repeats stay repeats.

    The same supplier goes first; then a payment whose name one of the two does not show, by day and pence.
    """
    left = later.counted()
    waiting = [at for at in range(len(earlier.rows)) if at not in earlier.counts_in]
    unmatched = []
    for at in waiting:
        key = earlier.rows[at].key
        if left[key] > 0:
            left[key] -= 1
            earlier.counts_in[at] = later.member.id
        else:
            unmatched.append(at)
    nameless: Counter[tuple[Any, int]] = Counter()
    named: Counter[tuple[Any, int]] = Counter()
    for key, count in left.items():
        (nameless if key[2] is None else named)[key[:2]] += max(0, count)
    for at in unmatched:
        key = earlier.rows[at].key
        there = named if key[2] is None else nameless
        if there[key[:2]] > 0:
            there[key[:2]] -= 1
            earlier.counts_in[at] = later.member.id


def _write(connection: Connection, file: _Listed) -> None:
    """Move what changed between what counts and what is kept as a record, and say where each payment counts."""
    number = file.member.id
    aside = [row.id for at, row in enumerate(file.rows) if at in file.counts_in and not row.aside]
    back = [row.id for at, row in enumerate(file.rows) if at not in file.counts_in and row.aside]
    if aside or back:
        organisation_id = connection.execute(select(Resource.organisation_id).where(Resource.id == number)).scalar_one()
        with recounted(connection, CountedFile(organisation_id, number)):
            move_rows(connection, Payment, PaymentPast, aside)
            move_rows(connection, PaymentPast, Payment, back)
    connection.execute(delete(Overlap).where(Overlap.resource_id == number))
    rows = _told(file)
    if rows:
        connection.execute(insert(Overlap), rows)


def _told(file: _Listed) -> Sequence[dict[str, int]]:
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for at, other in file.counts_in.items():
        sums[other][0] += 1
        sums[other][1] += file.rows[at].key[1]
    return [
        {"resource_id": file.member.id, "counted_in_id": other, "payments": payments, "pence": pence}
        for other, (payments, pence) in sorted(sums.items())
    ]
