"""Any labelled comments with any classes train by the same command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = {
    "German, three classes": {
        "name": "Tempo 30",
        "question": "Soll in der Stadt überall Tempo 30 gelten?",
        "classes": ("dafür", "dagegen", "unklar"),
        "words": {
            "dafür": ("leiser", "sicherer", "ruhiger", "Kinder", "endlich"),
            "dagegen": ("Stau", "Bevormundung", "Unsinn", "Abzocke", "schleichen"),
            "unklar": ("Kreuzung", "Ampel", "Baustelle", "gestern", "Linie"),
        },
        "form": "In unserer Straße: {word}, sage ich seit Jahren. {n}",
        "ask": "Kurz und gut: {word}!",
    },
    "Portuguese, two classes": {
        "name": "Ciclovia",
        "question": "A avenida deve ter uma ciclovia?",
        "classes": ("sim", "não"),
        "words": {
            "sim": ("segurança", "saúde", "bicicleta", "pedalar", "futuro"),
            "não": ("prejuízo", "trânsito", "comércio", "desperdício", "imposto"),
        },
        "form": "Moro aqui perto e digo: {word}, gente. {n}",
        "ask": "Só penso em {word}.",
    },
}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def write_case(case: dict[str, Any], folder: Path) -> tuple[Path, Path]:
    """A codebook and labels without headlines, parents or moderation."""
    book, labels = folder / "codebook.toml", folder / "labels.jsonl"
    lines = [f"name = {case['name']!r}", f"question = {case['question']!r}"]
    for name in case["classes"]:
        lines += ["[[stances]]", f'name = "{name}"']
    book.write_text("\n".join(lines).replace("'", '"') + "\n", encoding="utf-8")
    rows = [
        {"id": f"{name}{i}", "text": case["form"].format(word=word, n=i), "stance": name}
        for name in case["classes"]
        for i, word in enumerate(case["words"][name] * 6)
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    labels.write_text(text, encoding="utf-8")
    return book, labels


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_another_question_in_another_language(case: dict[str, Any], tmp_path: Path) -> None:
    book, labels = write_case(case, tmp_path)
    model = tmp_path / "model"
    done = run("train", str(labels), "--codebook", str(book), "-o", str(model), "--quiet")
    assert done.returncode == 0, done.stderr
    comments = tmp_path / "comments.jsonl"
    asked = [(name, case["ask"].format(word=case["words"][name][0])) for name in case["classes"]]
    comments.write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in asked),
        encoding="utf-8",
    )
    done = run("score", str(comments), "--model", str(model), "--quiet")
    assert done.returncode == 0, done.stderr
    scores = [json.loads(line) for line in done.stdout.splitlines()]
    assert [score["stance"] for score in scores] == list(case["classes"])
    assert all(set(score["probabilities"]) == set(case["classes"]) for score in scores)
    assert all(score["moderation"] is None for score in scores)
    words = ("evaluate", "--labels", str(labels), "--codebook", str(book), "--quick")
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["classes"]
