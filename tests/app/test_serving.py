import socket

import pytest

from pipeline.app.serving import Listening, serve
from pipeline.errors import UsageError


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "pruefung.example"])
def test_nothing_leaves_this_machine_in_the_clear(address):
    with pytest.raises(UsageError, match="Verschlüsselung"):
        Listening(address).check()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_needs_no_encryption(address):
    Listening(address).check()


def test_elsewhere_it_takes_a_certificate_or_a_proxy_with_a_name(tmp_path):
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.touch()
    key.touch()

    Listening("0.0.0.0", certificate=certificate, key=key).check()
    Listening("0.0.0.0", behind_proxy=True, hosts=("pruefung.example",)).check()
    with pytest.raises(UsageError, match="--host"):
        Listening("0.0.0.0", behind_proxy=True).check()
    with pytest.raises(UsageError, match="--tls-key"):
        Listening("0.0.0.0", certificate=certificate).check()
    with pytest.raises(UsageError, match="gibt es nicht"):
        Listening(certificate=certificate, key=tmp_path / "fehlt.pem").check()


def test_without_accounts_nobody_is_served(run, tmp_path):
    with pytest.raises(UsageError, match="schmerzpunkt account"):
        serve(run, Listening(), tmp_path / "keine.json")


def test_a_taken_port_is_named(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(UsageError, match=str(port)):
            serve(run, Listening(port=port))
