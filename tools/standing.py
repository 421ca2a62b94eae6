"""Make the studies that stand beside the brief of the main scenario: `python -m tools.standing`, two minutes of CPU.

Run it after whatever moves the model's numbers or the law of the baseline. The package itself never runs it.
"""

from __future__ import annotations

import gzip

from middlepower.document.file import write
from middlepower.document.header import Document
from middlepower.document.kept import FOLDER, KINDS, file_of
from middlepower.experiment.settings import Settings
from middlepower.front.beside import asked_beside
from middlepower.language.catalogue import SPOKEN, language_of, speaking
from middlepower.scenario.read import read_scenario

SCENARIO = "beijing-2026"


def documents() -> dict[str, Document]:
    """{study: its document} of the main scenario with the settings of `run`."""
    found = asked_beside(read_scenario(SCENARIO), SCENARIO, Settings(), tuple(KINDS), print)
    return {name: study.document for name, study in found}


def build_standing() -> None:
    """Nothing; writes the documents, in every language."""
    FOLDER.mkdir(exist_ok=True)
    for code in SPOKEN:
        with speaking(language_of(code)):
            for name, document in documents().items():
                file_of(SCENARIO, name).write_bytes(gzip.compress(write(document).encode(), mtime=0))


if __name__ == "__main__":
    build_standing()
