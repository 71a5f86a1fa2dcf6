//! The words of the console: `templates/console/words/LANGUAGE/PAGE.ftl` over `shared.ftl`, in French and in English.

use std::{collections::BTreeMap, sync::Arc};

use fluent::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use include_dir::{Dir, include_dir};

use crate::staff::ConsoleLanguage;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/console/words");
/// The page whose words every other page may use.
const SHARED: &str = "shared";

type Book = Arc<FluentBundle<Arc<FluentResource>>>;

/// The words of every page, in each language.
pub(super) struct Words(BTreeMap<(ConsoleLanguage, String), Book>);

/// The words of one page in one language. Cheap to clone.
#[derive(Clone)]
pub struct PageWords {
    language: ConsoleLanguage,
    own: Option<Book>,
    shared: Option<Book>,
}

/// A value that a message is filled in with.
pub trait Shown {
    /// The value; numbers choose plural forms.
    fn value(&self) -> FluentValue<'static>;
}

macro_rules! shown {
    ($($kind:ty => |$it:ident| $value:expr;)*) => {$(
        impl Shown for $kind {
            fn value(&self) -> FluentValue<'static> {
                let $it = self;
                $value
            }
        }
    )*};
}
shown! {
    str => |it| FluentValue::from(it.to_owned());
    String => |it| FluentValue::from(it.clone());
    i64 => |it| FluentValue::from(*it);
    u64 => |it| FluentValue::from(*it);
    u32 => |it| FluentValue::from(*it);
    usize => |it| FluentValue::from(*it);
}
impl<T: Shown + ?Sized> Shown for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

impl Words {
    /// Those in the binary.
    pub(super) fn shipped() -> Self {
        let mut books = BTreeMap::new();
        for language in ConsoleLanguage::ALL {
            let files = FILES.get_dir(language.as_str()).into_iter().flat_map(Dir::files);
            for file in files {
                let name = file.path().file_stem().and_then(|name| name.to_str()).unwrap_or_default();
                let text = file.contents_utf8().unwrap_or_default();
                books.insert((language, name.to_owned()), book(language, text));
            }
        }
        Words(books)
    }

    /// The words of a page.
    pub(super) fn of(&self, page: &str, language: ConsoleLanguage) -> PageWords {
        let book = |name: &str| self.0.get(&(language, name.to_owned())).cloned();
        PageWords { language, own: book(page), shared: book(SHARED) }
    }
}

fn book(language: ConsoleLanguage, text: &str) -> Book {
    // What can be read of a file is used; a test holds the files to have no errors.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
    let tag = language.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Callers' words stand in elements of their own, with their language and direction: marks would be copied with numbers.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(Arc::new(resource));
    Arc::new(bundle)
}

impl PageWords {
    /// The language.
    pub fn language(&self) -> ConsoleLanguage {
        self.language
    }

    /// A message without values. A name that is no message comes back as it is.
    pub fn say(&self, id: &str) -> String {
        self.fill(id, &FluentArgs::new())
    }

    /// A message with these values.
    pub fn with(&self, id: &str, values: &[(&'static str, &dyn Shown)]) -> String {
        self.fill(id, &values.iter().map(|(name, value)| (*name, value.value())).collect())
    }

    fn fill(&self, id: &str, args: &FluentArgs<'_>) -> String {
        let said = [&self.own, &self.shared].into_iter().flatten().find_map(|book| {
            let pattern = book.get_message(id)?.value()?;
            Some(book.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
        });
        said.unwrap_or_else(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests;
