"""Holds the exclusive lock of a device file until it is ended: port_holder.py PATH"""

import fcntl
import os
import sys
import time

descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("ready", sys.argv[1], flush=True)
while True:
    time.sleep(60)
