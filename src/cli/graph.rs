//! `guichet graph`: a flow as a picture.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::world::compiled;
use crate::{
    picture::{Coverage, Picture, mermaid, svg},
    problem::nearest,
    service::dialogue::Dialogue,
    settings::Settings,
};

/// What is to be drawn.
#[derive(Debug, clap::Args)]
pub(super) struct Graph {
    /// The flow to draw.
    #[arg(value_name = "FLOW")]
    flow: String,
    /// Draws it as SVG, which browsers show, instead of as Mermaid's text.
    #[arg(long, conflicts_with = "mermaid")]
    svg: bool,
    /// Draws it as Mermaid's text, which is what it does without an option.
    #[arg(long)]
    mermaid: bool,
    /// The language of the words in it.
    #[arg(long, default_value = "fr", value_name = "TAG")]
    language: String,
    /// Marks what was never played, from a file that `guichet test --coverage` wrote.
    #[arg(long, value_name = "FILE")]
    coverage: Option<PathBuf>,
}

/// Prints the picture.
pub(super) fn graph(settings: &Settings, wanted: &Graph) -> anyhow::Result<()> {
    let (_, dialogue) = compiled(settings)?;
    let coverage = match &wanted.coverage {
        None => None,
        Some(path) => {
            let read = || anyhow::Ok(serde_json::from_str::<Coverage>(&std::fs::read_to_string(path)?)?);
            Some(read().with_context(|| {
                format!("{} holds no coverage; `guichet test --coverage` writes it", path.display())
            })?)
        }
    };
    let picture = picture(&dialogue, &wanted.flow, &wanted.language, coverage.as_ref())?;
    print!("{}", if wanted.svg { svg(&picture) } else { mermaid(&picture) });
    Ok(())
}

fn picture(dialogue: &Dialogue, flow: &str, language: &str, coverage: Option<&Coverage>) -> anyhow::Result<Picture> {
    let flows = &dialogue.script.flows;
    let Some(found) = flows.get(flow) else {
        let names: Vec<&str> = flows.keys().map(|name| &**name).collect();
        match nearest(flow, names.iter().copied()) {
            Some(near) => bail!("there is no flow `{flow}`; did you mean `{near}`?"),
            None => bail!("there is no flow `{flow}`; the flows are {}", names.join(", ")),
        }
    };
    let languages = &dialogue.script.languages;
    let Some(language) = languages.iter().find(|known| known.as_str() == language) else {
        let tags: Vec<&str> = languages.iter().map(|language| language.as_str()).collect();
        bail!("there are no words in `{language}`; the languages are {}", tags.join(", "))
    };
    Ok(Picture::new(found, &dialogue.catalogue, &dialogue.facts, language, coverage))
}
