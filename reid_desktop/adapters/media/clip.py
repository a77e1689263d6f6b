"""One opened video: its picture track, its facts, its frames as PyAV decodes them."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Self

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideDataContainer, Type
from av.stream import Disposition
from av.video.stream import VideoStream

from reid_desktop.adapters.media.evidence import reason
from reid_desktop.adapters.media.header import checked
from reid_desktop.adapters.media.timeline import Timeline
from reid_desktop.domain.errors import MediaError, NotMediaError
from reid_desktop.domain.geometry import Size

DAMAGED = (av.FFmpegError, ValueError, OverflowError, MemoryError, AssertionError)
"""What PyAV raises on damaged data."""

# The demuxer is named, so that content can never choose one that opens other files or the network.
_DEMUXERS = {
    "mp4": "mov",
    "mov": "mov",
    "3gp": "mov",
    "m4v": "mov",
    "avi": "avi",
    "mkv": "matroska",
    "webm": "matroska",
    "mpeg": "mpeg",
    "ts": "mpegts",
    "flv": "flv",
    "wmv": "asf",
}
FRAME_PIXEL_LIMIT = 8192 * 8192
"""Twice an 8K frame: a decoder may hold seventeen frames at once, which is 1.7 GB at this limit."""
_USUAL_RATE = 25.0
_BUFFER_BYTES = 1 << 18


class Clip:
    """An opened video; a context manager that closes the container but not the file."""

    def __init__(self, file: BinaryIO, container: str, threads: int = 1) -> None:
        """Open the container.

        :raises NotMediaError: no moving picture inside.
        :raises MediaError: it cannot be opened.
        """
        file.seek(0)
        self._container = container
        try:
            self._opened: InputContainer = av.open(
                file,
                mode="r",
                format=_DEMUXERS[container],
                metadata_errors="replace",
                buffer_size=_BUFFER_BYTES,
                options={"enable_drefs": "0", "export_xmp": "1"} if _DEMUXERS[container] == "mov" else {},
            )
        except DAMAGED as cause:
            raise MediaError(
                "The {container} container cannot be opened: {reason}.",
                container=container,
                reason=reason(cause),
            ) from cause
        try:
            self._track = _moving_picture(self._opened)
            if getattr(self._track, "codec_context", None) is None:  # typed as always there
                raise MediaError("The codec of the video is not known: its header is damaged.")
            self._track.codec_context.options = {"max_pixels": str(FRAME_PIXEL_LIMIT)}
            self._track.codec_context.thread_count = threads
            if threads != 1:
                self._track.codec_context.thread_type = "AUTO"
        except BaseException:
            self._opened.close()
            raise

    def __enter__(self) -> Self:
        """Return the clip."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the container."""
        self._opened.close()

    @property
    def metadata(self) -> dict[str, str]:
        """Texts of the track and of the container; the container's win."""
        return {**self._track.metadata, **self._opened.metadata}

    @property
    def codec(self) -> str:
        """FFmpeg's name of the codec, such as `h264`."""
        return self._track.codec_context.name

    @property
    def duration_s(self) -> float | None:
        """Length in seconds, if the headers tell."""
        base = self._track.time_base
        if self._track.duration and base:
            length = float(self._track.duration * base)
        elif self._opened.duration:
            length = self._opened.duration / 1_000_000
        else:
            return None
        return length if 0 < length < 10**7 else None

    @property
    def average_rate(self) -> float | None:
        """Frames a second, if the headers tell."""
        rate = self._track.average_rate
        return float(rate) if rate else None

    def shape(self) -> tuple[Size, int] | None:
        """Return upright size and EXIF-like orientation of the first frame; None if none can be decoded."""
        for _, frame in self.frames():
            turn = orientation_of(frame)
            stored = checked(frame.width, frame.height)
            return (stored if turn < 5 else Size(stored.height_px, stored.width_px)), turn
        return None

    def frames(self) -> Iterator[tuple[float, av.VideoFrame]]:
        """Yield frames with their times in seconds since the start, from where the container stands.

        Damaged packets are passed over; a damaged container ends the frames.
        """
        timeline = Timeline(
            self._start_s(), 1.0 / (self.average_rate or _USUAL_RATE), by_packets=self._container == "avi"
        )
        packets = self._opened.demux(self._track)
        while (packet := _next_or_none(packets)) is not None:
            timeline.saw_packet(packet)
            try:
                found = packet.decode()
            except DAMAGED:
                continue
            for frame in found:
                yield timeline.time_of(frame), frame

    def key_frames(self, gap_s: float) -> Iterator[tuple[float, av.VideoFrame]]:
        """Yield frames that are whole by themselves with their times, at least `gap_s` seconds apart.

        The times are those of `frames`: a key frame of an AVI is shown when its packet comes.
        """
        context, due_s = self._track.codec_context, 0.0
        packets = self._opened.demux(self._track)
        while (packet := _next_or_none(packets)) is not None:
            stamp = packet.dts if self._container == "avi" else packet.pts
            if not packet.is_keyframe or stamp is None or packet.time_base is None:
                continue
            time_s = max(0.0, float(stamp * packet.time_base) - self._start_s())
            if time_s < due_s:
                continue
            try:
                found = [*context.decode(packet), *context.decode(None)]
                context.flush_buffers()
            except DAMAGED:
                continue
            if found and not found[0].is_corrupt:
                due_s = time_s + gap_s
                yield time_s, found[0]

    def first_packets(self, count: int) -> Iterator[bytes]:
        """Yield the first packets of the picture as they are stored."""
        packets = self._opened.demux(self._track)
        for _ in range(count):
            packet = _next_or_none(packets)
            if packet is None:
                return
            yield bytes(packet)

    def presentation_stamps(self) -> Iterator[int | None]:
        """Yield the stamp of every packet that is shown, in the order they are stored; nothing is decoded."""
        packets = self._opened.demux(self._track)
        while (packet := _next_or_none(packets)) is not None:
            if packet.size and not packet.is_discard:
                yield packet.pts

    def _start_s(self) -> float:
        base = self._track.time_base
        return float(self._track.start_time * base) if self._track.start_time and base else 0.0

    def skip_unneeded(self) -> None:
        """Leave out frames that no other frame is built on.

        Not in AVI, where times are told by counting packets.
        """
        if self._container == "avi":
            return
        self._track.codec_context.skip_frame = "NONREF"

    def seek(self, time_s: float) -> None:
        """Go to the last key frame at or before a time since the start."""
        base = self._track.time_base
        if base:
            self._opened.seek(max(0, int((time_s + self._start_s()) / base)), stream=self._track)


