"""Grey pictures as PNG files."""
import zlib


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, 'big') + kind + data + zlib.crc32(kind + data).to_bytes(4, 'big')


def grey_png(rows: list[bytes]) -> bytes:
    """A PNG of 8-bit grey pixels: one bytes object for each row, all of one length."""
    header = len(rows[0]).to_bytes(4, 'big') + len(rows).to_bytes(4, 'big') + bytes([8, 0, 0, 0, 0])
    pixels = zlib.compress(b''.join(b'\0' + row for row in rows), 6)
    return b'\x89PNG\r\n\x1a\n' + _chunk(b'IHDR', header) + _chunk(b'IDAT', pixels) + _chunk(b'IEND', b'')
