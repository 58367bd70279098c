"""A device that speaks lines: `id?` `count?` `time?`, each answered with `<name>=<number>`.

    line_peer.py --tcp PORT | --pty LINK

Prints `ready WHERE`; takes `silent` and `talk` on standard input, and ends with it.
"""

import os
import selectors
import socket
import sys
import time
import tty


def open_pty(link):
    near, far = os.openpty()
    tty.setraw(far)
    os.symlink(os.ttyname(far), link)
    print("ready", os.ttyname(far), flush=True)
    return near, far


def main():
    watched = selectors.DefaultSelector()
    watched.register(0, selectors.EVENT_READ, "orders")
    kind, where = sys.argv[1:3]
    if kind == "--pty":
        ends = open_pty(where)
        watched.register(ends[0], selectors.EVENT_READ, "line")
    else:
        listener = socket.create_server(("127.0.0.1", int(where)))
        watched.register(listener, selectors.EVENT_READ, "door")
        print("ready", listener.getsockname()[1], flush=True)
    answers, rests, talks = 0, {}, True
    while True:
        for key, _ in watched.select():
            if key.data == "door":
                visitor = listener.accept()[0]
                watched.register(visitor.detach(), selectors.EVENT_READ, "line")
                continue
            data = os.read(key.fd, 4096)
            if key.data == "orders":
                if not data:
                    return
                talks = b"talk" in data
                print("ok", flush=True)
                continue
            if not data:
                watched.unregister(key.fd)
                os.close(key.fd)
                continue
            *lines, rest = (rests.pop(key.fd, b"") + data).split(b"\r")
            rests[key.fd] = rest
            for line in lines:
                answers += 1
                now = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
                value = {b"id?": 4711, b"count?": answers, b"time?": now}.get(line)
                if talks and value is not None:
                    reply = line.rstrip(b"?") + b"=%d\r" % value
                    # In two pieces: a reply ends with its terminator, not with a read.
                    os.write(key.fd, reply[:3])
                    os.write(key.fd, reply[3:])


main()
