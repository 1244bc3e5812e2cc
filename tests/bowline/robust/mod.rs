//! Any input: no crash, no wrong place, and no secret in the output.

mod bytes;
mod corpus;
mod leaks;
mod secrets;
mod seeds;
mod session;
mod size;
