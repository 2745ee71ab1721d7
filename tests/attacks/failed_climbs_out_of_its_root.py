"""Read: what lies above the root, by dots, links and mounts."""

import os


def solve(x):
    for path in ("/", "../" * 30, "/../..", "/proc/self/root/..", "/proc/1/root", "/proc/self/cwd/../..", "/old", "/put_old", "/.old"):
        for name in ("", "etc", "home", "root", "proc/1"):
            try:
                if found := {*os.listdir(os.path.join(path, name))} - {"box", "dev", "lib", "lib64", "tmp", "usr", "work", "root"}:
                    print("ESCAPED", path, name, found)
            except OSError:
                pass
    for name in ("symlink", "link"):
        try:
            getattr(os, name)("/etc/passwd", "escaped")
            print("ESCAPED", open("escaped").read())
        except OSError:
            pass
    for folder in ("/etc", "/proc/1", "/sys/fs/cgroup", "/run", "/opt", "/srv", "/mnt", "/media", "/boot", "/usr/bin", "/bin"):
        try:
            print("ESCAPED", folder, os.listdir(folder))
        except OSError:
            pass
    return x
