"""Small tables as a user has them, for tests of worlds of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

FLOWS = """importer,exporter,sector,value_musd
CAN,CAN,goods,900000
CAN,USA,goods,300000
CAN,CHN,goods,80000
USA,CAN,goods,400000
USA,USA,goods,6000000
USA,CHN,goods,500000
CHN,CAN,goods,25000
CHN,USA,goods,150000
CHN,CHN,goods,14000000
CAN,CAN,services,2200000
CAN,USA,services,70000
CAN,CHN,services,5000
USA,CAN,services,60000
USA,USA,services,26000000
USA,CHN,services,20000
CHN,CAN,services,6000
CHN,USA,services,40000
CHN,CHN,services,16000000
"""
INPUTS = "sold,using,share\ngoods,goods,0.35\nservices,goods,0.25\ngoods,services,0.08\nservices,services,0.30\n"
TARIFFS = "importer,exporter,sector,rate\n*,*,goods,0.03\nCHN,*,goods,6%\nCAN,USA,goods,0\nUSA,CAN,goods,0\n"
ELASTICITIES = "sector,theta,standard_error,source\ngoods,5.0,0.8,my own estimate\n*,4,,as in the literature\n"
TRADE_BY_PRODUCT = """t,i,j,k,v,q
2022,842,124,870323,90000000,NA
2022,842,124,870380,20000000,NA
2022,842,124,720839,190000000,NA
2022,124,842,870323,120000000,NA
2022,124,842,720839,80000000,NA
2022,124,842,271600,200000000,NA
2022,156,124,870380,30000000,NA
2022,156,124,851713,50000000,NA
2022,156,842,870380,60000000,NA
2022,156,842,851713,440000000,NA
2022,124,156,720839,5000000,NA
2022,124,156,120510,20000000,NA
2022,842,156,870323,70000000,NA
2022,842,156,120510,80000000,NA
"""
LINES_IN_SECTORS = "hs,sector\n*,goods\n"
FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")


def write_own_data(folder: Path) -> None:
    """The tables as files, under the names that the how-to guides use."""
    texts = {"flows": FLOWS, "inputs": INPUTS, "tariffs": TARIFFS, "elasticities": ELASTICITIES}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "my-trade.csv").write_text(TRADE_BY_PRODUCT, encoding="utf-8")
    (folder / "my-sectors.csv").write_text(LINES_IN_SECTORS, encoding="utf-8")
    (folder / "2022.csv").write_text(icio_text(), encoding="utf-8")
    (folder / "panel.csv").write_text(panel_text(), encoding="utf-8")


def panel_text(theta: float = 4.2, noise: float = 0.02, seed: int = 3) -> str:
    """A made panel of six economies and four years whose trade, before duties, falls by theta + 1."""
    draw = np.random.default_rng(seed)
    buys, sells, pair = draw.normal(size=(6, 4)), draw.normal(size=(6, 4)), draw.normal(size=(6, 6))
    lines = ["importer,exporter,year,sector,value,tariff"]
    for n, i, t in np.ndindex(6, 6, 4):
        if n == i:
            continue
        tariff = draw.uniform(0.0, 0.3)
        mean = np.exp(3.0 + buys[n, t] + sells[i, t] + pair[n, i] - (theta + 1.0) * np.log1p(tariff))
        value = mean * (draw.gamma(1.0 / noise, noise) if noise else 1.0)
        lines.append(f"C{n},C{i},{2000 + t},steel,{value:.12g},{tariff:.12g}")
    return "\n".join(lines) + "\n"


def icio_text(seed: int = 1) -> str:
    """A made table in the layout of the OECD's official file, China in two parts, with falling stocks."""
    draw = np.random.default_rng(seed)
    countries, industries = ("CAN", "USA", "CN1", "CN2", "ROW"), ("A01", "C10T12", "C24A", "C29", "G", "H49", "M")
    rows = [f"{country}_{industry}" for country in countries for industry in industries]
    size = np.array([{"CAN": 1.0, "USA": 8.0, "CN1": 3.0, "CN2": 3.0, "ROW": 9.0}[row[:3]] for row in rows])
    home = np.array([[6.0 if one[:3] == other[:3] else 1.0 for other in rows] for one in rows])
    Z = draw.lognormal(2.0, 1.0, (len(rows), len(rows))) * np.sqrt(np.outer(size, size)) * home
    names, columns = [], []
    for country in countries:
        for kind in FINAL:
            part = draw.lognormal(4.0, 1.0, len(rows)) * size * (3.0 if kind == "HFCE" else 0.2)
            part *= np.array([12.0 if row[:3] == country else 1.0 for row in rows])
            columns.append(part if kind != "INVNT" else part * 0.02 * draw.choice([-1.0, 1.0], len(rows)))
            names.append(f"{country}_{kind}")
    body = np.hstack([Z, np.array(columns).T]).round(3)
    output = body.sum(axis=1)
    taxes = 0.01 * output
    below = {"TLS": taxes, "VA": output - body[:, : len(rows)].sum(axis=0) - taxes, "OUT": output}
    lines = [",".join(["V1", *rows, *names, "OUT"])]
    lines += [",".join([row, *(f"{v:.3f}" for v in body[k]), f"{output[k]:.3f}"]) for k, row in enumerate(rows)]
    empty = ["0.000"] * (len(names) + 1)
    lines += [",".join([name, *(f"{v:.3f}" for v in values), *empty]) for name, values in below.items()]
    return "\n".join(lines) + "\n"