_TURNED = {0: 1, 90: 8, 180: 3, 270: 6}
"""Degrees counter-clockwise to EXIF orientation."""


def orientation_of(frame: av.VideoFrame) -> int:
    """Return the EXIF orientation (1-8) that does what the display matrix asks (ISO 14496-12, 8.3.2)."""
    try:
        beside: object = frame.side_data  # PyAV's own stub takes it for a dict of motion vectors
    except ValueError:  # a kind that PyAV has no name for, as newer FFmpegs and broken files have
        return _TURNED.get(round(frame.rotation) % 360, 1)
    if not isinstance(beside, SideDataContainer) or Type.DISPLAYMATRIX not in beside:
        return 1
    matrix = np.frombuffer(bytes(beside[Type.DISPLAYMATRIX]), dtype=np.int32)
    if matrix.size < 9:
        return 1
    a, b, c, d = (int(matrix[at]) for at in (0, 1, 3, 4))
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return {(True, True): 1, (False, True): 2, (False, False): 3, (True, False): 4}[(a >= 0, d >= 0)]
    return {(True, True): 5, (True, False): 6, (False, False): 7, (False, True): 8}[(b >= 0, c >= 0)]


def _next_or_none(packets: Iterator[av.Packet[VideoStream]]) -> av.Packet[VideoStream] | None:
    try:
        return next(packets, None)
    except DAMAGED:
        return None


def _moving_picture(opened: InputContainer) -> VideoStream:
    for track in opened.streams.video:
        if not track.disposition & Disposition.attached_pic:
            return track
    raise NotMediaError("The container holds no moving picture.")
