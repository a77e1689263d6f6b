"""Gives every decoded frame its time since the start of the clip."""

from __future__ import annotations

import av
from av.video.stream import VideoStream

_BACKWARDS_S = 0.001


class Timeline:
    """Turns the time stamps of one run of frames into seconds that never go back.

    Most containers store presentation times. AVI stores none: there the frames
    come at the pace of their packets, and what the demuxer guesses as
    presentation time is out of order as soon as there are B-frames.
    """

    def __init__(self, start_s: float, step_s: float, *, by_packets: bool) -> None:
        """Start at `start_s` of the container's clock; frames without a stamp are `step_s` apart."""
        self._start_s = start_s
        self._step_s = step_s
        self._by_packets = by_packets
        self._first_packet_s: float | None = None
        self._delay_s: float | None = None
        self._before_s: float | None = None
        self._shift_s = 0.0

    def saw_packet(self, packet: av.Packet[VideoStream]) -> None:
        """Note the first packet of the run, a key frame that is shown when it comes."""
        if self._first_packet_s is None and packet.dts is not None and packet.time_base is not None:
            self._first_packet_s = float(packet.dts * packet.time_base)

    def time_of(self, frame: av.VideoFrame) -> float:
        """Return seconds since the start of the clip."""
        stamp_s = self._stamp_s(frame)
        before_s = self._before_s
        if stamp_s is None:
            time_s = 0.0 if before_s is None else before_s + self._step_s
        else:
            time_s = stamp_s - self._start_s + self._shift_s
            if before_s is not None and time_s < before_s - _BACKWARDS_S:
                # The clock started anew, as when broadcasts are cut together.
                self._shift_s += before_s + self._step_s - time_s
                time_s = before_s + self._step_s
        self._before_s = max(0.0, time_s)
        return self._before_s

    def _stamp_s(self, frame: av.VideoFrame) -> float | None:
        stamp, base = frame.dts if self._by_packets else frame.pts, frame.time_base
        if stamp is None or base is None:
            return None
        stamp_s = float(stamp * base)
        if not self._by_packets:
            return stamp_s
        if self._delay_s is None:  # how many packets the decoder wants before it gives a frame
            self._delay_s = stamp_s - (self._first_packet_s or 0.0)
        return stamp_s - self._delay_s
