"""Parts of a session that do not count, and the teacher's note on it

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exclusions",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("start", column_types.UtcDateTime(), nullable=False),
        sa.Column("end", column_types.UtcDateTime(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_exclusions_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "start", "end", name=op.f("pk_exclusions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_notes",
        sa.Column("session_id", column_types.Id(), nullable=False),
        sa.Column("text", sa.String(length=10000), nullable=False),
        sa.Column("changed_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_notes_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_notes")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("session_notes")
    op.drop_table("exclusions")
