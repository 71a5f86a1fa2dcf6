//! `guichet words`: what is missing in each language, how long each message is, and sheets for translators.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::{
    check::{
        self,
        words::{LanguageReport, Measure},
    },
    flow::loader,
    language::Language,
    problem::{SourceFile, report},
    service::dialogue::sources_with,
    settings::Settings,
    words::{
        Catalogue,
        translation::{self, Row, sheet},
    },
};

/// A sheet larger than this is none of ours.
const LARGEST_SHEET: u64 = 16 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum Words {
    /// Writes the texts of a language beside the French, as a CSV file for translators.
    Export {
        /// The language, such as ar; a new one gets rows to be filled.
        #[arg(long, value_name = "LANGUAGE")]
        language: String,
        /// The file to write; without it the standard output.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Writes the translations of such a file into the folder of words, all of them or none.
    Import {
        /// The file, as a spreadsheet saved it in UTF-8.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// As tables.
    #[default]
    Human,
    /// As one JSON object.
    Json,
}

/// Runs the command.
pub(super) fn words(settings: &Settings, command: Option<Words>, format: Format) -> anyhow::Result<()> {
    match command {
        None => {
            let reports = reports(&files(settings)?)?;
            show(&match format {
                Format::Human => reports.iter().map(table).collect::<String>(),
                Format::Json => format!("{}\n", json!({ "languages": reports.iter().map(object).collect::<Vec<_>>() })),
            })
        }
        Some(Words::Export { language, to }) => export(&files(settings)?, &language, to.as_deref()),
        Some(Words::Import { file }) => {
            let folder = settings.locales.as_deref();
            let folder = folder.context("the words in the binary stay as they are; set GUICHET_LOCALES to a folder")?;
            import(&files(settings)?, folder, &file)
        }
    }
}

/// Writes a long text; whoever reads it may have seen enough before its end.
fn show(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn files(settings: &Settings) -> anyhow::Result<Vec<SourceFile>> {
    sources_with(settings.flows.as_deref(), settings.locales.as_deref(), settings.deadlines.as_deref())
        .map_err(|problems| anyhow::anyhow!(report(&problems)))
}

fn reports(files: &[SourceFile]) -> anyhow::Result<Vec<LanguageReport>> {
    let within = |folder: &str| files.iter().filter(|file| file.path.starts_with(folder)).cloned().collect::<Vec<_>>();
    let (flows, words) = (within("flows/"), within("locales/"));
    let told = |problems: Vec<_>| anyhow::anyhow!("{}", report(&problems));
    let catalogue = Catalogue::load(&words).map_err(told)?;
    let flows = loader::load(&flows, &catalogue.languages()).map_err(told)?;
    Ok(check::words::reports(&flows, &catalogue))
}

/// A language as a table.
fn table(report: &LanguageReport) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{}: {} messages, {} missing, {} obsolete",
        report.language,
        report.messages,
        report.missing.len(),
        report.obsolete.len()
    );
    for (what, ids) in [("missing", &report.missing), ("obsolete", &report.obsolete)] {
        for id in ids {
            let _ = writeln!(text, "  {what}: {id}");
        }
    }
    let _ = writeln!(text, "  {:<44} {:>8} {:>10} {:>8}", "message", "segments", "characters", "seconds");
    for (flow, measure) in report.measures() {
        let (segments, characters) = match &measure.text {
            Some(text) => (text.segments.to_string(), text.characters.to_string()),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let seconds = measure.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
        let _ = writeln!(text, "  {:<44} {segments:>8} {characters:>10} {seconds:>8}", name(flow, measure));
    }
    text.push('\n');
    text
}

/// A language as an object.
fn object(report: &LanguageReport) -> Value {
    let message = |(flow, measure): (&str, &Measure)| {
        let text = measure.text.as_ref().map(|text| {
            let alphabet = if text.dear { "UCS-2" } else { "GSM-7" };
            json!({
                "segments": text.segments, "most": text.most, "characters": text.characters, "alphabet": alphabet,
                "longest": text.sent,
            })
        });
        json!({ "id": name(flow, measure), "sms": text, "voice": measure.seconds.map(|s| json!({ "seconds": s })) })
    };
    json!({
        "language": report.language.as_str(),
        "messages": report.messages,
        "missing": report.missing,
        "obsolete": report.obsolete,
        "texts": report.measures().map(message).collect::<Vec<_>>(),
    })
}

fn name(flow: &str, measure: &Measure) -> String {
    match &measure.attribute {
        Some(attribute) => format!("{flow}/{}.{attribute}", measure.id),
        None => format!("{flow}/{}", measure.id),
    }
}

fn export(files: &[SourceFile], tag: &str, to: Option<&Path>) -> anyhow::Result<()> {
    let language: Language = tag.parse()?;
    // What is not missing in French is measured in it; a text that is not there yet has the limit of the French.
    let reports = reports(files)?;
    let own = reports.iter().find(|report| report.language == language);
    let french = reports.iter().find(|report| report.language == Language::french());
    let limits = |row: &Row| own.and_then(|own| limits(own, row)).or_else(|| limits(french?, row)).unwrap_or_default();
    let rows = translation::rows(files, &language);
    let sheet = sheet::to_csv(&rows, &language, &limits)?;
    match to {
        None => show(&sheet)?,
        Some(path) => {
            std::fs::write(path, sheet).with_context(|| format!("{} cannot be written", path.display()))?;
            let missing = rows.iter().filter(|row| row.state == translation::State::Missing).count();
            println!("{} texts, {missing} of them missing in {language}: {}", rows.len(), path.display());
        }
    }
    Ok(())
}

/// How long a text may be.
fn limits(report: &LanguageReport, row: &Row) -> Option<String> {
    let attribute = (!row.attribute.is_empty()).then_some(row.attribute.as_str());
    let mut measures = report.measures();
    let (_, measure) = measures.find(|(flow, measure)| {
        let id = row.id.strip_prefix(flow).and_then(|rest| rest.strip_prefix('/'));
        id == Some(measure.id.as_str()) && measure.attribute.as_deref() == attribute
    })?;
    let text = measure.text.as_ref().map(|text| format!("{} segments", text.most));
    let voice = measure.seconds.map(|_| format!("{:.0} seconds", check::words::MOST_SECONDS));
    Some(text.into_iter().chain(voice).collect::<Vec<_>>().join(", "))
}

fn import(files: &[SourceFile], folder: &Path, sheet: &Path) -> anyhow::Result<()> {
    let size = std::fs::metadata(sheet).with_context(|| format!("{} cannot be read", sheet.display()))?.len();
    ensure!(size <= LARGEST_SHEET, "{} has {size} bytes; no sheet of ours is so large", sheet.display());
    let bytes = std::fs::read(sheet).with_context(|| format!("{} cannot be read", sheet.display()))?;
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{} is not in UTF-8; save it as “CSV UTF-8”, or letters are lost", sheet.display());
    };
    let refuse = |refused: Vec<translation::Refused>| {
        for row in &refused {
            eprintln!("{row}");
        }
        anyhow::anyhow!("nothing was written: {} rows of {} have a mistake", refused.len(), sheet.display())
    };
    let (language, changes) = sheet::from_csv(&text).map_err(refuse)?;
    let written = translation::write(files, &language, &changes).map_err(refuse)?;
    still_readable(files, &written)?;
    for file in &written {
        replace(folder, file)?;
    }
    let paths: BTreeSet<&str> = written.iter().map(|file| file.path.as_str()).collect();
    if paths.is_empty() {
        println!("{} rows read, nothing to change", changes.len());
    } else {
        let paths = paths.into_iter().collect::<Vec<_>>().join(", ");
        println!("{} rows read; written: {paths}. Now run guichet check.", changes.len());
    }
    Ok(())
}

/// The words load with what is written: references to nothing are found before anything is.
fn still_readable(files: &[SourceFile], written: &[SourceFile]) -> anyhow::Result<()> {
    let is_words = |file: &&SourceFile| file.path.starts_with("locales/");
    let kept = files.iter().filter(is_words).filter(|file| !written.iter().any(|new| new.path == file.path));
    let after: Vec<SourceFile> = kept.chain(written).cloned().collect();
    match Catalogue::load(&after) {
        Ok(_) => Ok(()),
        Err(problems) => bail!("nothing was written:\n{}", report(&problems)),
    }
}

/// Puts a file in the place of the old one at once: whoever reads it meanwhile sees the one or the other.
fn replace(folder: &Path, file: &SourceFile) -> anyhow::Result<()> {
    let path = folder.join(file.path.strip_prefix("locales/").unwrap_or(&file.path));
    let new = path.with_extension("ftl.new");
    let written = || -> std::io::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&new, file.text.as_bytes())?;
        std::fs::rename(&new, &path)
    };
    written().with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the shipped words, and their files.
    fn folder() -> (tempfile::TempDir, Vec<SourceFile>) {
        let folder = tempfile::tempdir().unwrap();
        let files = sources_with(None, None, None).unwrap();
        for file in files.iter().filter(|file| file.path.starts_with("locales/")) {
            replace(folder.path(), file).unwrap();
        }
        (folder, files)
    }

    fn read(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn a_sheet_that_was_filled_in_changes_one_line_of_one_file() {
        let (folder, files) = folder();
        let sheet = folder.path().join("arabic.csv");
        export(&files, "ar", Some(&sheet)).unwrap();
        let text = std::fs::read_to_string(&sheet).unwrap();
        assert!(text.contains("\"3 segments, 30 seconds\""), "limits stand in the sheet");
        std::fs::write(&sheet, text.replace("\"هل تريد شيئا آخر؟\"", "\"هل من شيء آخر؟\"")).unwrap();
        let before = read(folder.path(), "ar/menu.ftl");
        import(&files, folder.path(), &sheet).unwrap();
        assert_eq!(read(folder.path(), "ar/menu.ftl"), before.replace("هل تريد شيئا آخر؟", "هل من شيء آخر؟"));
        assert_eq!(read(folder.path(), "ar/shared.ftl"), *files[find(&files, "locales/ar/shared.ftl")].text);
    }

    fn find(files: &[SourceFile], path: &str) -> usize {
        files.iter().position(|file| file.path == path).unwrap()
    }

    #[test]
    fn nothing_is_written_where_a_row_or_the_file_is_wrong() {
        let (folder, files) = folder();
        let sheet = folder.path().join("sheet.csv");
        let head = "id;attribute;translation ar\nmenu/anything-else;;مرة أخرى؟\n";
        for (rows, expected) in [
            ("menu/anything-els;;x\n".as_bytes(), "1 rows"),
            ("menu/goodbye;;{ $nobody }\n".as_bytes(), "1 rows"),
            ("menu/goodbye;;{ nothing }\n".as_bytes(), "there is no message `nothing`"),
            (b"menu/goodbye;;\xe9t\xe9\n".as_slice(), "is not in UTF-8"),
        ] {
            std::fs::write(&sheet, [head.as_bytes(), rows].concat()).unwrap();
            let told = format!("{:#}", import(&files, folder.path(), &sheet).unwrap_err());
            assert!(told.contains(expected), "{told}");
            assert_eq!(read(folder.path(), "ar/menu.ftl"), *files[find(&files, "locales/ar/menu.ftl")].text);
        }
    }

    #[test]
    fn the_report_tells_of_every_language_what_is_missing_and_how_long_it_is() {
        let mut files = sources_with(None, None, None).unwrap();
        let at = find(&files, "locales/en/menu.ftl");
        files[at].text = files[at].text.replacen("goodbye =", "farewell =", 1).into();
        let reports = reports(&files).unwrap();
        let english = reports.iter().find(|report| report.language.as_str() == "en").unwrap();
        assert_eq!(
            (&*english.missing, &*english.obsolete),
            (&["menu/goodbye".to_owned()][..], &["menu/farewell".to_owned()][..])
        );
        let text = table(english);
        assert!(text.starts_with("en: ") && text.contains("1 missing, 1 obsolete"), "{text}");
        let object = object(&reports[0]);
        let choose = object["texts"].as_array().unwrap().iter().find(|text| text["id"] == "menu/choose.sms").unwrap();
        assert_eq!(choose["sms"]["alphabet"], "GSM-7");
        assert_eq!(choose["voice"], Value::Null);
    }
}
