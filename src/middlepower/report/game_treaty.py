"""The page of a treaty game: the answer in one sentence, the trees, what each scope is worth, what one must believe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from middlepower.document.file import write
from middlepower.document.number import Number
from middlepower.document.treaty import GameTreaty, LockstepPrice, TreatyAtHorizon
from middlepower.game.treaty.read import OWN_BELIEF
from middlepower.game.treaty.values import ALWAYS, NEVER
from middlepower.language.catalogue import say
from middlepower.report.drawing import Drawing, PlotFigure, TreeFigure
from middlepower.report.figures import Axis, Tick, axis_over
from middlepower.report.game_treaty_tables import (
    belief_rows,
    bounds,
    break_even_rows,
    chance,
    chance_between,
    horizon_of,
    lockstep_rows,
    payoff_rows,
    ranged_chance,
    scope_rows,
    treaty_tables,
)
from middlepower.report.game_tree import believed_drawing, own_drawing
from middlepower.report.profile import profile_page
from middlepower.report.profile_figures import Plot, PlotLine, PlotPoint
from middlepower.report.wording import Bullet, dollars, listed, parted, plain, the, variant_text

STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of a probability


def headline(document: GameTreaty) -> str:
    """The sentence that a minister can repeat: up to which probability the observed scope pays."""
    mover, power = the(document.name(document.mover)), the(document.name(document.power))
    scope, answer = document.scopes[document.observed].title, punishment_title(document)
    most = {horizon: most_of(found) for horizon, found in document.horizons.items()}
    declared = chance_between(document.punished.value, document.punished.low, document.punished.high)
    if all(number.value == ALWAYS for number in most.values()):
        return say("game_treaty.headline_always", mover=mover, scope=scope, answer=answer, power=power)
    if all(number.value == NEVER for number in most.values()):
        return say("game_treaty.headline_never", mover=mover, scope=scope)
    parts = [
        say("game_treaty.headline_part", chance=ranged_chance(number), horizon=say(f"game_treaty.in.{horizon}"))
        for horizon, number in most.items()
    ]
    return say(
        "game_treaty.headline",
        mover=mover,
        scope=scope,
        answer=answer,
        power=power,
        list=listed(parts),
        declared=declared,
        source=belief_origin(document),
    )


def belief_origin(document: GameTreaty) -> str:
    """Who says so of the declared probability: the record of threats, or the one who asks."""
    own = document.punished.source == OWN_BELIEF
    return say("game_treaty.origin.own" if own else "game_treaty.origin.record")


def most_of(found: TreatyAtHorizon) -> Number:
    """The probability up to which the observed scope pays, zero where it never does."""
    number = found.numbers.must_believe["probability"].over_nothing.at_most
    return number if number.value is not None else Number(NEVER)


def punishment_title(document: GameTreaty) -> str:
    """How the observed scope is punished, in words."""
    return listed(document.answers[name].title for name in document.scopes[document.observed].chances)


def treaty_bullets(document: GameTreaty) -> tuple[Bullet, ...]:
    """The answer; who would do what; what one must believe; waiting; lockstep."""
    main = document.horizons[document.header.horizon]
    found = [
        Bullet(say("game_treaty.lead.answer"), headline(document)),
        Bullet(say("game_treaty.lead.belief"), belief_sentence(document, main)),
        Bullet(say("game_treaty.lead.moves"), moves_sentence(document, main)),
    ]
    if main.numbers.waiting is not None:
        found.append(Bullet(say("game_treaty.lead.waiting"), waiting_sentence(document, main)))
    if main.numbers.lockstep:
        found.append(Bullet(say("game_treaty.lead.lockstep"), lockstep_sentence(document)))
    return tuple(found)


def belief_sentence(document: GameTreaty, main: TreatyAtHorizon) -> str:
    """What must be disbelieved, and whether disbelief alone explains the observed scope."""
    believed, scope = main.numbers.must_believe, document.scopes[document.observed].title
    disbelief = main.numbers.disbelieved_share
    most = believed["probability"].over_all.at_most
    if disbelief.value == 0.0 and most.value is not None:
        return say("game_treaty.pays_as_declared", scope=scope, chance=chance(document.punished.value))
    first = say("game_treaty.disbelieve", share=ranged_chance(disbelief), scope=scope)
    form = believed["quota-form"].over_all.at_most
    if most.value is not None:
        second = say(
            "game_treaty.disbelief_enough", between=bounds(document, "probability", believed["probability"].over_all)
        )
    elif form.value is not None:
        second = say("game_treaty.only_form", scope=scope, most=ranged_chance(form))
    else:
        second = say("game_treaty.disbelief_not_enough", scope=scope)
    return f"{first} {second}"


def moves_sentence(document: GameTreaty, main: TreatyAtHorizon) -> str:
    """The equilibrium paths: the answer believed, and the power answering for its own income."""
    power, mover = the(document.name(document.power)), the(document.name(document.mover))
    own = main.own_income
    answers = {max(at, key=lambda name: at[name]) for at in own.chosen.values() if answers_at(document, at)}
    shares = [chance(main.believed.same_choice_share.known), chance(own.same_choice_share.known)]
    first = say(
        "game_treaty.move_believed",
        mover=mover,
        scope=document.scopes[main.believed.path[0]].title,
        share=shares[0],
    )
    second = say(
        "game_treaty.move_own_same" if len(answers) == 1 else "game_treaty.move_own",
        mover=mover,
        power=power,
        scope=document.scopes[own.path[0]].title,
        answer=document.answers[own.path[-1]].title,
        share=shares[1],
    )
    mixed = "" if own.pure else " " + say("game_treaty.mixed")
    return f"{first} {second}{mixed}"


def answers_at(document: GameTreaty, at: Mapping[str, float]) -> bool:
    """Whether a decision is the power's."""
    return set(at) == set(document.answers)


