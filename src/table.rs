//! Tables in CSV form: named columns, any encoding, errors with their place.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ByteRecord, ErrorKind};

use crate::encoding::{self, Encoding};
use crate::error::{Error, Location, Result};
use crate::topics::nearest;

/// A CSV table that is read row by row, in constant memory.
///
/// Line ends may be LF, CRLF or CR; a byte-order mark is passed over.
///
/// ```
/// use thematic::encoding::Encoding;
/// use thematic::table::Table;
/// let csv = "id,text\n1,\"two\nlines\"\n";
/// let mut table = Table::from_reader("rows.csv", csv.as_bytes(), Encoding::Detect)?;
/// let text = table.column("text")?;
/// let row = table.next_row()?.unwrap();
/// assert_eq!(row.get(text), "two\nlines");
/// # Ok::<(), thematic::Error>(())
/// ```
pub struct Table<'r> {
    name: String,
    reader: csv::Reader<Box<dyn Read + Send + 'r>>,
    encoding: Encoding,
    headers: Vec<String>,
    record: ByteRecord,
    row: u64,
    /// The line on which the next row begins, if no empty lines come first.
    next_line: u64,
}

impl Table<'static> {
    /// Opens a CSV file and reads its header.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is empty, or its header is not text.
    pub fn open(path: &Path, encoding: Encoding) -> Result<Self> {
        let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
        Self::from_reader(&path.display().to_string(), file, encoding)
    }
}

impl<'r> Table<'r> {
    /// Reads a table from any source; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`Table::open`].
    pub fn from_reader(
        name: &str,
        reader: impl Read + Send + 'r,
        encoding: Encoding,
    ) -> Result<Self> {
        let (reader, encoding) = encoding::stream(name, reader, encoding)?;
        let reader: Box<dyn Read + Send + 'r> = Box::new(reader);
        let mut table = Self {
            name: name.to_owned(),
            reader: csv::ReaderBuilder::new()
                .has_headers(false)
                .buffer_capacity(256 * 1024)
                .from_reader(reader),
            encoding,
            headers: Vec::new(),
            record: ByteRecord::new(),
            row: 0,
            next_line: 1,
        };
        match table.next_row()? {
            Some(row) => table.headers = row.iter().map(|name| name.trim().to_owned()).collect(),
            None => {
                return Err(Error::data(
                    Location::file(name),
                    "the file is empty",
                    "give a CSV file whose first row names its columns",
                ));
            }
        }
        Ok(table)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the columns.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The place of a column, if there is one of that name.
    pub fn find_column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// The place of a column that must be there.
    ///
    /// # Errors
    ///
    /// When no column or more than one has that name; the message lists the columns.
    pub fn column(&self, name: &str) -> Result<usize> {
        let header = || Location::file(&self.name).row(1);
        match self.headers.iter().filter(|h| *h == name).count() {
            1 => {}
            0 => {
                let only = self.headers.first().filter(|_| self.headers.len() == 1);
                let separator =
                    only.and_then(|h| [';', '\t', '|'].into_iter().find(|s| h.contains(*s)));
                if let Some(separator) = separator {
                    return Err(Error::data(
                        header(),
                        format!("the columns seem to be separated by {separator:?}"),
                        "save the file with commas between the columns",
                    ));
                }
                let advice = match nearest(name, self.headers.iter().map(String::as_str)) {
                    Some(near) => format!(
                        "rename the column {near:?}, or name another with the options \
                         for columns"
                    ),
                    None => "name the columns in the first row".to_owned(),
                };
                return Err(Error::data(
                    header(),
                    format!(
                        "there is no column {name:?} among {}",
                        self.headers
                            .iter()
                            .take(20)
                            .map(|h| format!("{:?}", shorten(h)))
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                    advice,
                ));
            }
            _ => {
                return Err(Error::data(
                    header().column(name),
                    format!("two columns are named {name:?}"),
                    "rename one of them",
                ));
            }
        }
        Ok(self.find_column(name).unwrap_or_default())
    }

    /// The next row, or `None` after the last.
    ///
    /// # Errors
    ///
    /// When the row has more or fewer fields than the header, a field is not
    /// text, or reading fails; the message gives row and column.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|error| csv_error(&self.name, self.row, self.next_line, error))?;
        if !more {
            return Ok(None);
        }
        self.row += 1;
        // The reader sees empty lines, but after CRLF it is one line behind.
        let seen = self.record.position().map_or(0, csv::Position::line);
        let line = seen.max(self.next_line);
        let breaks = self.record.as_slice().iter().filter(|byte| **byte == b'\n');
        self.next_line = line + 1 + breaks.count() as u64;
        let location = Location::file(&self.name).row(self.row).line(line);
        for (column, field) in self.record.iter().enumerate() {
            self.check_field(column, field, &location)?;
        }
        Ok(Some(Row {
            name: &self.name,
            record: &self.record,
            number: self.row,
            line,
        }))
    }

    fn check_field(&self, column: usize, field: &[u8], location: &Location) -> Result<()> {
        let place = || match self.headers.get(column) {
            Some(header) => location.clone().column(header),
            None => location.clone(),
        };
        let text = std::str::from_utf8(field).map_err(|error| {
            Error::data(
                place(),
                format!("byte {} of the field is not UTF-8", error.valid_up_to() + 1),
                "save the file as UTF-8, or name its encoding with --encoding",
            )
        })?;
        if text.contains('\0') {
            return Err(Error::data(
                place(),
                "there is a NUL byte, which no text has",
                "save the file as CSV in UTF-8",
            ));
        }
        let replaced = !matches!(self.encoding, Encoding::Utf8 | Encoding::Detect);
        if replaced && text.contains('\u{fffd}') {
            return Err(Error::data(
                place(),
                "there are bytes that the file's encoding does not have",
                "save the file as UTF-8",
            ));
        }
        Ok(())
    }
}

/// One row of a table.
pub struct Row<'t> {
    name: &'t str,
    record: &'t ByteRecord,
    number: u64,
    line: u64,
}

