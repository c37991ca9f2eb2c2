"""Lists and known pairs read from files: for scoring a search against what is true."""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from dealwright import Invalid

from .cleaning import Record, clean
from .columns import Kind, guess
from .scoring import Link, link, links

Table = list[dict[str, str]]
CLUSTERS = frozenset(["cluster", "clusterid", "trueid", "entity", "entityid", "group", "groupid"])
LEAST_SCORE = 0.5  # of a pair that people judged


def read_table(path: Path) -> Table:
    """The rows of a CSV file with a header, packed or not; raises Invalid for what is none."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            rows = [{key: text or "" for key, text in row.items() if key} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Invalid(f"{path.name} cannot be read: {fault}.", remedy="Give a CSV file in UTF-8.") from None
    if not rows:
        raise Invalid(f"There are no rows in {path.name}.")
    return rows


def read_list(rows: Table, given: Mapping[str, str]) -> list[Record]:
    """The rows as records to compare, what their columns hold guessed from the headers; `given` as for `guess`."""
    found = guess(rows[0], given)
    texts = {kind: header for kind, header in found.items() if kind != Kind.ID}
    ids = [row[found[Kind.ID]] if Kind.ID in found else str(n) for n, row in enumerate(rows)]
    if len(set(ids)) < len(ids):
        raise Invalid(
            "Two rows have the same id.", field="map", remedy="Name the column that differs: --map HEADER=id."
        )
    return [clean(one, {k: [row[h]] for k, h in texts.items()}) for one, row in zip(ids, rows, strict=True)]


def read_truth(truth: str, rows: Table, given: Mapping[str, str]) -> set[Link]:
    """The pairs that are known to be the same: from a file of links, of clusters, or a column of the list itself."""
    own_id = guess(rows[0], given).get(Kind.ID)
    if truth in rows[0]:
        return _by_cluster(rows, own_id, truth)
    known = read_table(Path(truth))
    cluster = next((header for header in known[0] if _word(header) in CLUSTERS), None)
    if cluster is not None:
        id_column = own_id if own_id in known[0] else next(header for header in known[0] if header != cluster)
        return _by_cluster(known, id_column, cluster)
    return _by_link(known)


def _by_cluster(rows: Table, id_column: str | None, cluster: str) -> set[Link]:
    groups = defaultdict(list)
    for n, row in enumerate(rows):
        if row[cluster]:
            groups[row[cluster]].append(row[id_column] if id_column else str(n))
    return links(groups.values())


def _by_link(rows: Table) -> set[Link]:
    """Two columns of ids; where a third one scores the pairs, those that people took for the same."""
    headers = list(rows[0])
    score = next((each for each in headers if re.search("score|match|label", each.lower())), None)
    ids = [each for each in headers if each != score and not re.search("source|dataset", each.lower())]
    if len(ids) < 2:
        raise Invalid("The links need two columns with ids.", field="truth")
    kept = [row for row in rows if score is None or _number(row[score]) >= LEAST_SCORE]
    return {link(row[ids[0]], row[ids[1]]) for row in kept}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _word(header: str) -> str:
    return re.sub(r"[^a-z]", "", header.lower())
