"""Whom we call: public addresses, and nothing inside a network, however it is written."""

from ipaddress import ip_address

import pytest

from domain.errors import Invalid
from domain.people.addresses import Reach, callable_url, is_public

PUBLIC = (
    "8.8.8.8",
    "93.184.216.34",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00::1",
)
NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),  # noqa: S104  an address that is refused
    *("168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"),
    *(
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fec0::1",
        "ff02::1",
        "5f00::1",
    ),
)
REFUSED = (
    *("", " ", "hooks", "//example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)"),
    *(
        "https://",
        "https:///x",
        "https://[",
        "https://[::1",
        "https://exa mple.org/",
        "https://example.org:99999/",
    ),
    *(
        "https://example.org\\@10.0.0.1/",
        "https://example.org/\x00",
        "https://exämple.org/",
        "https://-a.org/",
    ),
    *("https://user@example.org/", "https://user:secret@example.org/", "https://@example.org/"),
    *(
        "https://example.org/#part",
        "http://example.org/",
        "http://example.org:443/",
        "https://example.org:22/",
    ),
    *("https://example.org:8080/", "https://example.org:0/", "https://localhost/", "https://localhost./"),
    *(
        "https://printer/",
        "https://db.internal/",
        "https://nas.local/",
        "https://x.localhost/",
        "https://1.arpa/",
    ),
    *(
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
    ),
    *(
        "https://a.b.0x7f/",
        "https://a..org/",
        "https://example.org%2f@10.0.0.1/",
        f"https://example.org/{'a' * 1000}",
    ),
    *("https://[::1%25lo]/", "https://[fe80::1]/"),
)


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_may_be_called(text: str) -> None:
    assert is_public(ip_address(text))
    assert callable_url(f"https://[{text}]/" if ":" in text else f"https://{text}/", Reach())


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_an_address_inside_may_not(text: str) -> None:
    address = ip_address(text)
    assert not is_public(address)
    assert Reach().allows(address) is False
    with pytest.raises(Invalid):
        callable_url(f"https://[{text}]/" if ":" in text else f"https://{text}/", Reach())


@pytest.mark.parametrize("url", REFUSED)
def test_what_cannot_be_called_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Invalid, match=r"https://example\.org/chargeops"):
        callable_url(url, Reach())


@pytest.mark.parametrize(
    "url", ["https://hooks.example.org/a?b=c", "https://example.org:8443/", " https://EXAMPLE.org./x "]
)
def test_an_ordinary_address_is_kept_as_it_is(url: str) -> None:
    assert callable_url(url, Reach()) == url.strip()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://localhost:1/", "https://[::1]:444/"])
def test_this_machine_is_called_only_where_it_is_allowed(url: str) -> None:
    assert callable_url(url, Reach(loopback=True)) == url
    with pytest.raises(Invalid):
        callable_url(url, Reach())


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "http://10.0.0.1:80/", "http://127.0.0.1.example.org/", "http://u@127.0.0.1/"],
)
def test_allowing_this_machine_allows_no_other(url: str) -> None:
    with pytest.raises(Invalid):
        callable_url(url, Reach(loopback=True))
