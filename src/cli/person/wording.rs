//! What is held of a person as a text that they can read, in their language.

use std::fmt::Write;

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value as Json;

use crate::store::holding::Holding;

/// A word of ours and what it is called in French, English and Arabic.
type Said = (&'static str, [&'static str; 3]);

const TITLES: [Said; 12] = [
    ("numbers", ["Votre numéro de téléphone", "Your telephone number", "رقم هاتفك"]),
    ("people", ["Votre nom", "Your name", "اسمك"]),
    ("files", ["Vos dossiers", "Your files", "ملفاتك"]),
    ("answers", ["Vos réponses pour vos dossiers", "Your answers for your files", "أجوبتك لملفاتك"]),
    ("messages", ["Ce que nous nous sommes dit", "What we said to one another", "ما قلناه لبعضنا"]),
    ("notes", ["Ce qui a été noté", "What was noted", "ما تم تدوينه"]),
    ("callbacks", ["Vos demandes de rappel", "Your requests to be called back", "طلباتك للاتصال بك"]),
    ("deadlines", ["Vos dates limites", "Your deadlines", "مواعيدك النهائية"]),
    (
        "texts",
        ["Les messages et appels que nous avons préparés", "Messages and calls from us", "الرسائل والمكالمات منا"],
    ),
    ("recordings", ["Vos messages enregistrés", "What you recorded", "رسائلك المسجلة"]),
    ("mandates", ["Qui peut agir pour vous", "Who may act for you", "من يمكنه التصرف نيابة عنك"]),
    ("record", ["Ce qui a été fait", "What was done", "ما تم القيام به"]),
];

const FIELDS: [Said; 29] = [
    ("number", ["numéro", "number", "الرقم"]),
    ("language", ["langue", "language", "اللغة"]),
    ("stopped", ["STOP depuis", "STOP since", "STOP منذ"]),
    ("reminders_stopped", ["sans rappels depuis", "no reminders since", "بدون تذكير منذ"]),
    ("hours", ["heures souhaitées", "hours you wish", "الساعات المطلوبة"]),
    ("name", ["nom", "name", "الاسم"]),
    ("since", ["depuis", "since", "منذ"]),
    ("until", ["jusqu'à", "until", "حتى"]),
    ("organisation", ["organisme", "organisation", "الجهة"]),
    ("benefit", ["aide", "benefit", "المساعدة"]),
    ("status", ["état", "status", "الحالة"]),
    ("as_of", ["à la date du", "as of", "بتاريخ"]),
    ("at", ["le", "on", "في"]),
    ("item", ["demande", "asked for", "المطلوب"]),
    ("value", ["réponse", "answer", "الجواب"]),
    ("confirmed", ["confirmée", "confirmed", "مؤكد"]),
    ("direction", ["sens (in : de vous)", "direction (in: from you)", "الاتجاه (in: منك)"]),
    ("channel", ["par", "by", "عبر"]),
    ("text", ["texte", "text", "النص"]),
    ("kind", ["type", "kind", "النوع"]),
    ("subject", ["sujet", "subject", "الموضوع"]),
    ("half_day", ["moment", "time of day", "الوقت"]),
    ("state", ["état", "state", "الحالة"]),
    ("closes", ["dernier jour", "last day", "آخر يوم"]),
    (
        "scope",
        [
            "pour (status : savoir, answers : répondre aussi)",
            "for (status: hear, answers: answer too)",
            "من أجل (status: المعرفة، answers: الإجابة أيضا)",
        ],
    ),
    ("agreed", ["accepté", "agreed", "تمت الموافقة"]),
    ("refused", ["refusé", "refused", "تم الرفض"]),
    ("ended", ["fini", "ended", "انتهى"]),
    ("action", ["acte", "act", "الإجراء"]),
];

const HEAD: [&str; 3] = [
    "Voici tout ce que nous gardons sur vous.",
    "This is everything that we keep about you.",
    "هذا كل ما نحتفظ به عنك.",
];
const NOTHING: [&str; 3] = ["rien", "nothing", "لا شيء"];

/// The document.
pub(super) fn document(holding: &Holding, language: &str, zone: &TimeZone) -> String {
    let place = match language {
        "en" => 1,
        "ar" => 2,
        _ => 0,
    };
    let mut text = format!("{}\n", HEAD[place]);
    // Writing into a text cannot fail.
    for part in &holding.parts {
        let _ = write!(text, "\n{}\n", said(&TITLES, part.name, place));
        if part.rows.is_empty() {
            let _ = writeln!(text, "  {}", NOTHING[place]);
        }
        for row in &part.rows {
            let values =
                row.iter().map(|(name, value)| format!("{} : {}", said(&FIELDS, name, place), shown(value, zone)));
            let _ = writeln!(text, "- {}", values.collect::<Vec<_>>().join(" ; "));
        }
    }
    text
}

fn said<'n>(words: &[Said], name: &'n str, place: usize) -> &'n str {
    words.iter().find(|(known, _)| *known == name).map_or(name, |(_, said)| said[place])
}

/// A value; a moment as a clock on the wall shows it.
fn shown(value: &Json, zone: &TimeZone) -> String {
    match value {
        Json::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => at.to_zoned(zone.clone()).strftime("%d/%m/%Y %H:%M").to_string(),
            Err(_) => text.clone(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::holding::{PARTS, Part};

    #[test]
    fn every_part_has_a_title_and_a_value_its_name_in_each_language() {
        let row = json!({ "at": "2026-11-03T08:00:00Z", "text": "Bonjour" });
        let parts =
            PARTS.into_iter().map(|name| Part { name, rows: vec![row.as_object().cloned().unwrap_or_default()] });
        let holding = Holding { parts: parts.collect() };
        let paris = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
        let french = document(&holding, "fr", &paris);
        assert!(french.contains("Vos demandes de rappel\n- le : 03/11/2026 09:00 ; texte : Bonjour"), "{french}");
        for (language, head) in [("en", HEAD[1]), ("ar", HEAD[2])] {
            let text = document(&holding, language, &paris);
            assert!(text.starts_with(head) && !text.contains("texte"), "{text}");
            assert!(PARTS.iter().all(|name| !text.lines().any(|line| line == *name)), "{text}");
        }
        let nothing = Holding { parts: vec![Part { name: "notes", rows: vec![] }] };
        assert!(document(&nothing, "fr", &paris).ends_with("Ce qui a été noté\n  rien\n"));
    }
}
