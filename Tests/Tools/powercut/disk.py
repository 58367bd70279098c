"""The disks a power cut could leave of one folder, by the log of what was done to it.

The model, as harsh as a disk that keeps its word may be:

- What was written to a file before its last fsync is there. Of what was written after it every
  sector of 512 bytes by itself holds what it held at some moment since: writes are lost, torn and
  reordered at will. A sector is never garbage, and its neighbours stay as they are: SQLite counts
  on that too (SQLITE_IOCAP_POWERSAFE_OVERWRITE).
- A file is as long as at any moment since its last fsync, or anything between; what it then holds
  that was never written is zeros, or whatever lay on the disk before.
- A name is durable only with an fsync of the folder; fsync of the file alone does not do it, though
  most file systems are kinder. Since the last one every name by itself stands for what it stood for
  at some moment: nothing, or this file or that one. A rename may so be half done.
- The folder itself is there. An fsync that has returned has done its work, but where `lies` says
  so: then only one in twenty has, which no journal can survive.
"""

import struct

from sectors import File

RECORD = struct.Struct("<B3xiQQ")
FOLDER, STORY = object(), object()


def read_log(path):
    """The records of a log: (kind, fd, at, bytes)."""
    records = []
    with open(path, "rb") as file:
        data = memoryview(file.read())
    at = 0
    while at + RECORD.size <= len(data):
        kind, fd, place, size = RECORD.unpack_from(data, at)
        at += RECORD.size
        if at + size > len(data):
            break
        if kind == ord("X"):
            raise ValueError(f"{path}: the model does not know {bytes(data[at : at + size])}")
        records.append((chr(kind), fd, place, data[at : at + size]))
        at += size
    return records


class Disk:
    """The folder, as the log is played; `told` is called with every piece of the story."""

    def __init__(self, folder, files, told, lies=None):
        self.folder = folder.encode()
        self.names = {name: File(content) for name, content in files.items()}
        self.moments = {}
        self.open = {}
        self.told = told
        self.lies = lies
        self.syncs = 0

    def apply(self, record):
        kind, fd, at, data = record
        if kind == "O":
            self.opened(fd, at, self.name(data))
        elif kind == "R":
            old, new = bytes(data).split(b"\0")
            self.rename(self.name(old), self.name(new))
        elif kind == "U":
            self.stand(self.name(data), None)
        elif kind == "C":
            self.open.pop(fd, None)
        elif self.open[fd] is STORY:
            self.told(bytes(data))
        elif kind == "W":
            self.open[fd].write(at, data)
        elif kind == "T":
            self.open[fd].cut(at)
        elif kind == "S":
            self.sync(self.open[fd])

    def name(self, path):
        path = bytes(path)
        if path == self.folder:
            return None
        name = path[len(self.folder) + 1 :].decode()
        if "/" in name:
            raise ValueError(f"the model knows no folder in the folder: {name}")
        return name

    def opened(self, fd, flags, name):
        if name is None or name == "story":
            self.open[fd] = FOLDER if name is None else STORY
            return
        if flags & 1:
            self.stand(name, File())
        file = self.open[fd] = self.names[name]
        if flags & 2 and file.length:
            file.cut(0)

    def rename(self, old, new):
        file = self.names[old]
        self.stand(old, None)
        self.stand(new, file)

    def stand(self, name, file):
        self.moments.setdefault(name, [self.names.get(name)]).append(file)
        self.names[name] = file

    def sync(self, file):
        if self.lies is not None:
            name = "folder" if file is FOLDER else self.name_of(file)
            if name.endswith(self.lies):
                self.syncs += 1
                if self.syncs % 20:
                    return
        if file is FOLDER:
            self.moments = {}
        else:
            file.sync()

    def name_of(self, file):
        return next((name for name, held in self.names.items() if held is file), "")

    def after_cut(self, dice):
        """What a power cut may leave: the bytes of each file that has a name."""
        names = dict(self.names)
        way = dice.random()
        for name, moments in self.moments.items():
            if way < 0.2:
                names[name] = moments[0]
            elif way < 0.7:
                names[name] = dice.choice(moments)
        return {name: file.after_cut(dice) for name, file in names.items() if file is not None}
