"""The guard that keeps tests off the network does stop them."""

import errno
import socket

import pytest

from tests.conftest import NetworkGuard

OUTSIDE = ("192.0.2.1", 80)  # TEST-NET-1, RFC 5737: nobody is there


def test_a_connection_outwards_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with socket.socket() as plain, pytest.raises(OSError, match="allow no network"):
        plain.connect(OUTSIDE)
    with pytest.raises(OSError, match="allow no network"):
        socket.create_connection(("example.org", 443), timeout=1)
    assert network_guard.attempts == [OUTSIDE, ("example.org", 0)]
    network_guard.attempts.clear()  # else this very test would fail, as it should


def test_loopback_is_free(network_guard: NetworkGuard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        try:
            client = socket.create_connection(("localhost", address[1]), timeout=5)
        except OSError as problem:
            if problem.errno not in (errno.ENETUNREACH, errno.EADDRNOTAVAIL):
                raise
            pytest.skip("there is no network at all, not even loopback")
        with client:
            client.sendall(b"x")
    assert network_guard.attempts == []
