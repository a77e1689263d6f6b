"""The nodes of a CASE/UCO graph; names of classes and properties are those of CASE 1.4 and UCO 1.4."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from reid_desktop.domain.authority import URGENT_MS
from reid_desktop.domain.capture import Place, iso_utc
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.media import Copy, MediaItem
from reid_desktop.domain.model_card import ModelCard
from reid_desktop.domain.provenance import place_known_from, time_known_from
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.domain.review import Decision
from reid_desktop.ports.export import ExportRow, Selection

from .media_types import mime_type
from .oversight_facts import scope_words
from .plain_text import encodable
from .row_fields import features_line

Node = dict[str, Any]
KB = "http://example.org/kb/"
"""Where identifiers live that mean something inside one exchange only, as in the CASE project's examples."""
_UCO = "https://ontology.unifiedcyberontology.org/uco/"
CONTEXT = {
    "kb": KB,
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    **{
        f"uco-{name}": f"{_UCO}{name}/"
        for name in (
            "action", "core", "identity", "location", "observable", "tool", "types",
        )
    },
}  # fmt: skip


def ref(identifier: str) -> Node:
    """Return a reference to a node."""
    return {"@id": identifier}


def _typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


class Graph:
    """Makes nodes with identifiers that depend on the case and on what they stand for."""

    def __init__(self, case_number: str, program_version: str) -> None:
        """Name nodes within the case of this number."""
        self._program_version = program_version
        self._case = encodable(case_number)
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"{KB}{self._case}")

    def _id(self, kind: str, *parts: object) -> str:
        named = "\x1f".join(encodable(str(part)) for part in (kind, *parts))
        return f"kb:{kind}-{uuid.uuid5(self._space, named)}"

    def _facet(self, owner: str, kind: str, **values: object) -> Node:
        there = {name: value for name, value in values.items() if value not in (None, "")}
        return {"@id": self._id("facet", owner, kind), "@type": kind, **there}

    # ------------------------------------------------------------ who and with what

    def people(self, selection: Selection) -> Iterator[Node]:
        """Yield the examiner, every reviewer, the agency and the legal authority."""
        case = selection.case
        names = {case.examiner, *(d.reviewer for row in selection.rows for d in row.decisions)}
        for name in sorted(names):
            yield {
                "@id": self._id("person", name),
                "@type": "uco-identity:Person",
                "uco-core:name": encodable(name),
            }
        if case.agency:
            yield {
                "@id": self._id("organization", case.agency),
                "@type": "uco-identity:Organization",
                "uco-core:name": encodable(case.agency),
            }
        yield from self._authorizations(selection)

    def _authorizations(self, selection: Selection) -> Iterator[Node]:
        """Yield every recorded authority with what it covers; else the one that the case names."""
        recorded = selection.oversight.authorities if selection.oversight else ()
        for authority in recorded:
            starts, ends = authority.recorded_utc_ms, authority.expires_utc_ms
            kind = "legal authority as recorded in the case"
            if authority.is_opening:
                kind, ends = "urgent use before any authority was recorded", starts + URGENT_MS
            yield {
                "@id": self._id("authorization", authority.authority_id, authority.reference),
                "@type": "case-investigation:Authorization",
                "uco-core:description": encodable(scope_words(authority)),
                "case-investigation:authorizationIdentifier": encodable(authority.reference),
                "case-investigation:authorizationType": kind,
                "uco-core:startTime": _typed("dateTime", iso_utc(starts)),
                **({} if ends is None else {"uco-core:endTime": _typed("dateTime", iso_utc(ends))}),
            }
        if selection.case.authority and not recorded:
            yield {
                "@id": self._id("authorization", selection.case.authority),
                "@type": "case-investigation:Authorization",
                "case-investigation:authorizationIdentifier": encodable(selection.case.authority),
                "case-investigation:authorizationType": "legal authority as entered in the case",
            }

    def tools(self, selection: Selection) -> Iterator[Node]:
        """Yield this program and the models that it used."""
        yield {
            "@id": self._id("tool", "reid-desktop"),
            "@type": "uco-tool:AnalyticTool",
            "uco-core:name": "reid-desktop",
            "uco-core:description": encodable(selection.model_key or "nothing was analysed"),
            "uco-tool:toolType": "person re-identification",
            "uco-tool:version": self._program_version,
        }
        yield from (self._model(card) for card in selection.cards)

    def _model(self, card: ModelCard) -> Node:
        files = "; ".join(f"{file.name} SHA-256 {file.sha256}" for file in card.files)
        return {
            "@id": self._id("tool", card.name),
            "@type": "uco-tool:AnalyticTool",
            "uco-core:name": encodable(card.title),
            "uco-core:description": encodable(
                f"{card.architecture}; trained on {card.trained_on}; known limits: {card.limits}; {files}"
            ),
            "uco-tool:toolType": card.role.value,
            "uco-tool:version": encodable(f"{card.name} {card.preprocessing}"),
        }

    # ------------------------------------------------------------ evidence

    def device(self, exhibit: Exhibit) -> Node:
        """Return a seized device or storage."""
        identifier = self._id("device", exhibit.exhibit_id)
        about = [
            f"exhibit {exhibit.exhibit_id}",
            exhibit.description,
            exhibit.owner and f"owner {exhibit.owner}",
            exhibit.time_zone and f"declared time zone {exhibit.time_zone}",
            exhibit.clock_offset_s and f"clock corrected by {exhibit.clock_offset_s:g} s",
        ]
        facet = self._facet(
            identifier,
            "uco-observable:DeviceFacet",
            **{
                "uco-observable:deviceType": "device or storage as seized",
                "uco-observable:model": encodable(f"{exhibit.make} {exhibit.model}".strip()),
            },
        )
        return {
            "@id": identifier,
            "@type": "uco-observable:Device",
            "uco-core:description": encodable("; ".join(str(one) for one in about if one)),
            "uco-core:hasFacet": [facet],
        }

    def file(self, media: MediaItem, copy: Copy) -> Node:
        """Return one path at which an item was found."""
        identifier = self._id("file", media.sha256, copy.exhibit_id, copy.path)
        name = copy.device_path.rsplit("/", 1)[-1]
        facets = [
            self._facet(
                identifier,
                "uco-observable:FileFacet",
                **{
                    "uco-observable:fileName": encodable(name),
                    "uco-observable:filePath": encodable(copy.device_path),
                    "uco-observable:isDirectory": False,
                    "uco-observable:sizeInBytes": media.size_bytes,
                },
            ),
            self._facet(
                identifier,
                "uco-observable:ContentDataFacet",
                **{
                    "uco-observable:hash": [self._hash(identifier, media.sha256)],
                    "uco-observable:mimeType": mime_type(media.container),
                    "uco-observable:sizeInBytes": media.size_bytes,
                },
            ),
            *self._picture_facets(identifier, media),
        ]
        return {
            "@id": identifier,
            "@type": "uco-observable:File",
            "uco-core:hasFacet": facets,
        }

    def _hash(self, owner: str, sha256: str) -> Node:
        return {
            "@id": self._id("hash", owner),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": _typed("hexBinary", sha256 if _is_hex(sha256) else ""),
        }

    def _picture_facets(self, owner: str, media: MediaItem) -> Iterator[Node]:
        facts = media.facts
        if facts.size is not None:
            yield self._facet(
                owner,
                "uco-observable:RasterPictureFacet",
                **{
                    "uco-observable:pictureHeight": facts.size.height_px,
                    "uco-observable:pictureWidth": facts.size.width_px,
                },
            )
        exif = {
            "Make": facts.make,
            "Model": facts.model,
            "Software": facts.software,
            "DateTimeOriginal": facts.local_time_original,
            "OffsetTimeOriginal": facts.utc_offset,
            "GPSDateStamp GPSTimeStamp": facts.gps_time_original,
            "Orientation": str(facts.orientation) if facts.orientation != 1 else None,
        }
        there = {name: encodable(text) for name, text in exif.items() if text}
        if there:
            yield self._facet(
                owner,
                "uco-observable:EXIFFacet",
                **{"uco-observable:exifData": [self._dictionary(owner, there)]},
            )

    def _dictionary(self, owner: str, values: dict[str, str]) -> Node:
        entries = [
            {
                "@id": self._id("entry", owner, key),
                "@type": "uco-types:ControlledDictionaryEntry",
                "uco-types:key": key,
                "uco-types:value": value,
            }
            for key, value in values.items()
        ]
        return {
            "@id": self._id("dictionary", owner),
            "@type": "uco-types:ControlledDictionary",
            "uco-types:entry": entries,
        }

    def location(self, media: MediaItem, place: Place) -> Node:
        """Return where a camera stood."""
        identifier = self._id("location", media.sha256)
        accuracy = "" if place.accuracy_m is None else f"; accurate to about {place.accuracy_m:g} m"
        facet = self._facet(
            identifier,
            "uco-location:LatLongCoordinatesFacet",
            **{
                "uco-location:latitude": _typed("decimal", f"{place.latitude_deg:.7f}"),
                "uco-location:longitude": _typed("decimal", f"{place.longitude_deg:.7f}"),
                "uco-location:altitude": None
                if place.altitude_m is None
                else _typed("decimal", f"{place.altitude_m:.3f}"),
            },
        )
        return {
            "@id": identifier,
            "@type": "uco-location:Location",
            "uco-core:description": encodable(f"known from: {place_known_from(media)}{accuracy}"),
            "uco-core:hasFacet": [facet],
        }

    def located(self, files: Sequence[Node], location: Node, media: MediaItem) -> Node:
        """Return that files were made at a place, and when."""
        node: Node = {
            "@id": self._id("relationship", media.sha256, "made-at"),
            "@type": "uco-core:Relationship",
            "uco-core:source": [ref(str(file["@id"])) for file in files],
            "uco-core:target": location,
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": "Created_At",
        }
        if media.time is not None:
            node["uco-core:startTime"] = _typed("dateTime", iso_utc(media.time.utc_ms))
            node["uco-core:description"] = encodable(
                f"as found: {media.time.original}; plus or minus {media.time.uncertainty_s:g} s; known from: "
                f"{time_known_from(media)}"
            )
        return node

    # ------------------------------------------------------------ findings

    def sighting(self, row: ExportRow, fields: Node) -> Node:
        """Return that a person was seen in a file."""
        rank = "" if row.rank is None else f" Rank {row.rank}, score {row.score}."
        when = fields["time_utc"] or "not known"
        box = ", ".join(map(str, fields["box_px"]))
        clip = (
            ""
            if row.sighting.start_s is None
            else f" In the video {fields['start_s']} to {fields['end_s']} s."
        )
        statement = (
            f"{LEAD_NOTICE}{rank} A person in the box {box} (left, top, right, bottom in pixels of the "
            f"upright frame). Time (UTC): {when}.{clip} Detector score {fields['detector_score']}."
        )
        return {
            "@id": self._id("sighting", row.sighting.sighting_id),
            "@type": "uco-core:Annotation",
            "uco-core:name": f"Sighting {row.sighting.sighting_id}",
            "uco-core:object": [
                ref(self._id("file", row.media.sha256, copy.exhibit_id, copy.path))
                for copy in row.media.copies
            ],
            "uco-core:statement": encodable(statement),
            "uco-core:tag": [
                *(encodable(tag) for tag in (row.review.tags if row.review else ())),
                *(encodable(f"person of interest: {name}") for name in row.persons),
            ],
        }

    def decision(self, decision: Decision, sighting: str) -> Iterator[Node]:
        """Yield what a reviewer decided, and that it was decided."""
        verdict = decision.verdict.value if decision.verdict else "withdrawn"
        state = "counts" if decision.is_current else "no longer counts"
        finding = self._id("finding", decision.decision_id)
        compared = features_line(decision.checklist)
        why = decision.reason or "no reason given"
        statement = f"{verdict} ({state}): {why}" + (f" [{compared}]" if compared else "")
        yield {
            "@id": finding,
            "@type": "uco-core:Annotation",
            "uco-core:object": [ref(sighting)],
            "uco-core:statement": encodable(statement),
            "uco-core:tag": [verdict],
        }
        yield {
            "@id": self._id("decision", decision.decision_id),
            "@type": "case-investigation:InvestigativeAction",
            "uco-core:name": "Decision about a sighting",
            "uco-action:performer": ref(self._id("person", decision.reviewer)),
            "uco-action:startTime": _typed("dateTime", decision.at_utc),
            "uco-action:object": [ref(sighting)],
            "uco-action:result": [ref(finding)],
        }

    # ------------------------------------------------------------ actions and provenance

    def provenance(self, exhibit: Exhibit, files: Sequence[str]) -> Node:
        """Return what was found on an exhibit."""
        return {
            "@id": self._id("provenance", exhibit.exhibit_id),
            "@type": "case-investigation:ProvenanceRecord",
            "case-investigation:exhibitNumber": encodable(exhibit.exhibit_id),
            "uco-core:description": encodable(f"seal {exhibit.seal}" if exhibit.seal else "no seal stated"),
            "uco-core:object": [ref(self._id("device", exhibit.exhibit_id)), *map(ref, files)],
        }

    def import_action(self, selection: Selection, exhibit: Exhibit) -> Node:
        """Return that an exhibit was read."""
        return {
            "@id": self._id("import", exhibit.exhibit_id),
            "@type": "case-investigation:InvestigativeAction",
            "uco-core:name": "Import of an exhibit, read-only",
            "uco-action:performer": ref(self._id("person", selection.case.examiner)),
            "uco-action:instrument": [ref(self._id("tool", "reid-desktop"))],
            "uco-action:object": [ref(self._id("device", exhibit.exhibit_id))],
            "uco-action:result": [ref(self._id("provenance", exhibit.exhibit_id))],
        }

    def search_id(self, selection: Selection) -> str:
        """Return the identifier of the search, or of the analysis where there was none."""
        return self._id("search", selection.search.search_id if selection.search else "all sightings")

    def search_action(self, selection: Selection, results: Sequence[str]) -> Node:
        """Return the search, or the analysis, that the sightings come from."""
        search = selection.search
        tools = ["reid-desktop", *(card.name for card in selection.cards)]
        node: Node = {
            "@id": self.search_id(selection),
            "@type": "case-investigation:InvestigativeAction",
            "uco-core:name": "Search for a person" if search else "Detection of persons",
            "uco-core:description": encodable(_how(selection)),
            "uco-action:performer": ref(
                self._id("person", search.examiner if search else selection.case.examiner)
            ),
            "uco-action:instrument": [ref(self._id("tool", name)) for name in tools],
            "uco-action:object": [ref(self._id("provenance", one.exhibit_id)) for one in selection.exhibits],
            "uco-action:result": [ref(one) for one in results],
            "case-investigation:wasInformedBy": [
                ref(self._id("import", one.exhibit_id)) for one in selection.exhibits
            ],
        }
        if search is not None:
            node["uco-action:startTime"] = _typed("dateTime", search.created_utc)
        return {name: value for name, value in node.items() if value != []}

    def investigation(self, selection: Selection, actions: Sequence[str]) -> Node:
        """Return the case itself."""
        case, head = selection.case, selection.log_head
        exhibits = [self._id("provenance", one.exhibit_id) for one in selection.exhibits]
        node: Node = {
            "@id": self._id("investigation"),
            "@type": "case-investigation:Investigation",
            "uco-core:name": encodable(f"{case.number}: {case.title}"),
            "uco-core:description": encodable(
                f"{LEAD_NOTICE} Examiner {case.examiner}, {case.agency}. Exported {selection.created_utc}; "
                f"log row {head.rows}, SHA-256 {head.sha256}."
            ),
            "case-investigation:focus": ["person re-identification"],
            "uco-core:object": [ref(one) for one in (*exhibits, *actions)],
        }
        authorizations = [ref(str(one["@id"])) for one in self._authorizations(selection)]
        if authorizations:
            node["case-investigation:relevantAuthorization"] = authorizations
        return node


def _how(selection: Selection) -> str:
    search = selection.search
    if search is None:
        return f"All sightings under {selection.model_key}"
    box = search.probe.box
    at = "" if box is None else f"{box.left_px},{box.top_px},{box.right_px},{box.bottom_px}"
    where = f"box {at}" if at else "whole picture"
    kind = "exact" if search.index.exact else "approximate"
    return (
        f"Probe {search.probe.name}, SHA-256 {search.probe.sha256}, {where}. Model key {search.model_key}. "
        f"{kind.capitalize()} comparison with {search.index.searched} of {search.index.size} sightings; the "
        f"{search.top} most similar were kept."
    )


def _is_hex(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdefABCDEF" for c in text)
