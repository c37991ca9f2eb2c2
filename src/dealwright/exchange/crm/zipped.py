"""The files of a zip file, unpacked for as long as they are read; one that would fill the disk is refused."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..table import FileRefused, is_bomb

LARGEST_UNPACKED = 4 * 2**30
MOST_FILES = 1_000


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder with the files of the zip file, all side by side; raises FileRefused for what is none or too much."""
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise FileRefused("This is not a zip file.", remedy="Put the files of the export into one zip file.") from error
    with packed, tempfile.TemporaryDirectory() as place:
        _check(packed, path)
        for part in packed.infolist():
            if not part.is_dir():
                _unpack(packed, part, Path(place))
        yield Path(place)


def _check(packed: zipfile.ZipFile, path: Path) -> None:
    parts = packed.infolist()
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_FILES or whole > LARGEST_UNPACKED or is_bomb(whole, path):
        raise FileRefused("This zip file unpacks to more than can be read.", remedy="Divide it into several.")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("This zip file is locked by a password.", remedy="Unpack it and zip its files without one.")


def _unpack(packed: zipfile.ZipFile, part: zipfile.ZipInfo, place: Path) -> None:
    """Only the name counts, so that no part lands elsewhere; of two of one name the later gets its own folder."""
    to = place / Path(part.filename.replace("\\", "/")).name
    if to.exists():
        to = Path(tempfile.mkdtemp(dir=place)) / to.name
    try:
        with packed.open(part) as source, to.open("wb") as file:
            shutil.copyfileobj(source, file, 2**20)
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise FileRefused(f"{part.filename[:200]} cannot be unpacked.", remedy="Zip the files once more.") from error
