//! Whatever the input: no crash, no wrong place, no secret that is shown.

mod bytes;
mod corpus;
mod leaks;
mod secrets;
mod seeds;
mod session;
mod size;
