"""The good that a measure means by a word, a name or an HS code: a product, a goods sector or all goods.

A word stands for a product before it stands for a sector: `steel` is the product, `C24A` the sector. What could be
several goods, or is only a part of one, is an error that says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from middlepower.data.codes import sectors
from middlepower.data.sector_names import find_sector, refuse_part
from middlepower.errors import UnknownNameError
from middlepower.language.catalogue import named, say
from middlepower.names import either, joined, plain, spelled_like
from middlepower.policy.goods import ALL_GOODS, HERE, Product, goods_sectors, known_goods, load_products, read_rows

LINES, JOINED, REST = "HS ", "+", "rest"  # how parts of flows are called
LINES_SHOWN = 4


@dataclass(frozen=True)
class GoodWord:
    """The goods that a word touches; with `why` it is no name of one of them."""

    goods: tuple[str, ...]
    why: str


def find_good(label: str) -> str:
    """The good that a label names; UnknownNameError says what else it may mean, or which good it is part of."""
    if label in known_goods():
        return label
    word = _words().get(plain(label))
    if word is not None and not word.why:
        return word.goods[0]
    refuse_word(label)
    if label.replace(".", "").strip().isdecimal():
        return _with_lines(label)
    return goods_sector(label, _spellings())


def goods_sector(label: str, others: Mapping[str, str] | None = None) -> str:
    """The goods sector that a label names; UnknownNameError says what near it exists, `others` included."""
    code = find_sector(label)
    if code in goods_sectors():
        return code
    if code is not None:
        raise UnknownNameError(f"`{label}` is a service, and services pay no tariffs: name goods.")
    refuse_part(label)
    known = {**_sector_spellings(), **(others or {})}
    near = dict.fromkeys(known[name] for name in spelled_like(label, known))
    remedy = f"did you mean {either(near)}?" if near else "`middlepower list products` and `list sectors` show them."
    raise UnknownNameError(f"no such {'product or ' if others else ''}sector, `{label}`: {remedy}")


def _with_lines(code: str) -> str:
    """The product made of exactly the lines of an HS code; UnknownNameError where there is none."""
    digits = code.replace(".", "").strip()
    touched = with_hs(digits)
    same = [product for product in touched if product.hs == (digits,)]
    if same:
        return same[0].id
    some = f"lies in {joined(product.id for product in touched)}" if touched else "is of no named product"
    raise UnknownNameError(f"`{code}` is an HS code that {some}: write it in `hs`, beside the sector in `goods`.")


def with_hs(digits: str) -> list[Product]:
    """The named products that share lines with an HS code."""
    return [
        product
        for product in load_products().values()
        if any(line.startswith(digits) or digits.startswith(line) for line in product.hs)
    ]


def refuse_word(label: str) -> None:
    """UnknownNameError where a word names several goods, or only a part of one."""
    known = _words().get(plain(label))
    if known is None or not known.why:
        return
    listed = ", ".join(f"{good} ({title_of(good)})" for good in known.goods)
    if len(known.goods) == 1:
        raise UnknownNameError(f"`{label}` is part of {listed}, {known.why}: name the whole, or its HS lines in `hs`.")
    raise UnknownNameError(f"`{label}` may be several goods, {known.why}: name those that you mean of {listed}.")


def title_of(good: str) -> str:
    """The plain name of a part of flows: a product, a sector, a list of HS lines, these lines, or what is left.

    A list of the user's own has the name of its file.
    """
    pieces = good.removeprefix(LINES).split(JOINED)
    if all(piece.isdecimal() for piece in pieces):
        return _lines_named(pieces)
    if len(pieces) > 1:
        return say("goods.both", list=", ".join(map(title_of, good.split(JOINED))))
    if good in (ALL_GOODS, REST):
        return say(f"goods.whole.{good}")
    product, listed = load_products().get(good), list_names().get(good)
    if product is not None:
        return named(product.name)
    return named(listed or (sectors()[good].name if good in sectors() else good))


def _lines_named(codes: Sequence[str]) -> str:
    """Some HS lines by their codes, the first where they are many."""
    shown = ", ".join(codes[:LINES_SHOWN])
    rest = len(codes) - LINES_SHOWN
    return say("goods.lines_and_more", lines=shown, more=rest) if rest > 0 else say("goods.lines", lines=shown)


@cache
def list_names() -> Mapping[str, str]:
    """{list of HS lines that comes with the package: its plain name}."""
    return {row["list"]: row["name"] for row in read_rows(HERE / "lists" / "hs" / "index.csv")}


def words_for(good: str) -> list[str]:
    """The words that name a good, and those that may mean it among others."""
    rows = read_rows(HERE / "good_words.csv")
    return [word for row in rows if good in row["goods"].split() for word in row["words"].split(";")]


@cache
def _words() -> dict[str, GoodWord]:
    """What every plain name and word says; names of products before words, words before names of sectors."""
    words = {plain(code): GoodWord((code,), "") for code in goods_sectors()}
    for row in read_rows(HERE / "good_words.csv"):
        said = GoodWord(tuple(row["goods"].split()), row["why"])
        words.update({plain(word): said for word in row["words"].split(";")})
    for product in load_products().values():
        words.update({plain(name): GoodWord((product.id,), "") for name in (product.id, product.name)})
    return words


@cache
def _spellings() -> dict[str, str]:
    """{way to write it: good} of all products, sectors and words that name one good."""
    words = {word: said.goods[0] for word, said in _words().items() if not said.why}
    return words | {good: good for good in known_goods()}


def _sector_spellings() -> dict[str, str]:
    """{way to write it: sector} of all goods sectors."""
    return {name: code for code in goods_sectors() for name in (code, sectors()[code].name, *sectors()[code].words)}
