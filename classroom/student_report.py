"""All that is kept of one student -> JSON, or a zip of CSV files."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from classroom.privacy.student_data import StudentTable
from classroom.report import csv_bytes


def student_json(name: str, tables: Sequence[StudentTable], made_at: datetime) -> str:
    """One object: who was asked for, when, and each table as a list of objects."""
    kept = {one.name: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in tables}
    return json.dumps({"student": name, "exported_at": made_at.isoformat(), **kept}, ensure_ascii=False, indent=2)


def student_zip(tables: Sequence[StudentTable], made_at: datetime) -> bytes:
    """One CSV a table, also of those without rows: that nothing is there is an answer too."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in tables:
            cells = [[None if cell is None else str(cell) for cell in row] for row in one.rows]
            frame = pd.DataFrame(cells, columns=list(one.columns), dtype="object")
            about = zipfile.ZipInfo(f"{one.name}.csv", made_at.astimezone().timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, csv_bytes(frame))
    return target.getvalue()
