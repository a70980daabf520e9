"""Places for files, named by an fsspec address: a folder's path, or something like s3://bucket/folder."""

from typing import Any

import fsspec

from tracker.plain_errors import PlainError

__all__ = ["StoreError", "store_at"]


class StoreError(PlainError):
    """The address names no kind of store that this installation can use."""


def store_at(address: str) -> tuple[Any, str]:
    """The file system of an address, and the root within it. StoreError when it is unknown or not installed."""
    try:
        system, root = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise StoreError(f"Files at {address} need a library that is not installed: {error}.") from error
    except ValueError as error:
        raise StoreError(f"{address} is no address for files that Daylight knows: {error}.") from error
    return system, str(root)
