"""The demo's people: invented names, two portraits, twelve looks."""

from classroom.synthetic.portraits import load_portraits
from classroom.synthetic.scene import Backdrop, Color, Look, Person

_BLACK, _BROWN, _BLOND, _RED, _GREY = (28, 26, 30), (35, 60, 95), (90, 160, 205), (35, 75, 150), (120, 118, 116)

# Name, portrait, mirrored, hair, clothes, stretch, backdrop and its colour (blue, green, red).
_ROLES: tuple[tuple[str, int, bool, Color | None, Color | None, float, Backdrop, Color], ...] = (
    ("Amara Diallo", 0, False, None, None, 1.00, Backdrop.WALL, (186, 190, 192)),
    ("Ben Carter", 1, False, _BLACK, (150, 90, 40), 1.04, Backdrop.SHELF, (120, 140, 160)),
    ("Chloe Martin", 0, True, _RED, (70, 150, 80), 0.95, Backdrop.WINDOW, (150, 175, 160)),
    ("Daniel Weber", 1, True, _BROWN, (60, 60, 150), 0.96, Backdrop.VIRTUAL, (205, 150, 60)),
    ("Elena Rossi", 0, False, _BLOND, (130, 110, 40), 1.06, Backdrop.WALL, (140, 150, 200)),
    ("Farid Haddad", 1, False, None, None, 1.00, Backdrop.WINDOW, (190, 170, 150)),
    ("Grace Kim", 0, True, _BLACK, (200, 200, 206), 0.98, Backdrop.SHELF, (90, 110, 140)),
    ("Hugo Santos", 1, True, _GREY, (40, 40, 44), 1.02, Backdrop.WALL, (150, 190, 150)),
    ("Ines Novak", 0, False, _BROWN, (140, 70, 120), 1.03, Backdrop.VIRTUAL, (120, 90, 170)),
    ("Jonas Berg", 1, False, _BLACK, (80, 130, 60), 0.94, Backdrop.WALL, (90, 170, 205)),
    ("Kavya Iyer", 0, True, _BLACK, (50, 165, 200), 1.00, Backdrop.WALL, (205, 190, 120)),
    ("Liam Walsh", 1, True, _RED, (120, 120, 60), 1.05, Backdrop.VIRTUAL, (110, 140, 110)),
)


def make_cast() -> tuple[Person, ...]:
    """The twelve people of the demo class, always the same.

    Raises:
        DataError: a portrait of the package is missing or damaged.
    """
    portraits = load_portraits()
    return tuple(
        Person(
            name,
            portraits[portrait],
            Look(
                mirror=mirror,
                hair=hair,
                clothes=clothes,
                tint=(1 - 0.02 * (place % 4), 1 - 0.01 * (place % 3), 1.0),
                stretch=stretch,
                backdrop=backdrop,
                backdrop_color=color,
                backdrop_seed=place,
            ),
        )
        for place, (name, portrait, mirror, hair, clothes, stretch, backdrop, color) in enumerate(_ROLES)
    )
