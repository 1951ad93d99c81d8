"""A page that looks like a running call: the credited portraits move in a grid with name labels."""

import base64
from importlib.resources import files

_STYLE = """
* { margin: 0; box-sizing: border-box; }
body { background: #1a1a1a; height: 100vh; display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px;
       padding: 24px; font: 18px "DejaVu Sans", sans-serif; overflow: hidden; }
.tile { position: relative; overflow: hidden; background: #56707c; }
.tile img { position: absolute; left: -3%; top: -3%; width: 106%; height: 106%; object-fit: cover;
            object-position: 50% 20%; animation: move 4s infinite alternate; }
.tile span { position: absolute; left: 0; bottom: 0; background: rgba(0, 0, 0, .75); color: #fff; padding: 4px 8px; }
@keyframes move { from { transform: translate(-6px, 0); } to { transform: translate(6px, 4px); } }
"""


def gallery_html(names: tuple[str, ...]) -> str:
    """HTML of a gallery with one moving face per name; needs nothing from outside."""
    folder = files("classroom.synthetic") / "portraits"
    pictures = [
        base64.b64encode((folder / name).read_bytes()).decode() for name in ("eileen_collins.jpg", "grace_hopper.jpg")
    ]
    tiles = "".join(
        f'<div class="tile"><img style="animation-delay:-{index}s" src="data:image/jpeg;base64,{pictures[index % 2]}">'
        f"<span>{name}</span></div>"
        for index, name in enumerate(names)
    )
    return f"<!doctype html><meta charset=utf-8><title>Call</title><style>{_STYLE}</style><body>{tiles}</body>"
