"""What `kube_ledger`, its events and its projections offer: each name is there, in order, and says what it is."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import kube_ledger
from kube_ledger import events, projections, proofs

OFFERED = [kube_ledger, events, projections, proofs]
NAMES = [(module, name) for module in OFFERED for name in module.__all__]


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as the linter sorts them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


# What a subclass only fills in is explained once, by its base: an event's form, a projection's parts.
INHERITED = {"form", "apply", "answer", "dump", "load"}


def shown(value: object) -> str:
    return value.__name__ if isinstance(value, ModuleType) else str(value)


def callables(value: Any) -> Iterator[tuple[str, Any]]:
    """A function, or the public methods that a class has of its own."""
    if inspect.isfunction(value):
        yield value.__name__, value
    elif inspect.isclass(value) and value.__module__.startswith("kube_ledger"):
        for name, member in vars(value).items():
            function = getattr(member, "__func__", member)
            if not name.startswith("_") and name not in INHERITED and inspect.isfunction(function):
                yield f"{value.__name__}.{name}", function


def is_one_question(text: str) -> bool:
    """Whether a docstring is one paragraph: a name and a type then say the rest."""
    return "\n\n" not in inspect.cleandoc(text)


@pytest.mark.parametrize("module", OFFERED, ids=shown)
def test_names_are_sorted_and_stand_once(module: ModuleType) -> None:
    assert list(module.__all__) == sorted(set(module.__all__), key=in_order)


@pytest.mark.parametrize(("module", "name"), NAMES, ids=shown)
def test_an_offered_name_is_there(module: ModuleType, name: str) -> None:
    assert hasattr(module, name)


@pytest.mark.parametrize(("module", "name"), NAMES, ids=shown)
def test_an_offered_name_says_what_it_is(module: ModuleType, name: str) -> None:
    value = getattr(module, name)
    if inspect.isclass(value):
        # A class of attrs without a docstring would show that of its base.
        assert (vars(value).get("__doc__") or "").strip()
    elif inspect.isfunction(value) or isinstance(value, ModuleType):
        assert (value.__doc__ or "").strip()
    for called, function in callables(value):
        assert (function.__doc__ or "").strip(), called


@pytest.mark.parametrize(("module", "name"), NAMES, ids=shown)
def test_what_takes_several_arguments_explains_them(module: ModuleType, name: str) -> None:
    for called, function in callables(getattr(module, name)):
        parameters = [each for each in inspect.signature(function).parameters if each not in ("self", "cls")]
        text = inspect.getdoc(function) or ""
        if len(parameters) < 2 or is_one_question(text):
            continue
        missing = [parameter for parameter in parameters if f"{parameter}:" not in text]
        assert "Args:" in text, called
        assert not missing, f"{called}: {missing}"


def test_the_names_of_the_design_are_offered() -> None:
    errors = [
        *("KubeLedgerError", "InvalidEvent", "Refused", "ConcurrencyError", "Busy", "OutcomeUnknown", "Poisoned"),
        *("NoLedger", "NotALedger", "NewerFormat", "ReadOnly", "DecodeError", "IntegrityError", "UnknownType"),
        *("ProofError", "Closed", "Forked", "MissingExtra"),
    ]
    values = ["AsOf", "Domain", "KUBE", "Ledger", "Period", "Recorded", "Refusal"]
    assert {*errors, *values, "events", "projections"} <= set(kube_ledger.__all__)
    assert {"OpeningLine", "DecisionRules", "Price", "Share", "PmtWork", "AidLine"} <= set(events.__all__)
