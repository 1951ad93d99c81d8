"""Rosters by course, and the teacher's edits of participants

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from classroom.storage import column_types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEYED = {"sqlite_with_rowid": False}  # SQLite rebuilds the table, and does not tell that it has no row numbers


def upgrade() -> None:
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("students") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_students_external_id"), type_="unique")
        batch_op.add_column(sa.Column("course", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(
            sa.Column("course_key", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("name_key", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("email", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("owner", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("owner_key", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_students_course_key"), ["course_key"], unique=False)

    op.create_table(
        "student_aliases",
        sa.Column("student_id", column_types.Id(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_student_aliases_student_id_students"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("student_id", "key", name=op.f("pk_student_aliases")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participants", table_kwargs=_KEYED) as batch_op:
        batch_op.add_column(sa.Column("given_name", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("link_is_given", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merge_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_at", column_types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("split_revision", sa.Integer(), nullable=True))
        for column in ("merged_into", "split_from"):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_participants_session_id_{column}_participants"),
                "participants",
                ["session_id", column],
                ["session_id", "number"],
                ondelete="CASCADE",
            )


def downgrade() -> None:
    with op.batch_alter_table("participants", table_kwargs=_KEYED) as batch_op:
        for column in ("merged_into", "split_from"):
            batch_op.drop_constraint(
                batch_op.f(f"fk_participants_session_id_{column}_participants"), type_="foreignkey"
            )
        for column in (
            "split_revision",
            "split_at",
            "split_from",
            "merge_revision",
            "merged_into",
            "link_is_given",
            "given_name",
        ):
            batch_op.drop_column(column)

    op.drop_table("student_aliases")
    with op.batch_alter_table("students") as batch_op:
        batch_op.drop_index(batch_op.f("ix_students_course_key"))
        for column in ("owner_key", "owner", "email", "name_key", "course_key", "course"):
            batch_op.drop_column(column)
        batch_op.create_unique_constraint(batch_op.f("uq_students_external_id"), ["external_id"])

    with op.batch_alter_table("sessions") as batch_op:
        batch_op.drop_column("revision")
