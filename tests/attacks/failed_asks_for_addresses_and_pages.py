"""Network: a name server, a web page, through the libraries that fetch."""

import socket
import urllib.request


def solve(x):
    for ask in (
        lambda: socket.getaddrinfo("example.org", 80), lambda: socket.gethostbyname("localhost.localdomain"),
        lambda: urllib.request.urlopen("http://127.0.0.1:8000/", timeout=1), lambda: socket.getfqdn("127.0.0.1") != "127.0.0.1" and 1 / 0,
    ):
        try:
            if ask():
                print("ESCAPED")
        except OSError:
            pass
        except ZeroDivisionError:
            print("ESCAPED with a name")
    return x
