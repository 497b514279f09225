"""Puts the documents of tests/fixtures/formats into corpus/, one folder for each
target, with the parts of packages between zero bytes as the target docx wants
them."""

import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "tests" / "fixtures"
PARTS = ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml"]
ENDINGS = {".html": "html", ".md": "markdown", ".eml": "email", ".txt": "text", ".pdf": "pdf", ".zip": "zip"}


def parts(path):
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        return b"\0".join(package.read(part) if part in names else b"" for part in PARTS)


def main():
    for path in sorted(FIXTURES.glob("formats/**/*")) + sorted(FIXTURES.glob("documents/*.txt")):
        if not path.is_file() or "sources" in path.parts or "making" in path.parts:
            continue
        if path.suffix == ".docx":
            try:
                put("docx", path.name, parts(path))
            except (zipfile.BadZipFile, OSError):
                pass
            put("zip", path.name, path.read_bytes())
        elif path.suffix in ENDINGS:
            put(ENDINGS[path.suffix], path.name, path.read_bytes())
            if path.stat().st_size < 10_000:
                put("zip", path.name, path.read_bytes())


def put(target, name, content):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


if __name__ == "__main__":
    shutil.rmtree(HERE / "corpus", ignore_errors=True)
    main()
