//! `guichet phone`.

pub(super) async fn phone(_to: Option<String>, _from: String) -> anyhow::Result<()> {
    Ok(())
}
