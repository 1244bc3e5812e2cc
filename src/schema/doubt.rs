//! Amounts that the API server accepts, but that are probably mistakes.

use super::{QuantityFact, Use};
use crate::kube::values::quantity::{self, Quantity, Written};

/// Why an amount is probably a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Thousandths, millionths or billionths of bytes that are not a whole number: `100m`.
    PartsOfByte,
    /// A fraction that is not a whole number of bytes: `1.6Gi`.
    FractionOfByte,
    /// Fewer bytes than any container needs, without a unit or in thousands.
    FewBytes,
    /// More bytes than any machine has.
    ManyBytes,
    /// So many whole cores that a missing `m` is more likely.
    ManyCores,
    /// Less than a thousandth of a core, or a part of one.
    FineCores,
}

/// The least memory with which a program starts, in bytes.
const LEAST: i128 = 4 << 20;
/// A pebibyte, in bytes.
const MUCH: i128 = 1 << 50;
/// The number of cores from which a missing `m` is more likely than a node of that size.
const MANY_CORES: i128 = 250;
/// A thousandth, in billionths.
const MILLI: i128 = 1_000_000;

impl QuantityFact<'_> {
    /// Why the amount is probably a mistake, and the amount. Returns `None` if it is plausible or not known.
    pub fn doubt(&self) -> Option<(Doubt, Quantity)> {
        let Some(Written::Quantity(quantity)) = quantity::read(self.entry.value) else { return None };
        let nanos = quantity.nanos().filter(|&nanos| nanos > 0)?;
        let doubt = match &*self.resource {
            "cpu" if self.is_of_pod() && nanos >= MANY_CORES * 1_000_000_000 => Doubt::ManyCores,
            "cpu" if self.is_of_pod() && nanos % MILLI != 0 => Doubt::FineCores,
            "memory" | "ephemeral-storage" | "storage" => self.doubt_of_bytes(quantity)?,
            _ => return None,
        };
        Some((doubt, quantity))
    }

    fn doubt_of_bytes(&self, quantity: Quantity) -> Option<Doubt> {
        let text = self.entry.value.text();
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let is_common = unit.bytes().all(|byte| byte.is_ascii_alphabetic());
        let counts = is_common && !matches!(self.role, Use::Ratio | Use::Quota);
        let bytes = quantity.units()?;
        let is_much = bytes >= MUCH
            && match &*self.resource {
                "storage" => self.role == Use::Claim && (unit == "E" || unit == "Ei"),
                _ => self.is_of_pod(),
            };
        match unit {
            "m" | "u" | "n" if counts && quantity.is_fractional() => Some(Doubt::PartsOfByte),
            "" | "k" if counts && self.is_of_pod() && self.resource == "memory" && bytes < LEAST => {
                Some(Doubt::FewBytes)
            }
            _ if counts && quantity.is_fractional() => Some(Doubt::FractionOfByte),
            _ => is_much.then_some(Doubt::ManyBytes),
        }
    }
}
