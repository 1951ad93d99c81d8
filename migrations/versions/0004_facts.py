"""A rollup of facts per participant and minute

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The columns of this revision, whatever the program calls facts later.
_EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_FACTS = (
    "visible_s",
    "no_face_s",
    "camera_off_s",
    "frozen_s",
    "too_small_s",
    "off_page_s",
    "gallery_s",
    "shown_in_call_s",
    "in_call_s",
    "held_in_call_s",
    "emotion_read_s",
    "facing_read_s",
    "both_read_s",
    "facing",
    *_EMOTIONS,
    *(f"faced_{emotion}" for emotion in _EMOTIONS),
)


def upgrade() -> None:
    op.create_table(
        "session_facts",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("frame_count", sa.Integer(), nullable=False),
        sa.Column("observation_count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("any_in_call_s", sa.Double(), nullable=False),
        sa.Column("any_visible_s", sa.Double(), nullable=False),
        sa.Column("first_seen", column_types.UtcDateTime(), nullable=True),
        sa.Column("last_seen", column_types.UtcDateTime(), nullable=True),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _FACTS),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_facts_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_facts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "minute_facts",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("participant", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.REAL(), nullable=False) for name in _FACTS),
        sa.ForeignKeyConstraint(
            ["session_id", "participant"],
            ["participants.session_id", "participants.number"],
            name=op.f("fk_minute_facts_session_id_participant_participants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "participant", "minute", name=op.f("pk_minute_facts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("minute_facts")
    op.drop_table("session_facts")
