"""Take a stream out of a compound file, the container of old Excel files.

Layout: [MS-CFB]. Runs in the child process; damage shows as ValueError or struct.error.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

FREE: Final = 0xFFFFFFFA  # from here on a sector number is a mark
ENTRY: Final = 128


class Entry(NamedTuple):
    name: str
    start: int
    size: int


class CompoundFile:
    """A file system in a file: sectors chained by an allocation table."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sector = 1 << _number("<H", data, 30)
        self.small_sector = 1 << _number("<H", data, 32)
        self.table = self._allocation_table()
        directory = self._chain(_number("<I", data, 48))
        self.entries = [_entry(directory, at) for at in range(0, len(directory), ENTRY)]

    def stream(self, *names: str) -> bytes:
        """Return the first stream that has one of the names."""
        found = next((entry for entry in self.entries if entry.name in names), None)
        if found is None:
            raise ValueError("no such stream")
        if found.size >= _number("<I", self.data, 56):
            return self._chain(found.start)[: found.size]
        return self._small(found)

    def _allocation_table(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        following = _number("<I", self.data, 68)
        most = len(self.data) // self.sector
        for _ in range(min(most, _number("<I", self.data, 72))):
            *more, following = self._numbers(self._sector(following))
            sectors.extend(more)
        parts = (self._sector(number) for number in sectors if number < FREE)
        return self._numbers(b"".join(parts))

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        if start >= len(self.data):
            raise ValueError("the sector lies beyond the file")
        return self.data[start : start + self.sector]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self.table))

    def _small(self, entry: Entry) -> bytes:
        """Return a stream too small for sectors of its own: it shares those of the root."""
        table = self._numbers(self._chain(_number("<I", self.data, 60)))
        shared = self._chain(self.entries[0].start)
        size = self.small_sector
        parts = (shared[n * size : (n + 1) * size] for n in _follow(entry.start, table))
        return b"".join(parts)[: entry.size]


def _follow(number: int, table: tuple[int, ...]) -> Iterator[int]:
    """Yield the sectors of a chain; a chain in a circle is damage."""
    for _ in range(len(table) + 1):
        if number >= FREE:
            return
        yield number
        if number >= len(table):
            raise ValueError("the chain leaves the file")
        number = table[number]
    raise ValueError("the chain has no end")


def _entry(directory: bytes, at: int) -> Entry:
    length = max(0, min(64, _number("<H", directory, at + 64)) - 2)
    name = directory[at : at + length].decode("utf-16-le", "replace")
    return Entry(name, _number("<I", directory, at + 116), _number("<I", directory, at + 120))


def _number(form: str, data: bytes, at: int) -> int:
    number: int = struct.unpack_from(form, data, at)[0]
    return number
