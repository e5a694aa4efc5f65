"""The zip that ``torch.save`` writes since PyTorch 1.6: an index that is a pickle, and numbers."""

import zipfile
from io import RawIOBase

from resnet_atlas.checkpoint.reading.checkpoint import Checkpoint
from resnet_atlas.checkpoint.reading.formats import foreign_zip
from resnet_atlas.checkpoint.reading.problem import unreadable
from resnet_atlas.checkpoint.reading.source import Source, Stream
from resnet_atlas.checkpoint.reading.unpickle import Machine
from resnet_atlas.errors import UnreadableFile


class Slices(RawIOBase):
    """A source as ``zipfile`` wants a file to be."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = 0

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is."""
        return self.place

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go there."""
        self.place = offset + (0, self.place, self.source.size)[whence]
        if self.place < 0:
            raise OSError("before the start")
        return self.place

    def read(self, length: int = -1) -> bytes:
        """So many bytes, fewer where there are none left."""
        left = max(0, self.source.size - self.place)
        found = self.source.slice(self.place, left if length < 0 else min(length, left))
        self.place += len(found)
        return found


def read_zip(source: Source) -> Checkpoint:
    """What the pickle in a zip holds; TorchScript's has its code beside it."""
    try:
        with zipfile.ZipFile(Slices(source)) as archive:
            members = archive.infolist()
            indices = [info for info in members if info.filename.endswith("data.pkl")]
            names = [info.filename for info in members]
            if not indices:
                raise unreadable(foreign_zip(names))
            member = min(indices, key=lambda info: len(info.filename))
            if member.compress_type != zipfile.ZIP_STORED:
                raise unreadable("packed")
            header = source.slice(member.header_offset, 30)
    except UnreadableFile:
        raise
    except Exception:  # what a damaged zip can make zipfile raise is not listed anywhere
        raise unreadable("cut") from None
    if not header.startswith(b"PK\x03\x04"):
        raise unreadable("cut")
    behind = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = member.header_offset + 30 + behind
    stream = Stream(source, start, min(start + member.file_size, source.size))
    folder = member.filename.removesuffix("data.pkl")
    is_script = any(name.startswith(f"{folder}code/") for name in names)
    return Checkpoint.of("torchscript" if is_script else "zip", Machine(stream).load(), source)
