//! Plain texts: what looks like what, and what a template or a person is yet to fill in.

pub mod list;
pub mod similar;
pub mod unknown;
