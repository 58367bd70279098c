"""One file as a power cut may leave it: sector by sector (disk.py says by which model)."""

SECTOR = 512


class File:
    """One file: what is synced, and what was done since, as (place, bytes, length then)."""

    def __init__(self, content=b""):
        self.base = bytearray(content)
        self.pending = []
        self.length = len(content)

    def write(self, at, data):
        self.length = max(self.length, at + len(data))
        self.pending.append((at, data, self.length))

    def cut(self, length):
        lost = bytes(max(0, self.length - length))
        self.length = length
        self.pending.append((length, lost, length))

    def sync(self):
        for operation in self.pending:
            put(self.base, *operation)
        self.pending = []

    def now(self):
        content = bytearray(self.base)
        for operation in self.pending:
            put(content, *operation)
        return content

    def after_cut(self, dice):
        """What a power cut may leave of it."""
        way = dice.random()
        if not self.pending or way < 0.1:
            return self.base
        if way < 0.2:
            return self.now()
        if way < 0.45:
            return self.after_moment(dice)
        return self.after_reordering(dice)

    def after_moment(self, dice):
        """Everything up to some moment, and a part of what was written then."""
        content = bytearray(self.base)
        count = dice.randrange(len(self.pending))
        for operation in self.pending[:count]:
            put(content, *operation)
        before = len(content)
        at, data, length = self.pending[count]
        for start, end in pieces(at, len(data)):
            if dice.random() < 0.5:
                put(content, start, data[start - at : end - at], max(len(content), end))
        resize(content, dice.choice((before, length)), dice)
        return content

    def after_reordering(self, dice):
        """Every sector as it was at some moment, and any length."""
        content = bytearray(self.base)
        lengths = [len(content)] + [length for _, _, length in self.pending]
        resize(content, max(lengths), dice)
        goes_on = dice.choice((0.1, 0.5, 0.9, 0.98))
        chance = dice.random
        stopped = set()
        for at, data, _ in self.pending:
            for start, end in pieces(at, len(data)):
                sector = start // SECTOR
                if sector in stopped:
                    continue
                if chance() < goes_on:
                    content[start:end] = data[start - at : end - at]
                else:
                    stopped.add(sector)
        way = dice.random()
        if way < 0.5:
            resize(content, lengths[-1], dice)
        elif way < 0.8:
            resize(content, dice.choice(lengths), dice)
        else:
            resize(content, dice.randint(min(lengths), max(lengths)), dice)
        return content


def pieces(at, size):
    """A write as the sectors see it: (start, end)."""
    end = at + size
    while at < end:
        stop = min(end, at - at % SECTOR + SECTOR)
        yield at, stop
        at = stop


def put(content, at, data, length):
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data
    resize(content, length, None)


def resize(content, length, dice):
    """Makes it so long; what was never written is zeros, or what lay on the disk before."""
    more = length - len(content)
    if more > 0:
        garbage = dice is not None and dice.random() < 0.3
        content.extend(dice.randbytes(more) if garbage else bytes(more))
    elif more < 0:
        del content[length:]
