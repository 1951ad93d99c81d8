"""Logins that were ended before they expired

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_logins",
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("until", column_types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_ended_logins")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("ended_logins")
