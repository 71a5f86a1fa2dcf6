//! G09: files that cannot be read, or that no honest author writes.

use super::{
    Code,
    Example::{Files, Flow, Told, Words},
    Severity,
};

codes! {
    FILES:

    NO_FLOWS: Error "G0901" "no-flows",
        "There are no flows",
        "The folder of flows holds no file that ends in `.yaml`. Perhaps it is the wrong folder.",
        Told("An empty folder.") => Told("A folder with `menu.yaml`, `callback.yaml`, `ask-item.yaml`, `read-out.yaml` and `reminder.yaml`.");

    FILE_TWICE: Error "G0902" "file-twice",
        "A file is given twice",
        "A flow has one file, and one file of words in each language; else nobody knows which of the two counts.",
        Told("`flows/menu.yaml`, and again `flows/menu.yaml`.") => Told("`flows/menu.yaml` alone.");

    FILE_TOO_LARGE: Error "G0903" "file-too-large",
        "A file is larger than 256 KiB",
        "No dialogue that people follow is so long. Something else lies in the folder, or the flow is to be split.",
        Told("A flow of 300 kilobytes.") => Told("Three flows of 100 kilobytes that `call` each other.");

    UNREADABLE: Error "G0904" "unreadable",
        "A file or folder cannot be read",
        "It is not there, or the service may not read it. Look at the path, the owner and the rights.",
        Told("GUICHET_FLOWS=/flows, and no such folder.") => Told("GUICHET_FLOWS with the path of a folder of flows.");

    NOT_UTF8: Error "G0905" "not-utf-8",
        "A file is not written in UTF-8",
        "Accents and Arabic would be garbled. Save the file as UTF-8; editors offer it under “Save as”.",
        Told("A file of words saved as Windows-1252.") => Told("The same file saved as UTF-8.");

    TOO_MANY_FILES: Error "G0906" "too-many-files",
        "A folder holds too many files, or folders too deep within each other",
        "More than 20,000 files, or folders more than four deep, are no installation: the path is probably that of \
         something larger.",
        Told("GUICHET_FLOWS with the path of a whole disk.") => Told("GUICHET_FLOWS with the path of a folder of flows.");

    HIDDEN_CHARACTER: Error "G0907" "hidden-character",
        "A character that nobody can see",
        "A control character is neither said nor shown: a flow or a sentence would not be what it looks like. It often \
         comes in by copying from a document.",
        Words("
            hello = Bon⟦\u{7}⟧jour.
        ") => Words("
            hello = Bonjour.
        ");

    TURNED_TEXT: Error "G0908" "turned-text",
        "A character that turns the direction of what follows",
        "It makes a reader see the letters in another order than the program: a reviewed file could hold something else \
         than was seen. Arabic needs none of them.",
        Words("
            hello = Bonjour ⟦\u{202e}⟧ruojnob.
        ") => Words("
            hello = Bonjour.
        ");

    WRONG_PLACE: Error "G0909" "wrong-place",
        "A file of words that belongs to no language",
        "Words stand in `locales/LANGUAGE/FLOW.ftl`: the folder says the language, the file the flow.",
        Files(&[("locales/example.ftl", "⟦⟧hello = Bonjour.")]) => Words("hello = Bonjour.");

    YAML_SYNTAX: Error "G0910" "yaml-syntax",
        "A flow is no YAML that can be read",
        "Indent by two spaces; put a space after each colon; write expressions between single quotes.",
        Flow("
            flow: example
            about: 'not closed
            ⟦⟧steps:
              done:
                end: done
        ") => Flow("
            flow: example
            about: 'closed'
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    KEY_TWICE: Error "G0911" "key-twice",
        "A key is given twice",
        "Each key stands once in its mapping; else nobody knows which of the two counts.",
        Flow("
            flow: example
            ⟦flow⟧: example
            steps:
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    ANCHOR: Error "G0912" "anchor",
        "A flow has anchors or aliases",
        "`&name`, `*name` and `<<` let one line stand for many: nobody sees any more what a step does, and a small file \
         can fill the whole memory.",
        Flow("
            flow: example
            about: &a ⟦text⟧
            steps:
              done:
                end: done
        ") => Flow("
            flow: example
            about: text
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    TOO_DEEP: Error "G0913" "too-deep",
        "A flow is nested deeper than any flow needs",
        "A flow, its steps, a step, a menu, an option: more than sixteen levels mean that a bracket is not closed, or \
         that the file is no flow.",
        Flow("
            flow: example
            about: [[[[[[[[[[[[[[[⟦[⟧]]]]]]]]]]]]]]]]
            steps:
              done:
                end: done
        ") => Flow("
            flow: example
            about: text
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    TOO_LONG: Error "G0914" "too-long",
        "A flow has more parts than anybody can look over",
        "Fifty thousand keys and values are no dialogue. Split the flow into several that `call` each other.",
        Told("A list of sixty thousand zeros.") => Told("A flow of thirty steps.");

    SEVERAL_DOCUMENTS: Error "G0915" "several-documents",
        "A file holds several YAML documents",
        "A file is one flow. Put what stands after `---` into a file of its own.",
        Flow("
            flow: example
            steps:
              done:
                end: done
            ⟦---⟧
            flow: other
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    FRACTION: Error "G0916" "fraction",
        "A number is not whole, or too large",
        "Flows count in whole numbers: seconds, days, digits; money is in cents.",
        Flow("
            flow: example
            ⟦about⟧: 1.5
            steps:
              done:
                end: done
        ") => Flow("
            flow: example
            about: 'Version 1.5.'
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    UNQUOTED: Error "G0917" "unquoted",
        "An expression with brackets or commas stands without quotes",
        "Brackets and commas have a meaning of their own in YAML. Write the expression between single quotes.",
        Flow("
            flow: example
            steps:
              hello:
                say: { first: organisations⟦⟧[0] }
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: { first: 'organisations[0]' }
                next: done
              done:
                end: done
        ");

    BRACKETS_TOO_DEEP: Error "G0918" "brackets-too-deep",
        "Brackets in a message nest deeper than any sentence needs",
        "A choice within a choice within a choice is hard enough; more than twenty levels mean that a brace is not closed.",
        Words("
            hello = { { { { { { { { { { { { { { { { { { { { ⟦{⟧
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    TOO_MANY_MISTAKES: Error "G0919" "too-many-mistakes",
        "A file has more mistakes than are told at once",
        "The first hundred of a file are told. Often one of them causes the others: mend it, and check again.",
        Told("A flow with 200 steps that lead nowhere.") => Told("The same flow where each step has its `next`.");
}
