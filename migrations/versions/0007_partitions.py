"""Observations by month, on PostgreSQL

A session's id begins with the moment it was made, so that a range of ids is a range of time. What there is already
becomes the partition of all that fits no month; the months that come get partitions of their own
(`classroom.storage.partitions`). SQLite has no partitions.

Revision: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEYS = """
    CONSTRAINT pk_observations PRIMARY KEY (session_id, frame, participant),
    CONSTRAINT fk_observations_session_id_frame_frames FOREIGN KEY (session_id, frame)
        REFERENCES frames (session_id, number) ON DELETE CASCADE,
    CONSTRAINT fk_observations_session_id_participant_participants FOREIGN KEY (session_id, participant)
        REFERENCES participants (session_id, number) ON DELETE CASCADE
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE observations RENAME TO observations_rest")
    op.execute("ALTER TABLE observations_rest RENAME CONSTRAINT pk_observations TO pk_observations_rest")
    op.execute(
        f"CREATE TABLE observations (LIKE observations_rest INCLUDING DEFAULTS, {_KEYS}) "
        "PARTITION BY RANGE (session_id)"
    )
    op.execute("ALTER TABLE observations ATTACH PARTITION observations_rest DEFAULT")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE observations RENAME TO observations_by_month")
    op.execute("ALTER TABLE observations_by_month RENAME CONSTRAINT pk_observations TO pk_observations_by_month")
    op.execute(f"CREATE TABLE observations (LIKE observations_by_month INCLUDING DEFAULTS, {_KEYS})")
    op.execute("INSERT INTO observations SELECT * FROM observations_by_month")
    op.execute("DROP TABLE observations_by_month")