def waiting_sentence(document: GameTreaty, main: TreatyAtHorizon) -> str:
    """What waiting for the review is worth, and what it forgoes."""
    waiting, review = main.numbers.waiting, document.review
    if waiting is None or review is None:
        return ""
    return say(
        "game_treaty.waiting",
        review=review.title,
        value=dollars(waiting.waiting_value_musd.known),
        forgone=dollars(waiting.forgone_musd.known),
        scope=document.scopes[document.observed].title,
    )


def lockstep_sentence(document: GameTreaty) -> str:
    """The price of having followed and where it changes its sign, for the first punishment, by case and horizon."""
    parts = [
        lockstep_part(document, case, horizon, next(iter(by_answer.values())))
        for horizon, found in document.horizons.items()
        for case, by_answer in found.numbers.lockstep.items()
    ]
    return say("game_treaty.lockstep_text", punishment=lockstep_by(document), list=parted(parts))


def lockstep_part(document: GameTreaty, case: str, horizon: str, price: LockstepPrice) -> str:
    """One case and horizon in words."""
    told, when = document.lockstep_cases[case], horizon_of(document, horizon).lower()
    money = dollars(price.price_unpunished_musd.known)
    if price.price_unpunished_musd.known <= 0.0:
        return say("game_treaty.lockstep_pays", case=told, horizon=when, money=money)
    if price.crossing_probability.value is None:
        return say("game_treaty.lockstep_costs", case=told, horizon=when, money=money)
    at = ranged_chance(price.crossing_probability)
    return say("game_treaty.lockstep_crosses", case=told, horizon=when, money=money, chance=at)


def lockstep_by(document: GameTreaty) -> str:
    """The first punishment of not following, in words."""
    cases = next(iter(document.horizons.values())).numbers.lockstep
    answer = next(iter(next(iter(cases.values()))), "") if cases else ""
    return document.answers[answer].title if answer else ""


def lockstep_plot(document: GameTreaty) -> Plot:
    """The price of having followed over the probability of the first punishment, a line for each case and horizon."""
    lines = [
        (
            say("game_treaty.line", case=document.lockstep_cases[case], horizon=horizon_of(document, horizon).lower()),
            price,
        )
        for horizon, found in document.horizons.items()
        for case, by_answer in found.numbers.lockstep.items()
        for price in [next(iter(by_answer.values()))]
    ]
    x = chance_axis()
    ends = [end.known / 1000.0 for _, one in lines for end in (one.price_unpunished_musd, one.price_punished_musd)]
    y = axis_over(ends)
    drawn = tuple(
        PlotLine(label, tuple(line_points(price, x, y, series))) for series, (label, price) in enumerate(lines)
    )
    return Plot(x, y, drawn, title=say("game_treaty.lockstep_title", punishment=lockstep_by(document)))


