"""A bundle that others can check by themselves: BagIt, signed, with the log and a verifier in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import Selection
from reid_desktop.ports.signing import Signer
from reid_desktop.ports.system import JobControl

from .bagit_files import DATA, TAG_MANIFEST, write_bag_files
from .evidence_tools import new_file
from .parts import Part, write_log, write_parts
from .software import bill_of_materials
from .writing import in_the_users_words

README = f"""{LEAD_NOTICE}

data         what is handed over; log.jsonl is the case's log, every row with the hash of the row before
verify.py    checks this bundle with plain Python (3.9 or newer): python verify.py
*.txt        the BagIt files: every file with its SHA-256
*.sig        the signature, and signing-key.pem the key to check it with, where the bundle is signed
*.tsq        a question for a time-stamping authority (RFC 3161) that was not sent: send it when and where
             you are allowed to, and put the answer beside it: reid-desktop stamp BUNDLE ANSWER
"""


class BagFolder:
    """Writes a folder."""

    format = "bag"
    title = "Signed bundle with verifier (folder)"

    def __init__(
        self,
        program_version: str,
        parts: Sequence[Part],
        verifier: Path,
        stamp_question: Callable[[bytes], bytes],
        signer: Signer | None = None,
    ) -> None:
        """Put `parts` and the file `verifier` in; without a `signer` the bundle is not signed and says so."""
        self._program_version = program_version
        self._parts = parts
        self._verifier = verifier
        self._stamp_question = stamp_question
        self._signer = signer

    def write(self, selection: Selection, out: Path, job: JobControl) -> None:
        """Write to `out`, a folder that does not exist.

        :raises ExportError: it cannot be written.
        """
        with in_the_users_words():
            out.mkdir()
            (out / DATA).mkdir()
            write_parts(self._parts, selection, out / DATA, job)
            write_log(selection, out / DATA / "log.jsonl", job.breathe)
            with new_file(out / DATA / "sbom.cdx.json") as file:
                bill = bill_of_materials(self._program_version, selection.created_utc, selection.cards)
                file.write(bill.encode("ascii"))
            for name, data in (("README.txt", README.encode()), ("verify.py", self._verifier.read_bytes())):
                with new_file(out / name) as file:
                    file.write(data)
            write_bag_files(out, self._info(selection), job.breathe)
            self._seal(out)

    def _info(self, selection: Selection) -> dict[str, str]:
        head = selection.log_head
        return {
            "Source-Organization": selection.case.agency,
            "Contact-Name": selection.case.examiner,
            "External-Identifier": selection.case.number,
            "External-Description": f"{selection.case.title}. {LEAD_NOTICE}",
            "Bagging-Date": selection.created_utc[:10],
            "Bag-Software-Agent": f"reid-desktop {self._program_version}",
            "Log-Rows": str(head.rows),
            "Log-SHA256": head.sha256,
            "Signing-Key-SHA256": self._signer.fingerprint if self._signer else "",
        }

    def _seal(self, out: Path) -> None:
        sealed = (out / TAG_MANIFEST).read_bytes()
        files = {f"{TAG_MANIFEST}.tsq": self._stamp_question(sealed)}
        if self._signer is not None:
            files[f"{TAG_MANIFEST}.sig"] = self._signer.sign(sealed)
            files["signing-key.pem"] = self._signer.public_pem
        for name, data in files.items():
            with new_file(out / name) as file:
                file.write(data)
