"""Holds a key down, as far as a host can tell: jog_client.py SOCKET DEVICE AXIS WAY

Takes the device by a lease and asks every 80 ms to move on, with the newest token each time, until
it is ended from outside. Python's standard library only; it shares nothing with the program.
"""

import http.client
import json
import signal
import socket
import sys
import time


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("lab", timeout=5)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


def post(path, resource, body):
    connection = Connection(path)
    connection.request("POST", resource, json.dumps(body), {"Connection": "close"})
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply.status, json.loads(text)


def main():
    # Whoever starts the tests may have it ignored, or blocked.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])
    path, device, axis, way = sys.argv[1:5]
    status, lease = post(path, f"/v1/devices/{device}/lease", {})
    if status != 201:
        print("refused", lease.get("error"), flush=True)
        return 1
    while True:
        body = {"token": lease["token"], "axis": axis, "way": int(way)}
        status, answer = post(path, f"/v1/leases/{lease['lease']}/move", body)
        if status != 200:
            print("over", answer.get("error"), flush=True)
            return 1
        lease = answer
        print("moving", flush=True)
        time.sleep(0.08)


sys.exit(main())
