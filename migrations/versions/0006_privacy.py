"""Policies, the consent register and the log of purges

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policies",
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.Column("course_key", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("reads_expressions", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("decided_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("owner_key", "course_key", name=op.f("pk_policies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consents",
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.Column("course_key", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("student_id", column_types.Id(), nullable=True),
        sa.Column("given_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_consents_student_id_students"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("owner_key", "course_key", "key", name=op.f("pk_consents")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_consents_student_id"), "consents", ["student_id"], unique=False)
    op.create_table(
        "purges",
        sa.Column("session", column_types.Id(), nullable=False),
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("started_at", column_types.UtcDateTime(), nullable=False),
        sa.Column("at", column_types.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("participant_count", sa.Integer(), nullable=False),
        sa.Column("observation_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_purges")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_purges_at"), "purges", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("purges")
    op.drop_table("consents")
    op.drop_table("policies")
