"""`stance info`: what a model is, from its bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.cli.options import deliver, dump_json

if TYPE_CHECKING:
    import typer

    from stance.model.provenance import Provenance
    from stance.model.scorer import Scorer


def register(app: typer.Typer) -> None:
    """Add `stance info` to the app."""
    from typer import Argument, Option

    @app.command(name="info", short_help="What a model is: classes, features, digests.")
    def info(
        model: str = Argument("", metavar="MODEL", help="A folder; default: the shipped one."),
        json: bool = Option(False, "--json", help="As JSON."),
    ) -> None:
        """Say what a model is. Its digests are checked first; no code of it is run."""
        from stance.model.bundle import load_bundle, read_manifest, read_provenance
        from stance.shipped import find_model_folder

        folder = model or find_model_folder()
        scorer = load_bundle(folder)
        facts = describe(scorer, read_manifest(folder), read_provenance(folder))
        deliver(dump_json(facts) if json else format_facts(facts), None)


def describe(
    scorer: Scorer, manifest: dict[str, Any], provenance: Provenance | None
) -> dict[str, Any]:
    """What there is to know of a model, as plain data; `training` is null where nobody knows."""
    from dataclasses import asdict

    firsts = scorer.firsts
    return {
        "model": scorer.digest,
        "folder": scorer.folder,
        "compiled": scorer.native,
        "bytes": sum(file["bytes"] for file in manifest["files"].values()),
        "features": firsts[-1],
        "heads": {head.name: list(head.classes) for head in scorer.heads},
        "blocks": [
            {**block, "features": firsts[i + 1] - firsts[i]}
            for i, block in enumerate(scorer.blocks)
        ],
        "training": provenance
        and {"texts": len(provenance.digests), "counts": dict(provenance.counts)},
        "files": manifest["files"],
        "encoder": asdict(scorer.encoded.note) if scorer.encoded else None,
        "meta": dict(scorer.about.get("meta", {})),
    }


def format_facts(facts: dict[str, Any]) -> str:
    """The same for people."""
    from stance.cli.table import format_table  # numpy comes with it

    scorer = "compiled" if facts["compiled"] else "pure Python (no compiler was at hand)"
    lines = [
        f"model     {facts['model']}",
        f"size      {facts['bytes']:,} bytes, {facts['features']:,} features",
        f"scorer    {scorer}",
    ]
    if facts["training"]:
        lines.append(f"training  {facts['training']['texts']:,} texts, kept as digests")
    lines += [f"{name:<9} {', '.join(classes)}" for name, classes in facts["heads"].items()]
    if (encoder := facts["encoder"]) is not None:
        what = f"{encoder['source']} ({encoder['dimension']} numbers, {encoder['digest'][:12]})"
        lines.append(f"encoder   {what}")
    rows = [[b["name"], b["kind"], f"{b['features']:,}"] for b in facts["blocks"]]
    table = format_table(rows, header=["block", "kind", "features"], left=2, indent=0)
    return "\n".join([*lines, "", table])
