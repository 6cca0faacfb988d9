"""The codes of an activity: sectors, tags, markers, types of aid and of finance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cproc.loaders.iati.context import Context, decimal_text
from cproc.loaders.iati.elements import Element
from cproc.money import split_exactly

_WHOLE = Decimal(100)
_SIMPLE = {
    "activity-scope": "scope",
    "collaboration-type": "collaboration",
    "default-flow-type": "flow",
    "default-finance-type": "finance",
    "default-tied-status": "tied",
}
"""Elements that have a code and nothing else, with the field of the model."""

_SPENT = (("3", "4"), ("2",), ("1", "2", "3", "4", "11"))
"""Types of transactions by which shares are told, the first that there are."""


def classification(context: Context, activity: Element) -> dict[str, Any]:
    """What IATI says of an activity and the model keeps as it is.

    Args:
        context: That of the file.
        activity: The activity.
    """
    fields: dict[str, Any] = {
        field: context.code(activity, name, field) for name, field in _SIMPLE.items()
    }
    fields["sectors"] = _sectors(context, activity)
    fields["tags"] = _coded(context, activity.each("tag"), "tags", "")
    fields["markers"] = _coded(context, activity.each("policy-marker"), "markers", "significance")
    fields["aid"] = _coded(context, activity.each("default-aid-type"), "aid", "", one=True)
    fields["other_identifiers"] = _typed(context, activity, "other-identifier", "other_identifiers")
    fields["related"] = _typed(context, activity, "related-activity", "related")
    humanitarian = activity.get("humanitarian").lower()
    if humanitarian in ("1", "true", "0", "false"):
        fields["humanitarian"] = humanitarian in ("1", "true")
    return {name: value for name, value in fields.items() if value not in ("", [])}


def _text(vocabulary: str, code: str, number: str = "") -> str:
    text = code if vocabulary == "1" else f"{vocabulary}:{code}"
    return f"{text}={number}" if number else text


def _coded(
    context: Context, elements: Iterable[Element], field: str, number: str, *, one: bool = False
) -> list[str]:
    """The codes of elements, as the model writes them; those it does not know are left out.

    Args:
        context: That of the file.
        elements: The elements.
        field: Field of the model.
        number: Attribute of the number that goes with the code; none where empty.
        one: Whether there is one of each vocabulary.
    """
    texts: list[str] = []
    vocabularies: set[str] = set()
    for element in elements:
        vocabulary, code = element.get("vocabulary") or "1", element.get("code")
        text = _text(vocabulary, code, element.get(number) if number else "")
        if one and vocabulary in vocabularies:
            element.pass_over()
        elif not context.takes(field, (text,)):
            context.leave_out(element, text, element.name)
        elif text not in texts:
            texts.append(text)
            vocabularies.add(vocabulary)
    return texts


def _typed(context: Context, activity: Element, name: str, field: str) -> list[str]:
    texts: list[str] = []
    for element in activity.each(name):
        text = f"{element.get('type')}:{element.get('ref')}"
        if not context.takes(field, (text,)):
            context.leave_out(element, element.get("type"), name)
        elif text not in texts:
            texts.append(text)
    return texts


def _sectors(context: Context, activity: Element) -> list[str]:
    given = [(each, each.get("percentage")) for each in activity.each("sector")]
    given = given or shares(context, activity, "sector")
    percentages: dict[tuple[str, str], Decimal | None] = {}
    for element, percentage in given:
        vocabulary, code = element.get("vocabulary") or "1", element.get("code")
        number = decimal_text(percentage)
        if not context.takes("sectors", (_text(vocabulary, code),)):
            context.leave_out(element, _text(vocabulary, code), "sector")
            continue
        if not context.takes("sectors", (_text(vocabulary, code, number),)):
            element.pass_over()  # of 0 %, or of more than all
            continue
        before, share = percentages.get((vocabulary, code)), Decimal(number) if number else None
        percentages[vocabulary, code] = share if before is None or share is None else before + share
    _tell_sums(context, activity, percentages)
    often = Counter(vocabulary for vocabulary, _code in percentages)
    return [
        _text(*key, "" if share is None or often[key[0]] == 1 else f"{share.normalize():f}")
        for key, share in percentages.items()
    ]


def _tell_sums(
    context: Context, activity: Element, percentages: dict[tuple[str, str], Decimal | None]
) -> None:
    for vocabulary in dict.fromkeys(vocabulary for vocabulary, _code in percentages):
        some = [share for (of, _code), share in percentages.items() if of == vocabulary]
        total = sum((share for share in some if share is not None), Decimal(0))
        if len(some) > 1 and total != _WHOLE:
            context.tell("published-percentages", activity, f"{total.normalize():f}", what="sector")


def shares(context: Context, activity: Element, name: str) -> list[tuple[Element, str]]:
    """What transactions are said to be of, where the activity does not say: each with its share.

    Args:
        context: That of the file.
        activity: The activity.
        name: ``sector``, ``recipient-country`` or ``recipient-region``.

    Returns:
        The first element of each code, and the percentage of what was spent on it, else committed.
        No percentages where the amounts do not tell them: of one code, in several currencies.
    """
    firsts: dict[tuple[str, str], Element] = {}
    amounts: list[tuple[tuple[str, str], str, str, Decimal]] = []
    for transaction in activity.each("transaction"):
        value = next((each for each in transaction.children if each.name == "value"), None)
        kind = next(
            (each for each in transaction.children if each.name == "transaction-type"), None
        )
        for element in transaction.each(name):
            key = element.get("vocabulary") or "1", element.get("code")
            firsts.setdefault(key, element)
            number = decimal_text(value.text) if value else ""
            if value and kind and number:
                currency = value.attributes.get("currency", "")
                amounts.append((key, kind.attributes.get("code", ""), currency, Decimal(number)))
    if not firsts:
        return []
    context.count("published-of-transactions", name)
    weights = _weights(list(firsts), amounts)
    return [(element, weights.get(key, "")) for key, element in firsts.items()]


def _weights(
    keys: list[tuple[str, str]], amounts: list[tuple[tuple[str, str], str, str, Decimal]]
) -> dict[tuple[str, str], str]:
    kinds = next((k for k in _SPENT if any(each[1] in k for each in amounts)), ())
    used = [each for each in amounts if each[1] in kinds]
    if len(keys) < 2 or len({each[2] for each in used}) != 1 or len({key[0] for key in keys}) != 1:
        return {}
    sums = [sum((each[3] for each in used if each[0] == key), Decimal(0)) for key in keys]
    if min(sums) <= 0:
        return {}
    parts = split_exactly(10_000, sums)
    return {key: f"{Decimal(part).scaleb(-2):f}" for key, part in zip(keys, parts, strict=True)}
