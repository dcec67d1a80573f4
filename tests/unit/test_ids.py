"""What may name a thing, and the ids of calls."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kube_ledger.ids import event_id, is_id, is_type_name, uuid7
from strategies import ids


@given(ids(), ids())
def test_an_id_names_a_type_alone_or_behind_a_prefix(prefix: str, name: str) -> None:
    assert is_id(name)
    assert is_type_name(name)
    assert is_type_name(f"{prefix}/{name}")
    assert not is_id(f"{prefix}/{name}")
    assert not is_type_name(f"{prefix}/{name}/{name}")


@given(st.text(max_size=4))
def test_no_other_text_does(text: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    assert is_id(text) is (len(text) > 0 and set(text) <= allowed and text[0] not in "._-")


@pytest.mark.parametrize("text", ["m01\n", "/m01", "m01/", "a//b", "z" * 65, "z" * 65 + "/a", "a/" + "z" * 65])
def test_what_is_nearly_a_name_is_none(text: str) -> None:
    assert not is_type_name(text)


def test_a_call_id_is_a_uuid_of_version_7_and_later_ones_are_greater() -> None:
    made = [uuid7() for _ in range(100)]
    assert all(type(one) is UUID and one.version == 7 for one in made)
    assert sorted(made) == made
    assert len(set(made)) == 100


def test_an_event_id_is_the_calls_and_the_index() -> None:
    assert event_id(UUID(int=5), 3) == "00000000-0000-0000-0000-000000000005-3"
