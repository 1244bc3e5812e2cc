//! Plain texts: which look similar, and which contain parts that a template or a person must fill in.

pub mod list;
pub mod similar;
pub mod unknown;
