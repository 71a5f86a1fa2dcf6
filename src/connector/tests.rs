//! Imports and exports, as the people who run them see them.