impl Row<'_> {
    /// The field in a column; empty when there is no such column.
    pub fn get(&self, column: usize) -> &str {
        // `next_row` has checked every field.
        self.record
            .get(column)
            .and_then(|field| std::str::from_utf8(field).ok())
            .unwrap_or_default()
    }

    /// All fields, in the order of the columns.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.record.len()).map(|column| self.get(column))
    }

    /// The row's number; the header is row 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The row's place in the file.
    pub fn location(&self) -> Location {
        Location::file(self.name).row(self.number).line(self.line)
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 30 {
        return text.to_owned();
    }
    text.chars().take(29).chain(['…']).collect()
}

fn csv_error(name: &str, rows_read: u64, next_line: u64, error: csv::Error) -> Error {
    let seen = error.position().map_or(0, csv::Position::line);
    let place = Location::file(name)
        .row(rows_read + 1)
        .line(seen.max(next_line));
    match error.into_kind() {
        ErrorKind::Io(source) => Error::Io {
            action: "read",
            name: name.to_owned(),
            source,
        },
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Error::data(
            place,
            format!("there are {len} fields where the header has {expected_len}"),
            "put a field that contains a comma, a quotation mark or a line end between \
             quotation marks",
        ),
        other => Error::data(place, format!("{other:?}"), "check the row"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(csv: &[u8]) -> Result<Table<'_>> {
        Table::from_reader("t.csv", csv, Encoding::Detect)
    }

    fn rows(csv: &[u8]) -> Result<Vec<Vec<String>>> {
        let mut table = table(csv)?;
        let mut rows = Vec::new();
        while let Some(row) = table.next_row()? {
            rows.push(row.iter().map(str::to_owned).collect());
        }
        Ok(rows)
    }

    #[test]
    fn line_ends_and_marks_make_no_difference() {
        let expected = vec![vec!["1", "甲"], vec!["2", "乙"]];
        for csv in [
            "id,text\n1,甲\n2,乙\n",
            "id,text\r\n1,甲\r\n2,乙\r\n",
            "id,text\r1,甲\r2,乙",
            "\u{feff}id,text\n1,甲\n2,乙",
        ] {
            assert_eq!(rows(csv.as_bytes()).unwrap(), expected);
        }
    }

    #[test]
    fn a_missing_column_is_named_with_the_ones_that_are_there() {
        let csv = b"id,txt\n1,a\n";
        let error = table(csv).unwrap().column("text").unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.csv, row 1: there is no column \"text\" among \"id\", \"txt\"; \
             rename the column \"txt\", or name another with the options for columns"
        );
    }

    #[test]
    fn a_short_row_is_named_by_row_and_line() {
        let error = rows(b"a,b\n\"x\ny\",1\nz\n").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("t.csv, row 3 (line 4): there are 1 fields where the header has 2"),
            "{error}"
        );
    }

    #[test]
    fn broken_bytes_far_into_a_file_are_named_by_row_and_column() {
        let mut csv = b"id,text\n".to_vec();
        for _ in 0..60_000 {
            csv.extend_from_slice("1,边界\n".as_bytes());
        }
        csv.extend_from_slice(b"2,\xff\xfe\n");
        let error = rows(&csv).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("t.csv, row 60002, column text: byte 1 of the field is not UTF-8"),
            "{error}"
        );
    }

    #[test]
    fn an_empty_file_says_what_is_expected() {
        let error = rows(b"").unwrap_err();
        assert!(error.to_string().contains("the file is empty"));
    }
}
