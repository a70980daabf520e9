"""Hashes of runs of words: any run of a text in one step, from sums kept along the text."""

from functools import lru_cache
from itertools import accumulate
from zlib import crc32

RUN = 5  # words in a shingle: shorter ones are shared by unrelated licences, longer ones break at each small change
SAMPLE = 8  # of a long licence one shingle in eight is kept
SHORT = 320  # words: of a licence shorter than this every shingle is kept

_PRIME = (1 << 61) - 1
_BASE = 911_382_323


@lru_cache(maxsize=65_536)
def _value(word: str) -> int:
    return crc32(word.encode()) + 1


@lru_cache(maxsize=4)
def _powers(count: int) -> list[int]:
    return list(accumulate([1] * count, lambda power, _: power * _BASE % _PRIME))


class Runs:
    """The words of one text, ready to give the hash of any run of them."""

    def __init__(self, words: list[str]) -> None:
        self.length = len(words)
        sums, total = [0], 0
        for word in words:
            total = (total * _BASE + _value(word)) % _PRIME
            sums.append(total)
        self._sums = sums
        self._power = _powers(1 << max(10, (self.length + 1).bit_length()))

    def hash(self, start: int, length: int) -> int:
        """The hash of ``length`` words from position ``start``."""
        return (self._sums[start + length] - self._sums[start] * self._power[length]) % _PRIME

    def shingles(self) -> list[int]:
        """The hash of each run of RUN words, as 32 bits, in order; a shorter text is one run."""
        if self.length < RUN:
            return [self.hash(0, self.length) & 0xFFFFFFFF] if self.length else []
        power, sums = self._power[RUN], self._sums
        return [(after - before * power) % _PRIME & 0xFFFFFFFF for before, after in zip(sums, sums[RUN:], strict=False)]


def kept(shingles: list[int], length: int) -> set[int]:
    """The shingles that stand for a licence of so many words."""
    if length < SHORT:
        return set(shingles)
    return {shingle for shingle in shingles if shingle % SAMPLE == 0}
