# ruff: noqa: E501 -- a table of source lines
"""Mutants written by hand: each breaks one equation or one rule of the law, and each must be noticed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutants.edit import Mutant
from tests.mutants.places import Source, function_at


@dataclass(frozen=True)
class Broken:
    """One change of the source: what it breaks, where, the text and its replacement, and the tests that must notice."""

    breaks: str
    file: str
    text: str
    instead: str
    noticed_by: tuple[str, ...]


class StaleMutantError(Exception):
    """The text of a mutant no longer stands in its file exactly once."""


def kernel_mutants(package: Path) -> list[tuple[Mutant, list[str]]]:
    """The mutants below in a package, each with its tests; an error where a text has changed, because the list must
    follow the code."""
    return [(located(broken, package), [f"tests/{name}.py" for name in broken.noticed_by]) for broken in KERNELS]


def located(broken: Broken, package: Path) -> Mutant:
    """A mutant of the list at its place."""
    content = (package / broken.file).read_bytes()
    count = content.count(broken.text.encode())
    if count != 1:
        raise StaleMutantError(f"{broken.breaks}: `{broken.text}` stands {count} times in {broken.file}, not once")
    start = content.index(broken.text.encode())
    function = function_at(Source(broken.file, content), start)
    line = content[:start].count(b"\n") + 1
    end = start + len(broken.text.encode())
    return Mutant(broken.file, start, end, broken.instead, broken.breaks, line, function, broken.text)


NAFTA = ("golden/test_nafta",)
MODEL = ("unit/test_model",)
NEST = ("unit/test_nest",)
QUOTA = ("unit/test_quota",)
READER = ("unit/test_scenario_reader",)
ENGINE = ("unit/test_policy_engine",)
PARTS = ("unit/test_decomposition",)
LOCKSTEP = ("unit/test_lockstep",)
CHAIN = ("unit/test_indicators_lookthrough",)
MONTHS = ("unit/test_drawn_claims",)
KEPT = ("unit/test_kept_law",)
ERRORS = ("unit/test_flow_errors",)
VOLUMES = ("properties/test_indicators",)
YEAR = ("unit/test_first_year",)
WORK = ("unit/test_work",)
STEPS = ("unit/test_between_horizons",)
TOTAL = ("unit/test_at_least",)
BANS = ("unit/test_bans",)
EXPORT = ("unit/test_export_taxes",)
TREATY = ("unit/test_game_treaty",)
OWN = ("unit/test_own_tariffs",)
ACCOUNTS = ("unit/test_accounts",)
GROUPED = ("unit/test_grouped",)
CRISIS = ("unit/test_crisis_game",)
COERCE = ("unit/test_game_coerce",)
OSSA = ("unit/test_ossa_2014",)
WEDGE = ("unit/test_wedge",)
SCORE = ("unit/test_score_metrics",)
GRADIENT = ("unit/test_first_year_gradient",)
TWO_STAGES = ("unit/test_two_stage_gradient",)
ASCENT = ("unit/test_ascent",)
AUTONOMY = ("unit/test_autonomy",)
ALIGNED = ("unit/test_alignment",)
DRAWS = ("unit/test_ensemble",)
PROVINCES = ("unit/test_province_states",)
GOODS = ("unit/test_parts",)
LINES = ("unit/test_product_worlds",)
SEARCH = ("unit/test_search",)
DIVERSION = ("unit/test_diversion",)
RATES = ("unit/test_applied_rates",)
WAR = ("unit/test_trade_war",)
ALLIES = ("unit/test_game_coalition",)
OPTIMUM = ("unit/test_optimum",)

KERNELS = (
    Broken("input table transposed in unit cost", "model/long_run/equations.py", "log_P.T[:, None, :], gamma)", "log_P.T[:, None, :], gamma.transpose(0, 2, 1))", NAFTA),
    Broken("wages missing from unit cost", "model/long_run/equations.py", "log_c: Array = beta * log_w + ", "log_c: Array = 0.0 * log_w + ", NAFTA),
    Broken("sign of the trade elasticity", "model/long_run/equations.py", "exponent = -theta[:, None] * log_c", "exponent = theta[:, None] * log_c", NAFTA),
    Broken("sign of the price index", "model/long_run/equations.py", "log_P: Array = -(np.log(Phi)", "log_P: Array = (np.log(Phi)", NAFTA),
    Broken("input use transposed in spending", "model/long_run/equations.py", "np.matmul(benchmark.gamma, Y.T[:, :, None])", "np.matmul(benchmark.gamma.transpose(0, 2, 1), Y.T[:, :, None])", NAFTA),
    Broken("tariff revenue lost", "model/long_run/equations.py", "revenue_rate = 1.0 - keep", "revenue_rate = 0.0 * keep", NAFTA),
    Broken("sales at tariff-inclusive prices", "model/long_run/equations.py", "np.matmul((X / Phi)[:, None, :], problem.Kt)", "np.matmul((X / Phi)[:, None, :], problem.K)", NAFTA),
    Broken("deficits paid by the wrong side", "model/long_run/equations.py", "transfer = deficits(problem.closure, bench, w_hat) + rents", "transfer = rents - deficits(problem.closure, bench, w_hat)", NAFTA),
    Broken("importer and exporter swapped in the kernel", "model/core/problem.py", "K * net", "K * net.transpose(0, 2, 1)", NAFTA),
    Broken("tariff taken for its square", "scenario/shock.py", "factor: Array = 1.0 + self.tariff", "factor: Array = (1.0 + self.tariff) ** 2", NAFTA),
    Broken("real income by the wrong price index", "model/core/equilibrium.py", "self.income / self.benchmark.income / self.consumer_price_hat", "self.income / self.benchmark.income * self.consumer_price_hat", NAFTA),
    Broken("output summed over exporters", "model/core/equilibrium.py", "total: Array = self.flow.sum(axis=1)", "total: Array = self.flow.sum(axis=2)", MODEL),
    Broken("nest elasticity's sign", "scenario/nest.py", "(after / before) ** (1.0 - eta)", "(after / before) ** (eta - 1.0)", NEST),
    Broken("naive effective rate", "scenario/nest.py", "np.where(open_, border / whole, net_before)", "np.where(open_, whole / np.add.reduceat(weight * after, first), net_before)", NEST),
    Broken("rent on all imports, not on those in quota", "model/core/quota.py", "np.minimum(most, table.limit)", "most", QUOTA),
    Broken("rent paid by the exporter", "model/core/quota.py", "np.add.at(paid, table.importer, moved)", "np.add.at(paid, table.i[table.flow], moved)", QUOTA),
    Broken("licences still wanted at the cap", "model/core/quota.py", "(table.cap > here + AT_CAP)", "(table.cap > here - AT_CAP)", QUOTA),
    Broken("cut-off in one direction only", "scenario/own.py", "cells[np.ix_(k, b, a)] = True", "cells[np.ix_(k, a, b)] = True", READER),
    Broken("replaced measures stay", "policy/state.py", "if measure.id not in ended", "if measure.id", ENGINE),
    Broken("terms of trade with the wrong sign", "indicators/decomposition.py", "-flow * dlnc / buyer", "flow * dlnc / buyer", PARTS),
    Broken("first-order formula without export prices", "indicators/first_order.py", "(earned - paid) / baseline.income", "(-paid) / baseline.income", NAFTA),
    Broken("volumes at current prices", "model/core/equilibrium.py", "self.flow / self.c_hat[:, None, :]", "self.flow * self.c_hat[:, None, :]", VOLUMES),
    Broken("specific factors earn nothing", "model/first_year/equations.py", "frictions.labour_share * log_w + (1.0 - frictions.labour_share) * log_VA", "frictions.labour_share * log_w", YEAR),
    Broken("workers' mobility upside down", "model/first_year/equations.py", "log_VA / kappa + (1.0 - 1.0 / kappa) * np.log(Phi)", "log_VA * kappa + (1.0 - kappa) * np.log(Phi)", YEAR),
    Broken("the floor is a ceiling", "model/first_year/equations.py", "np.maximum(log_W, lowest", "np.minimum(log_W, lowest", YEAR),
    Broken("first-year sales at tariff-inclusive prices", "model/first_year/equations.py", "np.matmul((X / Phi)[:, None, :], problem.Kt)", "np.matmul((X / Phi)[:, None, :], problem.K)", YEAR),
    Broken("the floor forgets the baseline's wages", "model/first_year/equations.py", "lowest + frictions.reference", "lowest - frictions.reference", YEAR),
    Broken("the check forgets idle workers", "model/first_year/check.py", "gap: Array = np.abs(np.minimum(above, idle))", "gap: Array = 0.0 * np.abs(np.minimum(above, idle))", YEAR),
    Broken("the check's labour supply without kappa", "model/first_year/check.py", "(labour.W_hat / average) ** labour.kappa * average", "(labour.W_hat / average) * average", YEAR),
    Broken("volume of value added by prices", "model/core/labour.py", "np.exp((share * np.log(self.input_hat)).sum(axis=0))", "np.exp((share * np.log(self.r_hat)).sum(axis=0))", YEAR),
    Broken("consumer prices as the anchor upside down", "model/first_year/equations.py", 'prices: Array = np.einsum("kn,kn->n"', 'prices: Array = -np.einsum("kn,kn->n"', YEAR),
    Broken("nominal value added as the anchor is the benchmark's", "model/first_year/equations.py", "(benchmark.beta * benchmark.Y * np.exp(log_VA)).sum(axis=0)", "(benchmark.beta * benchmark.Y).sum(axis=0)", YEAR),
    Broken("labour income from gross output", "model/first_year/equations.py", "income = labour_share * benchmark.beta * benchmark.Y", "income = labour_share * benchmark.Y", YEAR),
    Broken("outputs of a sweep upside down", "model/first_year/equations.py", "Y = bench.Y * np.exp(log_VA)", "Y = bench.Y * np.exp(-log_VA)", YEAR),
    Broken("costs of a sweep without the floor's wages", "model/first_year/equations.py", "unit_cost_log(pay.log_v, log_P, bench.beta, bench.gamma)", "unit_cost_log(log_VA, log_P, bench.beta, bench.gamma)", YEAR),
    Broken("steering: sales rise with costs", "model/first_year/loop.py", "J[:, K:, :K] = -elastic", "J[:, K:, :K] = elastic", YEAR),
    Broken("steering: pay without mobility", "model/first_year/loop.py", "np.eye(len(weight)) / kappa + (1.0 - 1.0 / kappa)", "np.eye(len(weight)) * kappa + (1.0 - 1.0 / kappa)", YEAR),
    Broken("workers move without kappa", "model/core/labour.py", "(self.W_hat / self.W_hat.max(axis=0)) ** self.kappa", "(self.W_hat / self.W_hat.max(axis=0))", YEAR),
    Broken("jobs of those without work", "model/core/labour.py", "jobs = self.workers * self.employed", "jobs = self.workers", WORK),
    Broken("employed persons of an economy are the idle", "model/core/labour.py", "(self.workers * (1.0 - self.employed))", "(self.workers * self.employed)", WORK),
    Broken("labour at work upside down", "model/core/labour.py", "units: Array = self.r_hat / self.w_hat", "units: Array = self.w_hat / self.r_hat", WORK),
    Broken("mean wage by heads of the benchmark", "model/core/labour.py", "units = (self.weight * self.input_hat).sum(axis=0)", "units = self.weight.sum(axis=0)", YEAR),
    Broken("the check lets alike workers be paid unlike", "model/first_year/check.py", "paid_before * (1.0 - labour.W_hat / best)", "0.0 * paid_before * (1.0 - labour.W_hat / best)", YEAR),
    Broken("sales of the first year at the numeraire's prices", "indicators/work.py", "state.output / (state.consumer_price_hat / baseline.consumer_price_hat)", "state.output", WORK),
    Broken("unemployment falls with work lost", "indicators/work.py", "0.0 - employment_total(", "0.0 + employment_total(", WORK),
    Broken("steps to the first year in another order", "indicators/between_horizons.py", "rise[[order.index(step) for step in steps]]", "rise", STEPS),
    Broken("work lost counts as a gain", "indicators/decomposition.py", "slope.labour_paid / node.income", "-slope.labour_paid / node.income", YEAR),
    Broken("jobs move the wrong way", "indicators/work.py", "weight * after / before", "weight * before / after", WORK),
    Broken("real value added in money", "indicators/work.py", "of.w_hat / of.consumer_price_hat", "of.w_hat * of.consumer_price_hat", WORK),
    Broken("the lower of duty and total", "policy/duty.py", "return max(base, self.rate)", "return min(base, self.rate)", TOTAL),
    Broken("a ban lets goods in", "policy/duty.py", "if bans := [s for s in here if s.measure.instrument in STOPPING and s.quota is None]:", "if bans := [s for s in here if s.measure.instrument not in STOPPING and s.quota is None]:", BANS),
    Broken("export tax paid to the importer's treasury", "scenario/nest.py", "producers = np.add.reduceat(receipts(weight, after * taxed), first)", "producers = np.add.reduceat(receipts(weight, after), first)", EXPORT),
    Broken("export tax received by the buyer", "model/core/quota.py", "return tax.sum(axis=(0, 1)), tax.sum(axis=(0, 2))", "return tax.sum(axis=(0, 2)), tax.sum(axis=(0, 1))", EXPORT),
    Broken("importer and exporter swapped in a mask of flows", "scenario/own.py", "mask[np.ix_(k, n, i)] = True", "mask[np.ix_(k, i, n)] = True", OWN),
    Broken("terms of trade upside down", "indicators/accounts.py", "np.expm1((sold - bought).mean(axis=0))", "np.expm1((bought - sold).mean(axis=0))", ACCOUNTS),
    Broken("markups of exports that fall where they rise", "indicators/accounts.py", "found[:, 1] += across(added, members)", "found[:, 1] -= across(added, members)", ACCOUNTS),
    Broken("markups of imports on exports", "indicators/accounts.py", "found[:, 1] += across(added, members)", "found[:, 1] += across(added.T, members)", ACCOUNTS),
    Broken("imports deflated as exports", "indicators/accounts.py", "exports * sold - imports * bought", "exports * sold + imports * bought", ACCOUNTS),
    Broken("volumes of exports at current prices", "indicators/grouped.py", "value[:, :, at].sum(axis=1) * of_members", "value[:, :, at].sum(axis=1)", GROUPED),
    Broken("purchases of a few valued at their own prices", "indicators/grouped.py", "np.einsum(\"kni,...ki->...kn\", value[:, at], price)", "value[:, at].sum(axis=2) * of_members", GROUPED),
    Broken("revenue with rents that leave the country", "indicators/accounts.py", "of.value_added + of.tariff_revenue + of.received", "of.value_added + of.tariff_revenue - of.received", ACCOUNTS),
    Broken("purchases for sales", "indicators/diversion.py", "change = (state.flow - baseline.flow) @ member", "change = np.matmul(member, state.flow - baseline.flow)", DIVERSION),
    Broken("average rate by spending", "indicators/applied_rates.py", "value = spending * (solved.net + solved.foreign_share)", "value = spending", RATES),
    Broken("a concession costs the sender", "model/crisis_game/equations.py", "(u.S_A - concedes * u.V_A) / p", "(u.S_A + concedes * u.V_A) / p", CRISIS),
    Broken("the weight of income ignores the chance of action", "model/crisis_game/shifts.py", "dependence_term / (firm * loss)", "dependence_term / loss", COERCE),
    Broken("a loss stiffens the target", "model/crisis_game/shifts.py", "u.W_B - target_weight * by.target", "u.W_B + target_weight * by.target", COERCE),
    Broken("a costly concession is easier", "model/crisis_game/shifts.py", "u.C_B - target_weight * by.concession", "u.C_B + target_weight * by.concession", COERCE),
    Broken("a costly threat tempts the sender", "model/crisis_game/shifts.py", "u.W_A - sender_weight * by.sender", "u.W_A + sender_weight * by.sender", COERCE),
    Broken("a stake keeps the sender quiet", "model/crisis_game/shifts.py", "u.V_A + sender_weight * by.gain", "u.V_A - sender_weight * by.gain", COERCE),
    Broken("the map forgets what conceding is worth", "model/crisis_game/shifts.py", "(f * z + u.C_B -", "(f * z - u.C_B -", COERCE),
    Broken("break-even upside down", "model/crisis_game/shifts.py", "np.clip(concession / loss,", "np.clip(loss / concession,", COERCE),
    Broken("a payoff over the wrong income", "game/payoffs.py", "musd = ((ratio - 1.0) * income)", "musd = ((1.0 - ratio) * income)", ("unit/test_game_payoffs",)),
    Broken("losses relative to the baseline", "game/coerce.py", "return 100.0 * (1.0 - after / kept), kept - after", "return 100.0 * (1.0 - kept / after), kept - after", COERCE),
    Broken("fighting and backing down swapped", "model/crisis_game/equations.py", "both_below((u.W_A - u.a) * RHO", "both_below((u.a - u.W_A) * RHO", CRISIS),
    Broken("conceding pays the target for resisting", "model/crisis_game/equations.py", "((1.0 - f) * u.V_B - u.C_B) / f", "((1.0 - f) * u.V_B + u.C_B) / f", CRISIS),
    Broken("the likelihood falls with conceding", "model/crisis_game/likelihood.py", '"C_B": -slope / firm', '"C_B": slope / firm', CRISIS),
    Broken("alignment against the economy's taste", "model/wedge/equations.py", "(V_1 - V_2 - stakes.kappa)", "(V_1 - V_2 + stakes.kappa)", WEDGE),
    Broken("the second is paid for losing", "model/wedge/equations.py", "+ (1.0 - a) * stakes.worth[1]", "+ a * stakes.worth[1]", WEDGE),
    Broken("a reward repels", "model/wedge/equations.py", "by_1[0, FIRST] + of_one", "by_1[0, FIRST] - of_one", WEDGE),
    Broken("a threat repels", "model/wedge/equations.py", "by_1[1, FIRST] - of_two", "by_1[1, FIRST] + of_two", WEDGE),
    Broken("the second's stake is the first's", "model/wedge/equations.py", "stake_2 = stakes.worth[1] + two[SECOND] - one[SECOND]", "stake_2 = stakes.worth[1] + one[SECOND] - two[SECOND]", WEDGE),
    Broken("the dearest way to move an economy", "model/wedge/price.py", "np.where(a >= wanted, two", "np.where(a <= wanted, two", WEDGE),
    Broken("both hegemons tax each other's goods", "game/wedge/trade.py", "tariff[goods, hegemon, n] = rate", "tariff[goods, n, hegemon] = rate", WEDGE),
    Broken("the tipping line without the taste", "game/wedge/tipping.py", "line: Array = -p * punishment.alone[ECONOMY] - stakes.kappa", "line: Array = -p * punishment.alone[ECONOMY]", WEDGE),
    Broken("nearer in votes is farther", "game/wedge/taste.py", "alignment = (d_2 - d_1)", "alignment = (d_1 - d_2)", WEDGE),
    Broken("profits earned by buyers", "model/ossa_2014/equations.py", "profits = (1.0 / bench.sigma) @ sales.sum(axis=1)", "profits = (1.0 / bench.sigma) @ sales.sum(axis=2)", OSSA),
    Broken("tariffs collected by exporters", "model/ossa_2014/equations.py", "revenue = (at.tariff * sales).sum(axis=(0, 2))", "revenue = (at.tariff * sales).sum(axis=(0, 1))", OSSA),
    Broken("dearer goods sell better", "model/ossa_2014/equations.py", "(1.0 - sigma) * log_w - sigma * log_tau", "(1.0 - sigma) * log_w + sigma * log_tau", OSSA),
    Broken("governments like dear imports", "model/ossa_2014/equations.py", "slopes.tau[:, j] -= share", "slopes.tau[:, j] += share", OSSA),
    Broken("correlation about zero", "score/metrics.py", "xy / w - x * y / w**2, xx / w", "xy / w + x * y / w**2, xx / w", SCORE),
    Broken("errors of sums", "score/metrics.py", "(xx - 2.0 * xy + yy) / w", "(xx + 2.0 * xy + yy) / w", SCORE),
    Broken("slopes of wages transposed", "model/sensitivity/first_year/equations.py", "np.matmul(values.T[:, None, :], slopes)[:, 0, :].T", "np.matmul(slopes, values.T[:, :, None])[:, :, 0].T", GRADIENT),
    Broken("an export tax's levy of the wrong sign", "model/sensitivity/first_year/equations.py", "(q[None, :] - q[:, None])", "(q[:, None] - q[None, :])", GRADIENT),
    Broken("provinces' goods before and after swapped", "indicators/province_sales.py", "CarriedSales(self, self._sales(before, self.before), self._sales(after, self.after))", "CarriedSales(self, self._sales(after, self.after), self._sales(before, self.before))", PROVINCES),
    Broken("goods count in the rest of their sector too", "indicators/province_sales.py", "np.subtract.at(values, self.left, values[self.good])", "pass", PROVINCES),
    Broken("untaxed goods at buyers' prices", "indicators/part_volumes.py", "spent * receipts / solved.c_hat[k, i]", "spent / solved.c_hat[k, i]", GOODS),
    Broken("a product's tariff is what producers lose", "scenario/products.py", "nest.net_before / nest.net_after", "nest.net_after / nest.net_before", LINES),
    Broken("an own tariff makes products cheaper", "scenario/products.py", "(1.0 + new) / (1.0 + old), new", "(1.0 + old) / (1.0 + new), new", LINES),
    Broken("importer and exporter of products swapped", "policy/product_rates.py", "n, i = map(world.region, pair)", "i, n = map(world.region, pair)", LINES),
    Broken("a product's rate before tax", "policy/product_rates.py", "share.sum() / (share / before).sum()", "(share / before).sum() / share.sum()", LINES),
    Broken("trade by product transposed", "world/products/compose.py", "for place in (placed.n, placed.i):", "for place in (placed.i, placed.n):", LINES),
    Broken("the next try on the wrong side", "experiment/search.py", "gap[place + width] * at[place] - gap[place] * at[place + 1]", "gap[place + width] * at[place + 1] - gap[place] * at[place]", SEARCH),
    Broken("shares of the record need not add up", "model/sensitivity/two_stage/equations.py", "slopes.benchmark_share - first.pi * slopes.benchmark_share.sum(axis=2, keepdims=True)", "slopes.benchmark_share", TWO_STAGES),
    Broken("what the threat is measured from is left out", "model/sensitivity/two_stage/equations.py", "income[region] = -1.0 / first.income[region]", "income[region] = 0.0 / first.income[region]", TWO_STAGES),
    Broken("a recorded tariff's price counted twice", "model/sensitivity/two_stage/equations.py", "share + slopes.tariff - slopes.trade_cost", "share + slopes.tariff", TWO_STAGES),
    Broken("a recorded export tax's price counted twice", "model/sensitivity/two_stage/equations.py", "share + slopes.export_tax - slopes.trade_cost", "share + slopes.export_tax", TWO_STAGES),
    Broken("sizes of sectors forgotten", "model/sensitivity/two_stage/equations.py", "per_flow + per_output[:, None, :]", "per_flow", TWO_STAGES),
    Broken("export taxes are not recorded", "model/sensitivity/two_stage/equations.py", "found.foreign_share / found.net if taxed else None", "None", TWO_STAGES),
    Broken("revenue counts nothing in a government's aim", "model/trade_war/objectives.py", "aim.politics @ earned + mean * other", "aim.politics @ earned + 0.0 * other", WAR),
    Broken("prices left out of a government's aim", "model/trade_war/objectives.py", "part = size * weighted / start / prices", "part = size * weighted / start", WAR),
    Broken("rates on exports read as rates on imports", "model/trade_war/levers.py", "own, other = (side[n], side[i]) if tax == \"import\" else (side[i], side[n])", "own, other = side[n], side[i]", WAR),
    Broken("a rate added to the tariff in force", "model/trade_war/levers.py", "rates[set_here] = np.expm1(x[label[set_here]])", "rates[set_here] += np.expm1(x[label[set_here]])", WAR),
    Broken("a pair's disagreement undoes every deal", "model/trade_war/talks.py", "back = np.where(free, outside, x)", "back = outside", WAR),
    Broken("bargaining without disagreement values", "model/trade_war/talks.py", "arena.value(player, now) - outside[player], near)", "arena.value(player, now), near)", WAR),
    Broken("an interval that grows with each condition", "game/treaty/values.py", "low = max(low, -line.at_zero / line.slope)", "low = min(low, -line.at_zero / line.slope)", TREATY),
    Broken("no upper end of an interval", "game/treaty/values.py", "high = min(high, -line.at_zero / line.slope)", "pass", TREATY),
    Broken("a group weighed in full beside its dollar", "game/treaty/values.py", "sum((w - 1.0) * float(part)", "sum(w * float(part)", TREATY),
    Broken("a weight's line from the wrong zero", "game/treaty/values.py", "ValueLine(at_one - believed.weights[group] * slope, slope)", "ValueLine(at_one, slope)", TREATY),
    Broken("waiting that knows no refusal", "game/treaty/values.py", "informed = (1.0 - chance) * max(0.0, gain) + chance * max(0.0, punished_outcome)", "informed = (1.0 - chance) * gain + chance * punished_outcome", TREATY),
    Broken("waiting compared with signing only", "game/treaty/values.py", "self.wait - max(0.0, self.sign_now)", "self.wait - self.sign_now", TREATY),
    Broken("the price of lockstep over the baseline", "game/treaty/values.py", "ValueLine(free - followed, punished - free)", "ValueLine(free, punished - free)", TREATY),
    Broken("a crossing on the wrong side", "game/treaty/values.py", "x = -line.at_zero / line.slope\n", "x = line.at_zero / line.slope\n", TREATY),
    Broken("acceptance as probable as before", "game/treaty/tree.py", "found[game.accept] += 1.0 - punished", "found[game.accept] += 1.0", TREATY),
    Broken("a lottery's prizes unweighed", "game/treaty/payoffs.py", "parts = [self.end(Course(scope, followed, name)).times(chance)", "parts = [self.end(Course(scope, followed, name)).times(1.0)", TREATY),
    Broken("the power sees what it should not", "game/treaty/tree.py", "seen = f\"{scope}.{followed}\" if game.order == \"in turn\" else scope", "seen = f\"{scope}.{followed}\"", TREATY),
    Broken("a mixed value of one player's mixture", "game/treaty/gambit.py", "mixed[one][name] * mixed[two][answer] * end.payoffs[player]", "mixed[one][name] * end.payoffs[player]", TREATY),
    Broken("measures that a second move drops are kept", "game/treaty/moves.py", "dropped = union(first.without_measures, second.without_measures)", "dropped = first.without_measures", TREATY),
    Broken("exporters' own taxes forgotten in the best tariffs", "model/optimal/equations.py", "worth: Array = sold + share * (q[None, None, :] - sold)", "worth: Array = sold", OPTIMUM),
    Broken("exporters' own taxes forgotten in Nash tariffs", "model/optimal/equations.py", "worth: Array = sold + share * (room.q.T - sold)", "worth: Array = sold", OPTIMUM),
    Broken("transfers at each member's own loss", "game/alliance.py", "common * kept[name] - after[name]", "kept[name] - after[name]", ALLIES),
    Broken("the answer taxes the sender's purchases", "game/alliance.py", "added[np.ix_(goods, places(world, name), sender)] = rate", "added[np.ix_(goods, sender, places(world, name))] = rate", ALLIES),
    Broken("what the sender loses does not deter it", "game/alliance.py", "by = Deviation(own - at_reference, cost - stage.lost(reference, game.sender)[0])", "by = Deviation(own - at_reference, 0.0)", ALLIES),
    Broken("the largest set that deters, not the smallest", "game/alliance.py", "min(below, key=lambda chosen: (len(chosen)", "max(below, key=lambda chosen: (len(chosen)", ALLIES),
    Broken("a climb goes downhill", "solve/ascent.py", "step[free] = np.linalg.solve(", "step[free] = -np.linalg.solve(", ASCENT),
    Broken("slopes against a bound count", "solve/ascent.py", "np.where(stuck, 0.0, point.slope)", "np.where(stuck, point.slope, point.slope)", ASCENT),
    Broken("break-even of the wrong side", "model/break_even.py", "gain / (gain + loss)", "loss / (gain + loss)", TREATY),
    Broken("a gain counted as a cost", "autonomy/freedom.py", "p * loss - (1.0 - p) * gain", "p * loss + (1.0 - p) * gain", AUTONOMY),
    Broken("costs between points without their slopes", "autonomy/frontier.py", "left_slope * t * u**2", "0.0 * left_slope * t * u**2", AUTONOMY),
    Broken("access at half its marginal cost", "autonomy/choice.py", "2.0 * weight * x[number]", "weight * x[number]", AUTONOMY),
    Broken("a duty cut that raises duties", "autonomy/levers.py", "made.count, -duty)", "made.count, duty)", AUTONOMY),
    Broken("alignment with the other power", "alignment/position.py", "(far - near) / (near + far)", "(near - far) / (near + far)", ALIGNED),
    Broken("S of what is alike", "alignment/similarity.py", "1.0 - 2.0 * np.sum", "1.0 - np.sum", ALIGNED),
    Broken("pi about one mean alone", "alignment/similarity.py", "middle = 0.5 * (x.mean() + y.mean())", "middle = x.mean()", ALIGNED),
    Broken("closer countries trade less", "alignment/trade_link.py", "math.exp(PER_DEVIATION * closer)", "math.exp(-PER_DEVIATION * closer)", ALIGNED),
    Broken("a path that begins at its end", "alignment/trade_link.py", "gone = 1.0 - inertia**session", "gone = inertia**session", ALIGNED),
    Broken("what a group sells taken for what it buys", "document/align.py", "flow[:, own].sum(axis=1), flow[own, :].sum(axis=0)", "flow[own, :].sum(axis=0), flow[:, own].sum(axis=1)", ALIGNED),
    Broken("a move away taken for one towards", "document/align.py", "votes[0].distance[power].known - votes[-1].distance[power].known", "votes[-1].distance[power].known - votes[0].distance[power].known", ALIGNED),
    Broken("chances below taken for chances above", "ensemble/summary.py", "above: Array = 1.0 - reached[", "above: Array = reached[", DRAWS),
    Broken("the worst state first", "ensemble/summary.py", "np.argsort(-np.median(complete, axis=0)", "np.argsort(np.median(complete, axis=0)", DRAWS),
    Broken("errors of estimates without their sign", "experiment/variant.py", "np.exp(error * relative_errors(name, world.sectors))", "np.exp(-error * relative_errors(name, world.sectors))", DRAWS),
    Broken("labour's shares at the other end", "experiment/frictions.py", "middle + at * (high - middle if at > 0.0 else middle - low)", "middle - at * (high - middle if at > 0.0 else middle - low)", DRAWS),
    Broken("rents of a scenario with fewer quotas than its batch", "model/lockstep/equilibria.py", "z[:count], z[Q : Q + count], z[2 * Q :]", "z[:count], z[count : 2 * count], z[2 * Q :]", LOCKSTEP),
    Broken("the labour market of an equilibrium in lock step", "model/lockstep/equilibria.py", "pay = pay_at(frictions, bench, weights, log_VA, ended.log_P)", "pay = pay_at(replace(held, floor=0.0), bench, weights, log_VA, ended.log_P)", LOCKSTEP),
    Broken("a path's equilibria between two points", "indicators/decomposition.py", "known[point] = path.solver.solve(shock, path.before.closure, SOLVE_TOLERANCE, begin)", "known[point] = path.before", PARTS),
    Broken("rents that the importer gets twice", "model/long_run/evaluate.py", "moved[quota.line.exporter] -= quota.rent", "moved[quota.line.importer] -= quota.rent", LOCKSTEP),
    Broken("premiums with the other sign", "model/long_run/evaluate.py", "premiums = [np.log1p(quota.premium) for quota in quotas]", "premiums = [-np.log1p(quota.premium) for quota in quotas]", LOCKSTEP),
    Broken("buyers taken for sellers along the chain", "indicators/lookthrough.py", "received = np.ascontiguousarray((pi * net).transpose(0, 2, 1))", "received = np.ascontiguousarray(pi * net)", CHAIN),
    Broken("inputs transposed along the chain", "indicators/lookthrough.py", "by_economy = np.matmul(gamma, made.transpose(1, 0, 2))", "by_economy = np.matmul(gamma.transpose(0, 2, 1), made.transpose(1, 0, 2))", CHAIN),
    Broken("friends taken for enemies", "indicators/friends.py", "row: Array = -dearer", "row: Array = dearer", CHAIN),
    Broken("dearer purchases taken for dearer sales", "indicators/friends.py", "dearer.sum(axis=(0, 1))", "dearer.sum(axis=(0, 2))", CHAIN),
    Broken("a month's tariff the other way round", "scenario/few_flows.py", "nest.net_before / nest.net_after - 1.0", "nest.net_after / nest.net_before - 1.0", MONTHS),
    Broken("what is made taken for what is bought", "ensemble/flow_errors.py", "made, bought = world.flow.sum(axis=1), world.flow.sum(axis=2)", "bought, made = world.flow.sum(axis=1), world.flow.sum(axis=2)", ERRORS),
    Broken("kept law of measures that say something else", "experiment/kept_law.py", 'self._known[key] = measure, "" if key in ours else digest(measure)', 'self._known[key] = measure, ""', KEPT),
    Broken("kept law of another world", "experiment/kept_law.py", "digest([world, tables])", "digest([world.name, tables])", KEPT),
    Broken("kept law of other tables of the user's", "experiment/kept_law.py", "digest([world, tables])", "digest([world, len(tables) > 0])", KEPT),
    Broken("kept law of other days", "experiment/kept_law.py", "repr((one.key, told))", "repr((one.pair, told))", KEPT),
    Broken("kept law of another source", "policy/kept.py", "installation(), source())", "installation(), installation())", KEPT),
    Broken("kept law that is not whole", "policy/kept.py", "return text if whole[:MARK] == mark(_label(place / name) + text) else None", "return text", KEPT),
    Broken("kept law of measures in another order", "experiment/kept_law.py", "return self._law[place]", "return self._law[-1 - place]", KEPT),
    Broken("lists known by what only a process knows", "policy/hs_lists.py", 'crc32(" ".join(self.codes).encode())', "hash(self.codes)", KEPT),
)  # fmt: skip
