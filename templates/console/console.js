// The console works without this file: it only makes it quicker under the hand.

// A page that tells of a mistake begins at it.
document.querySelector("[data-focus]")?.focus();
