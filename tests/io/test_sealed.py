import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from gezond_geo.errors import InputError
from gezond_geo.io.sealed import Seal, digest_members

SEAL = Seal(what="proef", record="proef.json", form=2)
PLACE = Path("proef.zip")


@dataclass
class Record:
    vorm: int
    sha256: dict[str, str]


def freeze(**changes):
    members = {"a.csv": b"1", "b.csv": b"2"}
    record = {"vorm": 2, "sha256": digest_members(members)} | changes
    return members | {"proef.json": json.dumps(record).encode()}


def read(members):
    return SEAL.read_record(Record, members, {"proef.json", "a.csv", "b.csv"}, PLACE)


def test_what_is_whole_is_read():
    # The digest of "1" as sha256sum gives it.
    assert read(freeze()).sha256["a.csv"] == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a.csv": b"1"}, "is geen proef, want proef.json ontbreekt"),
        (freeze(vorm=3), "is een proef van vorm 3, en deze gezond-geo leest tot vorm 2"),
        (freeze() | {"c.csv": b""}, "heeft een bestand 'c.csv', dat niet in een proef hoort"),
        ({k: v for k, v in freeze().items() if k != "b.csv"}, "mist b.csv"),
        (freeze() | {"a.csv": b"3"}, "is beschadigd of veranderd: a.csv"),
    ],
)
def test_what_is_not_is_refused_in_a_sentence(members, sentence):
    with pytest.raises(InputError, match=f"^proef.zip {sentence}"):
        read(members)
