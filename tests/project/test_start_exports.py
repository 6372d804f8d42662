"""`start` takes an export as its system means it: the same people, rows and sums as `inspect`."""

from __future__ import annotations

from pathlib import Path

import exports
import pytest
from tables import write

from loaders import inspect
from pathways.project.conversation import settled, take_guess
from pathways.project.understanding import Understanding, understand
from pathways.record.scheme import load_scheme

KINDS = {
    name: content
    for name, content in vars(exports).items()
    if name.isupper() and name not in ("AMY_STAFF", "CAMPAIGNS")
}


def guessed(*files: Path, known: list[object] | None = None) -> Understanding:
    """What `start --yes` understands, where nothing is asked that the format answers."""

    def look(answers: object) -> Understanding:
        return understand(*files, scheme=load_scheme("moe"), mappings=known or [], answers=answers)  # type: ignore[arg-type]

    return settled(look, {}, take_guess, print)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_counts_in_a_dry_run_counts_by_start_and_with_its_mapping(
    tmp_path: Path, kind: str
) -> None:
    file = write(tmp_path / "export.csv", KINDS[kind])
    wanted = inspect(file)
    first = guessed(file)
    second = guessed(file, known=[first.found.mapping])
    sums = ["rows_in", "counted", "kept", "refused"]
    for found in (first.found, second.found):
        assert found.table[sums].equals(wanted.table[sums])
        assert set(found.log.counted["participant"]) == set(wanted.log.counted["participant"])


def test_members_of_campaigns_are_read_with_their_campaigns(tmp_path: Path) -> None:
    campaigns = write(tmp_path / "Campaign.csv", exports.CAMPAIGNS)
    members = write(tmp_path / "CampaignMember.csv", exports.CAMPAIGN_MEMBERS)
    first = guessed(campaigns, members)
    again = guessed(campaigns, members, known=list(first.mappings))
    for found in (first.found, again.found):
        assert set(found.log.counted["program"]) == {"Open Day", "Course"}
        assert found.log.people == 2