def chance_axis() -> Axis:
    """The axis of a probability, its ticks in per cent."""
    axis = axis_over(STEPS)
    return Axis(axis.low, axis.high, tuple(Tick(axis.position(step), chance(step), False) for step in STEPS))


def line_points(price: LockstepPrice, x: Axis, y: Axis, series: int) -> Iterator[PlotPoint]:
    """Points of a line in money."""
    first, last = price.price_unpunished_musd.known / 1000.0, price.price_punished_musd.known / 1000.0
    for step in STEPS:
        value = first + step * (last - first)
        across, down = x.position(step), 100.0 - y.position(value)
        yield PlotPoint(chance(step), across, down, across, across, down, down, plain(value, 2), series)


def render_treaty(document: GameTreaty) -> str:
    """The page as HTML text; the same document always gives the same text."""
    horizon = document.header.horizon
    context = {
        "d": document,
        "h": document.header,
        "mover": the(document.name(document.mover)),
        "power": the(document.name(document.power)),
        "declared": chance(document.punished.value),
        "when": horizon_of(document, horizon),
        "bullets": treaty_bullets(document),
        "believed": believed_drawing(document, horizon),
        "own": own_drawing(document, horizon),
        "scopes": scope_rows(document),
        "break_even": break_even_rows(document),
        "beliefs": belief_rows(document),
        "lockstep": lockstep_rows(document),
        "lockstep_by": lockstep_by(document),
        "plot": lockstep_plot(document) if lockstep_rows(document) else None,
        "payoffs": [(when, document.name(code), payoff_rows(document, when, code)) for when, code in tabled(document)],
        "notes": notes(document),
    }
    return profile_page("game_treaty.html", context)


def tabled(document: GameTreaty) -> list[tuple[str, str]]:
    """(horizon, economy) of each table of payoffs."""
    return [
        (horizon, code)
        for horizon, found in document.horizons.items()
        for code in next(iter(found.numbers.paths.values())).economies
    ]


def notes(document: GameTreaty) -> Sequence[str]:
    """What to know of the game, the variants without equilibrium and subgames with several equilibria."""
    found = list(document.notes)
    found += [
        say("game_treaty.lottery", title=one.title, source=one.source)
        for one in document.answers.values()
        if one.source
    ]
    for horizon, at in document.horizons.items():
        if at.without_equilibrium:
            names = listed(variant_text(name) for name in at.without_equilibrium)
            found.append(say("game_treaty.left_out", horizon=horizon_of(document, horizon).lower(), list=names))
        several = dict.fromkeys((*at.believed.subgames_with_several, *at.own_income.subgames_with_several))
        if several:
            found.append(say("game_treaty.several", horizon=horizon_of(document, horizon).lower(), n=len(several)))
    return [*found, say("game_treaty.weights_note"), say("game_treaty.no_politics")]


def treaty_drawings(document: GameTreaty) -> Iterator[Drawing]:
    """The figures of the page."""
    power, when = the(document.name(document.power)), document.header.horizon
    horizon = horizon_of(document, when)
    note = say("game_treaty.believed_note", power=power, horizon=horizon)
    yield TreeFigure("tree-believed", say("game_treaty.believed_title"), note, believed_drawing(document, when))
    note = say("game_treaty.own_note", power=power, horizon=horizon)
    yield TreeFigure("tree-own-income", say("game_treaty.own_title", power=power), note, own_drawing(document, when))
    if lockstep_rows(document):
        title = say("game_treaty.lockstep_title", punishment=lockstep_by(document))
        yield PlotFigure("lockstep", title, say("game_treaty.lockstep_note"), lockstep_plot(document))


def treaty_texts(document: GameTreaty) -> dict[str, str]:
    """File name to content of everything that the game writes, but for its trees."""
    return {
        document.file_name: write(document),
        **treaty_tables(document),
        "game_treaty.html": render_treaty(document),
    }


def treaty_trees(document: GameTreaty, also: Sequence[str]) -> dict[str, str]:
    """File name to content of the trees for Gambit, where they are asked for."""
    trees = {
        f"{name}-{horizon}.efg": tree.efg
        for horizon, found in document.horizons.items()
        for name, tree in (("believed", found.believed), ("own-income", found.own_income))
    }
    return trees if "efg" in also else {}
