//! What people said for an advisor: the sound, sealed, and what is still to be done about the provider's copy.

use jiff::Timestamp;

use super::{Connection, Store, StoreError, connection::Row, row::Reading, sql::Sql};

const TABLE: &str = "recording";

/// A sound, as a browser plays it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound {
    /// As in the HTTP header, such as `audio/mpeg`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Where a recording stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingState {
    /// It lies at the provider, and is to be fetched.
    Wanted,
    /// We hold it.
    Kept,
    /// Nobody shall hear it, any more or at all.
    Unwanted,
    /// The provider has none.
    Lost,
}

/// Something to be done about a recording: it lies at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRecording {
    /// The provider's reference.
    pub reference: String,
    /// Whether it is to be fetched first; else it is only deleted there.
    pub is_wanted: bool,
    /// How often that failed before.
    pub failures: i64,
    /// When it was made.
    pub made_at: Timestamp,
}

/// What is written of a recording that was made.
#[derive(Clone)]
pub struct NewRecording {
    /// The provider's reference.
    pub reference: String,
    /// In which conversation.
    pub conversation_id: String,
    /// Whether an advisor shall hear it. What a key cut short nobody shall.
    pub is_wanted: bool,
    /// When.
    pub at: Timestamp,
}

impl RecordingState {
    const ALL: [(RecordingState, &'static str); 4] = [
        (RecordingState::Wanted, "wanted"),
        (RecordingState::Kept, "kept"),
        (RecordingState::Unwanted, "unwanted"),
        (RecordingState::Lost, "lost"),
    ];

    fn as_str(self) -> &'static str {
        RecordingState::ALL.into_iter().find_map(|(one, word)| (one == self).then_some(word)).unwrap_or_default()
    }

    fn parse(word: &str) -> Option<Self> {
        RecordingState::ALL.into_iter().find_map(|(one, known)| (known == word).then_some(one))
    }
}

impl Store {
    /// The sound of a recording; none where we do not hold it, not yet or not any more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn recording(&self, reference: &str) -> Result<Option<Sound>, StoreError> {
        let sql = Sql::new(
            "SELECT reference, media_type, sound FROM recording WHERE reference = $1 AND state = 'kept'
                AND sound IS NOT NULL",
        );
        self.reads().fetch_optional(sql.bind(reference)).await?.as_ref().map(sound).transpose()
    }

    /// Where a recording stands; none where there is none of this reference.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn recording_state(&self, reference: &str) -> Result<Option<RecordingState>, StoreError> {
        let sql = Sql::new("SELECT reference, state FROM recording WHERE reference = $1").bind(reference);
        let row = self.reads().fetch_optional(sql).await?;
        row.map(|row| Reading::keyed(&row, TABLE, "reference").word("state", RecordingState::parse)).transpose()
    }

    /// What lies at the provider and is to be looked at now, the longest due first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn due_recordings(&self, now: Timestamp, most: u32) -> Result<Vec<DueRecording>, StoreError> {
        let sql = Sql::new(
            "SELECT reference, state, failures, made_at FROM recording WHERE at_provider AND not_before <= $1
             ORDER BY not_before, reference LIMIT $2",
        );
        let rows = self.reads().fetch_all(sql.bind(now.as_millisecond()).bind(i64::from(most))).await?;
        rows.iter().map(due).collect()
    }

    /// Keeps the sound that was fetched, unless it was erased meanwhile.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn keep_recording(&self, reference: &str, sound: &Sound, now: Timestamp) -> Result<bool, StoreError> {
        let sealed = self.vault().seal_bytes(TABLE, "sound", reference, &sound.bytes)?;
        let sql = Sql::new(
            "UPDATE recording SET state = 'kept', sound = $2, media_type = $3, failures = 0, not_before = $4, updated_at = $4
             WHERE reference = $1 AND state = 'wanted'",
        );
        let sql = sql.bind(reference).bind(sealed).bind(&sound.media_type).bind(now.as_millisecond());
        self.change(sql).await
    }

    /// The provider holds it no more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn recording_left_provider(&self, reference: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "UPDATE recording SET at_provider = FALSE, updated_at = $2,
                                  state = CASE WHEN state = 'wanted' THEN 'lost' ELSE state END
             WHERE reference = $1 AND at_provider",
        );
        self.change(sql.bind(reference).bind(now.as_millisecond())).await
    }

    /// It did not work, and is tried again later.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_recording_off(
        &self,
        reference: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "UPDATE recording SET failures = failures + 1, not_before = $2, updated_at = $3
             WHERE reference = $1 AND at_provider",
        );
        self.change(sql.bind(reference).bind(until.as_millisecond()).bind(now.as_millisecond())).await
    }

    /// Erases a sound here, and has the provider's copy deleted where there is one still. False where nothing is left.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_recording(&self, reference: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = Sql::new("UPDATE recording SET ")
            .then(ERASED)
            .then(" WHERE reference = $2 AND state IN ('wanted', 'kept')");
        self.change(sql.bind(now.as_millisecond()).bind(reference)).await
    }

    /// Erases every sound that was made before an instant; how many those were.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase_recordings_before(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let sql = Sql::new("UPDATE recording SET ").then(ERASED).then(" WHERE state = 'kept' AND made_at < $2");
        let sql = sql.bind(now.as_millisecond()).bind(before.as_millisecond());
        self.write(move |connection| Box::pin(async move { connection.execute(sql).await })).await
    }

    async fn change(&self, sql: Sql) -> Result<bool, StoreError> {
        self.write(move |connection| Box::pin(async move { Ok(connection.execute(sql).await? == 1) })).await
    }
}

/// Sets that nobody shall hear it: `$1` now. Where the provider's copy lies there still it is deleted next.
const ERASED: &str =
    "state = 'unwanted', sound = NULL, media_type = NULL, failures = 0, not_before = $1, updated_at = $1";

/// Writes down that a recording was made. It is told of once, however often its webhook is repeated.
pub(super) async fn add(connection: &mut Connection, made: &NewRecording) -> Result<(), StoreError> {
    let insert = Sql::new(
        "INSERT INTO recording (reference, conversation_id, state, at_provider, failures, not_before, made_at, updated_at)
         VALUES ($1, $2, $3, TRUE, 0, $4, $4, $4) ON CONFLICT (reference) DO NOTHING",
    );
    let state = if made.is_wanted { RecordingState::Wanted } else { RecordingState::Unwanted };
    let insert = insert.bind(&made.reference).bind(&made.conversation_id).bind(state.as_str());
    connection.execute(insert.bind(made.at.as_millisecond())).await.map(drop)
}

fn sound(row: &Row) -> Result<Sound, StoreError> {
    let row = Reading::keyed(row, TABLE, "reference");
    let reference: String = row.get("reference")?;
    Ok(Sound { media_type: row.get("media_type")?, bytes: row.sealed_bytes("sound", &reference)? })
}

fn due(row: &Row) -> Result<DueRecording, StoreError> {
    let row = Reading::keyed(row, TABLE, "reference");
    Ok(DueRecording {
        reference: row.get("reference")?,
        is_wanted: row.word("state", RecordingState::parse)? == RecordingState::Wanted,
        failures: row.get("failures")?,
        made_at: row.time("made_at")?,
    })
}
