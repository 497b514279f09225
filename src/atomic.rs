//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// A file that takes its name only when it is complete. Dropped before
/// [`AtomicFile::commit`], it leaves nothing behind.
///
/// A path that exists and is no regular file (a pipe, `/dev/null`) is written
/// to directly; a symbolic link is followed.
///
/// ```
/// use std::io::Write;
/// use thematic::atomic::AtomicFile;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("tags.csv");
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"text,topics\n")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    target: Target,
}

#[derive(Debug)]
enum Target {
    Temporary(NamedTempFile),
    Direct(fs::File),
}

impl AtomicFile {
    /// Opens a temporary file in the folder of `path`, readable as other new
    /// files are.
    ///
    /// # Errors
    ///
    /// When the folder does not exist or cannot be written to.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |source| Error::io("write", path, source);
        let real = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = fs::OpenOptions::new().write(true).open(path);
                return Ok(Self {
                    path: path.to_owned(),
                    target: Target::Direct(file.map_err(failed)?),
                });
            }
            Ok(_) => {
                // A file that may not be written to is not to be replaced.
                fs::OpenOptions::new()
                    .write(true)
                    .open(path)
                    .map_err(failed)?;
                fs::canonicalize(path).map_err(failed)?
            }
            Err(_) => path.to_owned(),
        };
        let folder = match real.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        if !folder.is_dir() {
            let advice = format!("there is no folder {}; create it first", folder.display());
            return Err(failed(io::Error::new(io::ErrorKind::NotFound, advice)));
        }
        let mut builder = Builder::new();
        builder.prefix(".thematic-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Those of a new file, less what the user's umask takes away.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        // The error of the system, without the temporary file's name.
        let file = builder.tempfile_in(folder).map_err(|error| {
            let code = error.get_ref().and_then(|inner| {
                let inner: &(dyn std::error::Error + 'static) = inner;
                inner.source()?.downcast_ref::<io::Error>()?.raw_os_error()
            });
            let code = code.or_else(|| error.raw_os_error());
            failed(code.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error))
        })?;
        if let Ok(metadata) = fs::metadata(&real) {
            fs::set_permissions(file.path(), metadata.permissions()).map_err(failed)?;
        }
        Ok(Self {
            path: real,
            target: Target::Temporary(file),
        })
    }

    /// Gives the file its name, replacing one that had it.
    ///
    /// # Errors
    ///
    /// When the last bytes cannot be written or the name cannot be given.
    pub fn commit(self) -> Result<()> {
        if let Target::Temporary(file) = &self.target {
            let synced = file.as_file().sync_all();
            synced.map_err(|source| Error::io("write", &self.path, source))?;
        }
        self.rename()
    }

    /// Gives the file its name without waiting for the disk, which takes most of
    /// the time where there are thousands of small files. A program that ends
    /// leaves whole files; a power failure may leave empty ones.
    ///
    /// # Errors
    ///
    /// When the name cannot be given.
    pub fn rename(self) -> Result<()> {
        let path = self.path;
        let failed = |source| Error::io("write", &path, source);
        match self.target {
            Target::Direct(mut file) => file.flush().map_err(failed),
            Target::Temporary(file) => {
                file.persist(&path).map_err(|error| failed(error.error))?;
                Ok(())
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Temporary(file) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Temporary(file) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}
