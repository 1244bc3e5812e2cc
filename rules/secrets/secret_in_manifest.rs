//! See the card.

use crate::diagnostic::{Confidence, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_credential_name;
use crate::secrets::{has_token, is_kept_secret};
use crate::text::list::join;
use crate::yaml::{Entry, decode_base64};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-manifest",
        summary: "A Secret whose values are readable in the manifest",
        category: Category::Secrets,
        aliases: &["secret-in-git"],
        severity: Severity::Info,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret], check),
};

/// The minimum length of a binary key, in bytes.
const MIN_BYTES: usize = 16;

/// The largest number of listed keys.
const MAX_KEYS: usize = 3;

fn check<'w>(secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // SOPS encrypts the values.
    if secret.root.entry("sops").is_some() {
        return;
    }
    let encoded = secret.root.get("data").into_iter().flat_map(|data| data.raw_entries());
    let encoded = encoded.filter(|entry| match decode_base64(entry.value.text().trim()).map(String::from_utf8) {
        Some(Ok(text)) => is_kept_secret(entry.key.text(), &text) && !has_token(&text),
        // A short value is plain text that is base64 by chance.
        Some(Err(bytes)) => bytes.as_bytes().len() >= MIN_BYTES && is_credential_name(entry.key.text()),
        None => false,
    });
    let plain = secret.root.get("stringData").into_iter().flat_map(|data| data.raw_entries());
    let plain =
        plain.filter(|entry| is_kept_secret(entry.key.text(), entry.value.text()) && !has_token(entry.value.text()));
    let own = &cx.workspace.project.own;
    let real: Vec<Entry<'w>> = encoded.chain(plain).filter(|entry| !own.allows(entry.key.text())).collect();
    let Some(first) = real.first() else { return };
    let keys = real.iter().take(MAX_KEYS).map(|entry| format!("`{}`", entry.key.text()));
    let others = Some(real.len().saturating_sub(MAX_KEYS)).filter(|others| *others > 0);
    let keys = join(keys.chain(others.map(|others| format!("{others} more"))), "and");
    let (subject, them) = match real.len() {
        1 => (format!("the value of {keys} is"), "it"),
        _ => (format!("the values of {keys} are"), "them"),
    };
    let message =
        format!("{subject} in the manifest: base64 is not encryption, so anyone who can read the file can read {them}");
    let help = format!(
        "keep {them} out of version control: write a SealedSecret or an ExternalSecret, encrypt the file with SOPS, or \
         run `kubectl create secret`"
    );
    cx.report(*first, message).confidence(Confidence::Medium).help(help);
}
