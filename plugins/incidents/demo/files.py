"""Files of invented reports and incidents: drawn here, so that nobody's picture is in the demonstration."""

import io
import struct

from platform_core.sdk import ReadyFile, attach_file, ready_file
from plugins.incidents.demo.scene import Scene
from plugins.incidents.models import Incident, Report
from plugins.incidents.models.attachments import EVIDENCE, REPORT_FILES

_SHOWN = {
    "kk": ("Сынып чатының скриншоты", "Сынып жетекшісі, сол күні кешке"),
    "ru": ("Снимок экрана чата класса", "Классный руководитель, в тот же вечер"),
}
_RATE, _SECONDS = 8000, 2


def keep_report_files(scene: Scene, report: Report) -> None:
    """Give a waiting report a screenshot and a voice message."""
    for data, name in ((_screenshot(scene), "chat.png"), (_voice(), "voice.wav")):
        attach_file(REPORT_FILES, report.id, ready_file(REPORT_FILES, data, name), nameless=True)


def keep_evidence(scene: Scene, incident: Incident) -> None:
    """Give an incident a screenshot as evidence."""
    shows, taken_by = _SHOWN[scene.rng.choice(("kk", "ru"))]
    ready: ReadyFile = ready_file(EVIDENCE, _screenshot(scene), "chat.png")
    attach_file(EVIDENCE, incident.id, ready, description=shows, taken_by=taken_by)


def _screenshot(scene: Scene) -> bytes:
    """Draw a chat without words: bubbles on both sides."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy: loaded with the first demonstration

    picture = Image.new("RGB", (540, 960), (236, 240, 238))
    pen = ImageDraw.Draw(picture)
    top = 40
    while top < 880:
        width, height = scene.rng.randint(160, 380), scene.rng.randint(36, 96)
        left = 24 if scene.rng.random() < 0.6 else 540 - 24 - width
        pen.rounded_rectangle((left, top, left + width, top + height), 16, fill=(255, 255, 255))
        for line in range(top + 14, top + height - 8, 18):
            pen.line((left + 16, line, left + width - 24, line), fill=(150, 160, 156), width=6)
        top += height + 20
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def _voice() -> bytes:
    """Make two seconds of a quiet tone as a WAV."""
    samples = b"".join(
        struct.pack("<h", 1200 if (place // 20) % 2 else -1200) for place in range(_RATE * _SECONDS)
    )
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, _RATE, 2 * _RATE, 2, 16)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI", b"RIFF", len(body)) + body
