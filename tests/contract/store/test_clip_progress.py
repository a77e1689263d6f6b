"""How far a clip has come is kept until the clip is done."""

from __future__ import annotations

import pytest

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, NEWER_KEY, add


def test_the_newest_state_counts_for_each_clip_and_model(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        one, other = (add(writer, name, kind=MediaKind.VIDEO) for name in ("one", "other"))
        writer.keep_clip_progress(one, KEY, 1.5, b"first")
        writer.keep_clip_progress(one, KEY, 3.0, b"\0second")
        writer.keep_clip_progress(other, NEWER_KEY, 1.0, b"third")
    assert store.clip_progress(one, KEY) == b"\0second"
    assert store.clip_progress(one, NEWER_KEY) is None
    assert store.clip_progress(other, NEWER_KEY) == b"third"
    assert store.undone(KEY, 10)[0].media_id in (one, other), "a clip begun is a clip to be done"


@pytest.mark.parametrize("is_fine", [True, False])
def test_it_goes_with_the_result(store: CaseStore, is_fine: bool) -> None:
    with store.transaction("adler") as writer:
        one = add(writer, "one", kind=MediaKind.VIDEO)
        writer.keep_clip_progress(one, KEY, 1.5, b"state")
        writer.keep_clip_progress(one, NEWER_KEY, 1.5, b"newer")
    with store.transaction("adler") as writer:
        if is_fine:
            writer.finish_media(one, KEY, [], 1.0)
        else:
            writer.fail_media(one, KEY, "It cannot be decoded.")
    assert store.clip_progress(one, KEY) is None
    assert store.clip_progress(one, NEWER_KEY) == b"newer"


def test_what_is_taken_back_is_not_kept(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        one = add(writer, "one", kind=MediaKind.VIDEO)
    with pytest.raises(CaseError):
        _keep_and_fail(store, one)
    assert store.clip_progress(one, KEY) is None


def _keep_and_fail(store: CaseStore, media_id: MediaId) -> None:
    with store.transaction("adler") as writer:
        writer.keep_clip_progress(media_id, KEY, 1.5, b"state")
        raise CaseError("stopped")
