//! The token formats that vendors publish: data only, read by `scan`.
//!
//! Prefixes, alphabets, lengths and checksums are facts from vendors' documentation and from the published rules of
//! secret scanners.

use super::Level;

/// One published token format: a fixed prefix, then the parts of its body.
pub(super) struct Format {
    /// The fixed public prefix; it may be shown.
    pub(super) prefix: &'static str,
    /// What to call it.
    pub(super) reason: &'static str,
    /// What follows the prefix.
    pub(super) body: &'static [Part],
    /// What else must hold.
    pub(super) check: Check,
    /// `High`, or `Medium` for identifiers and test keys.
    pub(super) level: Level,
    /// When not empty, one of these must occur in the name: the shape alone says too little.
    pub(super) vendor: &'static [&'static str],
}

/// One part of a token's body.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Between `1` and `2` characters of an alphabet.
    Run(Alphabet, usize, usize),
    /// Fixed text.
    Text(&'static str),
}

/// The characters that a part may hold.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Alphabet {
    /// `0-9`
    Digit,
    /// `0-9a-fA-F`
    Hex,
    /// `A-Za-z`
    Letter,
    /// `0-9a-z`
    Lower,
    /// `0-9A-Z`
    Upper,
    /// `A-Z2-7`
    Base32,
    /// `0-9A-Za-z`
    Alnum,
    /// `0-9A-Za-z_-`
    Url,
    /// `0-9A-Za-z_-` and `=`
    UrlPad,
    /// `0-9A-Za-z_-` and `.~`
    UrlDot,
    /// `0-9A-Za-z+/=`
    Base64,
}

impl Alphabet {
    pub(super) const fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Letter => byte.is_ascii_alphabetic(),
            Self::Lower => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
            Self::Upper => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::UrlPad => Self::Url.has(byte) || byte == b'=',
            Self::UrlDot => Self::Url.has(byte) || matches!(byte, b'.' | b'~'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
        }
    }
}

/// What must hold beyond the shape.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// Only that the body does not look made up.
    Random,
    /// The last 6 characters are the base-62 CRC-32 of the body before them (GitHub, npm).
    Base62Crc,
    /// The last 8 are the hexadecimal CRC-32 of the body before them, without the prefix (Cloudflare).
    HexCrcOfBody,
    /// The last 8 are the hexadecimal CRC-32 of all before them (Atlassian).
    HexCrcOfAll,
    /// The last 8 are the CRC-32, low byte first, of prefix and body (Grafana).
    GrafanaCrc,
    /// The first segment is a JSON object with `alg`.
    Jwt,
    /// Base64 of a JWT.
    WrappedJwt,
    /// Base64 of a PEM private key.
    WrappedPem,
    /// The body holds this marker.
    Holds(&'static str),
    /// The token decodes from base64 to text that starts so.
    Decodes(&'static str),
}

impl Check {
    /// Whether the check proves that a generator made the token.
    pub(super) const fn is_proof(self) -> bool {
        !matches!(self, Self::Random | Self::Holds(_))
    }
}

/// A format without a prefix: fixed text in its middle.
pub(super) struct Infix {
    /// The fixed text.
    pub(super) marker: &'static str,
    /// What to call it.
    pub(super) reason: &'static str,
    /// What stands before the marker, each part of one length only.
    pub(super) before: &'static [Part],
    /// What follows it.
    pub(super) after: &'static [Part],
}

use Alphabet::{Alnum, Base32, Base64, Digit, Hex, Letter, Lower, Upper, Url, UrlDot, UrlPad};
use Check::{Base62Crc, Decodes, GrafanaCrc, HexCrcOfAll, HexCrcOfBody, Holds, Jwt, Random, WrappedJwt, WrappedPem};
use Part::{Run, Text};

const fn token(prefix: &'static str, reason: &'static str, body: &'static [Part]) -> Format {
    Format { prefix, reason, body, check: Random, level: Level::High, vendor: &[] }
}

impl Format {
    const fn check(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    const fn medium(mut self) -> Self {
        self.level = Level::Medium;
        self
    }

    const fn only(mut self, vendor: &'static [&'static str]) -> Self {
        self.vendor = vendor;
        self
    }
}

const GITHUB: &str = "GitHub token, checksum valid";
const AWS_ID: &str = "AWS access key id";
const UUID: Part = Run(UrlPad, 36, 36);

/// Every format, sorted by prefix (bytes); of two that match, the first wins.
pub(super) const FORMATS: &[Format] = &[
    token("ABIA", AWS_ID, &[Run(Base32, 16, 16)]).medium(),
    token("ABSK", "AWS Bedrock key", &[Run(Base64, 109, 269)]),
    token("ACCA", AWS_ID, &[Run(Base32, 16, 16)]).medium(),
    token("AGE-SECRET-KEY-1", "age private key", &[Run(Upper, 58, 58)]),
    token("AIza", "Google API key", &[Run(Url, 35, 35)]),
    token("AKCp", "JFrog API key", &[Run(Alnum, 69, 69)]),
    token("AKIA", AWS_ID, &[Run(Base32, 16, 16)]).medium(),
    token("AQVN", "Yandex API key", &[Run(Url, 35, 38)]).only(&["yandex", "yc"]),
    token("ASIA", AWS_ID, &[Run(Base32, 16, 16)]).medium(),
    token("ATATT3", "Atlassian token, checksum valid", &[Run(UrlPad, 186, 186)]).check(HexCrcOfAll),
    token("ATBB", "Bitbucket app password, checksum valid", &[Run(Alnum, 32, 32)]).check(HexCrcOfAll),
    token("ATCTT3xFfGN0", "Atlassian token, checksum valid", &[Run(UrlPad, 88, 808)]).check(HexCrcOfAll),
    token("CCIPAT_", "CircleCI token", &[Run(Alnum, 22, 22), Text("_"), Run(Hex, 40, 40)]),
    token("EAAA", "Square token", &[Run(Url, 22, 60)]).only(&["square"]),
    token("GOCSPX-", "Google OAuth client secret", &[Run(Url, 28, 28)]),
    token("GR1348941", "GitLab runner token", &[Run(Url, 20, 20)]),
    token("HRKU-AA", "Heroku token", &[Run(Url, 58, 58)]),
    token("LS0tLS1CRUdJTi", "private key, base64", &[Run(Base64, 60, 65536)]).check(WrappedPem),
    token("LTAI", "Alibaba access key id", &[Run(Alnum, 12, 20)]).medium(),
    token("NRAK-", "New Relic user key", &[Run(Upper, 27, 27)]),
    token("PMAK-", "Postman key", &[Run(Hex, 24, 24), Text("-"), Run(Hex, 34, 34)]),
    token("SG.", "SendGrid key", &[Run(Url, 22, 22), Text("."), Run(Url, 43, 43)]),
    token("SK", "Twilio API key", &[Run(Hex, 32, 32)]).only(&["twilio"]),
    token("SWMKEY-1-", "Docker Swarm key", &[Run(Base64, 40, 50)]),
    token("SWMTKN-1-", "Docker Swarm token", &[Run(Lower, 50, 60), Text("-"), Run(Lower, 24, 30)]),
    token("ZXlK", "JSON web token, base64", &[Run(Base64, 60, 8192)]).check(WrappedJwt),
    token("bkua_", "Buildkite token", &[Run(Alnum, 40, 40)]),
    token("cfat_", "Cloudflare token, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cfk_", "Cloudflare key, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cfut_", "Cloudflare token, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cio", "crates.io token", &[Run(Alnum, 32, 32)]).only(&["cargo", "crates"]),
    token("cmVmd", "JFrog reference token", &[Run(Alnum, 59, 59)]).check(Decodes("reftkn:")),
    token("dapi", "Databricks token", &[Run(Hex, 32, 32)]),
    token("dckr_oat_", "Docker Hub token", &[Run(Url, 32, 32)]),
    token("dckr_pat_", "Docker Hub token", &[Run(Url, 27, 27)]),
    token("discord.com/api/webhooks/", "Discord webhook", &[Run(Digit, 17, 20), Text("/"), Run(Url, 60, 68)]),
    token("discordapp.com/api/webhooks/", "Discord webhook", &[Run(Digit, 17, 20), Text("/"), Run(Url, 60, 68)]),
    token("doo_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dop_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dor_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dp.pt.", "Doppler token", &[Run(Alnum, 43, 43)]),
    token("dt0c01.", "Dynatrace token", &[Run(Base32, 24, 24), Text("."), Run(Base32, 64, 64)]),
    token(
        "eyJ",
        "JSON web token",
        &[Run(UrlPad, 10, 8192), Text(".eyJ"), Run(UrlPad, 2, 65536), Text("."), Run(Url, 10, 8192)],
    )
    .check(Jwt),
    token("eyJrIjoi", "Grafana API key", &[Run(Base64, 50, 200)]).check(Decodes("{\"k\":\"")),
    token("figd_", "Figma token", &[Run(Url, 38, 42)]),
    token("fm2_", "Fly.io token", &[Run(Base64, 100, 4096)]),
    token("fo1_", "Fly.io token", &[Run(Url, 43, 43)]),
    token("gho_", GITHUB, &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("ghp_", GITHUB, &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("ghr_", GITHUB, &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("ghs_", GITHUB, &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token(
        "ghs_",
        "GitHub app token",
        &[Run(Digit, 1, 12), Text("_eyJ"), Run(Url, 10, 512), Text("."), Run(Url, 10, 4096)],
    ),
    token("ghu_", GITHUB, &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("github_pat_", "GitHub token", &[Run(Url, 82, 82)]),
    token("glagent-", "GitLab agent token", &[Run(Url, 50, 50)]),
    token("glc_", "Grafana Cloud token", &[Run(Base64, 32, 512)]).check(Decodes("{\"")),
    token("glcbt-", "GitLab job token", &[Run(Alnum, 1, 5), Text("_"), Run(Url, 20, 20)]),
    token("gldt-", "GitLab deploy token", &[Run(Url, 20, 20)]),
    token("glft-", "GitLab feed token", &[Run(Url, 20, 20)]),
    token("glpat-", "GitLab token", &[Run(Url, 20, 20)]),
    token("glpat-", "GitLab token", &[Run(Url, 27, 300), Text("."), Run(Lower, 2, 2), Run(Lower, 7, 7)]),
    token("glptt-", "GitLab trigger token", &[Run(Hex, 40, 40)]),
    token("glrt-", "GitLab runner token", &[Run(Url, 20, 20)]),
    token("glsa_", "Grafana token, checksum valid", &[Run(Alnum, 32, 32), Text("_"), Run(Hex, 8, 8)]).check(GrafanaCrc),
    token("gsk_", "Groq key", &[Run(Alnum, 52, 52)]),
    token("hf_", "Hugging Face token", &[Run(Letter, 34, 34)]),
    token(
        "hooks.slack.com/services/",
        "Slack webhook",
        &[Text("T"), Run(Alnum, 8, 12), Text("/B"), Run(Alnum, 8, 12), Text("/"), Run(Alnum, 24, 24)],
    ),
    token("hvb.", "Vault batch token", &[Run(Url, 138, 300)]),
    token("hvs.", "Vault token", &[Run(Url, 90, 120)]),
    token("ico-", "Infracost key", &[Run(Alnum, 32, 32)]),
    token("key-", "Mailgun key", &[Run(Hex, 32, 32)]).only(&["mailgun"]),
    token("lin_api_", "Linear key", &[Run(Alnum, 40, 40)]),
    token("lsv2_pt_", "LangSmith key", &[Run(Hex, 32, 32), Text("_"), Run(Hex, 10, 10)]),
    token("lsv2_sk_", "LangSmith key", &[Run(Hex, 32, 32), Text("_"), Run(Hex, 10, 10)]),
    token("mdb_sa_sk_", "MongoDB Atlas secret", &[Run(Url, 40, 40)]),
    token("nfp_", "Netlify token", &[Run(Alnum, 36, 36)]),
    token("npm_", "npm token, checksum valid", &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("ntn_", "Notion token", &[Run(Digit, 11, 11), Run(Alnum, 35, 35)]),
    token("nvapi-", "NVIDIA key", &[Run(Url, 64, 64)]),
    token("ops_eyJ", "1Password service token", &[Run(UrlPad, 250, 4096)]),
    token("oy2", "NuGet key", &[Run(Lower, 43, 43)]).only(&["nuget"]),
    token("pat.", "Harness token", &[Run(Url, 22, 22), Text("."), Run(Alnum, 24, 24), Text("."), Run(Alnum, 20, 20)]),
    token("pcsk_", "Pinecone key", &[Run(Alnum, 5, 6), Text("_"), Run(Alnum, 63, 63)]),
    token("pplx-", "Perplexity key", &[Run(Alnum, 48, 48)]),
    token("pscale_pw_", "PlanetScale password", &[Run(UrlPad, 32, 64)]),
    token("pscale_tkn_", "PlanetScale token", &[Run(UrlPad, 32, 64)]),
    token("pul-", "Pulumi token", &[Run(Hex, 40, 40)]),
    token("pypi-AgEIcHlwaS5vcmc", "PyPI token", &[Run(Url, 50, 512)]),
    token("r8_", "Replicate token", &[Run(Alnum, 37, 37)]),
    token("rk_live_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("rk_test_", "Stripe test key", &[Run(Alnum, 10, 99)]).medium(),
    token("rubygems_", "RubyGems key", &[Run(Hex, 48, 48)]),
    token("s.", "Vault token", &[Run(Alnum, 24, 24)]).only(&["vault"]),
    token("sb_secret_", "Supabase key", &[Run(Url, 31, 31)]),
    token("sbp_", "Supabase token", &[Run(Hex, 40, 40)]),
    token("sha256~", "OpenShift token", &[Run(Url, 43, 43)]),
    token("shpat_", "Shopify token", &[Run(Hex, 32, 32)]),
    token("sk-", "OpenAI key", &[Run(Alnum, 48, 48)]).check(Holds("T3BlbkFJ")),
    token("sk-admin-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk-ant-admin01-", "Anthropic key", &[Run(Url, 95, 95)]),
    token("sk-ant-api03-", "Anthropic key", &[Run(Url, 95, 95)]),
    token("sk-proj-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk-svcacct-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk_live_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("sk_test_", "Stripe test key", &[Run(Alnum, 10, 99)]).medium(),
    token("sntrys_", "Sentry token", &[Run(Base64, 40, 1024), Text("_"), Run(Base64, 43, 43)]),
    token("sntryu_", "Sentry token", &[Run(Hex, 64, 64)]),
    token("sq0atp-", "Square token", &[Run(Url, 22, 60)]),
    token("sq0csp-", "Square secret", &[Run(Url, 43, 43)]),
    token("tskey-api-", "Tailscale key", &[Run(Url, 20, 80)]),
    token("tskey-auth-", "Tailscale key", &[Run(Url, 20, 80)]),
    token("tskey-client-", "Tailscale secret", &[Run(Url, 20, 80)]),
    token("v1.0-", "Cloudflare origin CA key", &[Run(Hex, 24, 24), Text("-"), Run(Hex, 146, 146)]),
    token("vca_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vci_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vck_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vcp_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vcr_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token(
        "webhook.office.com/webhookb2/",
        "Teams webhook",
        &[UUID, Text("@"), UUID, Text("/IncomingWebhook/"), Run(Hex, 32, 32), Text("/"), UUID],
    ),
    token("xai-", "xAI key", &[Run(Alnum, 80, 80)]),
    token("xapp-", "Slack app token", &[Run(Digit, 1, 1), Text("-"), Run(Url, 30, 150)]),
    token("xkeysib-", "Brevo key", &[Run(Hex, 64, 64), Text("-"), Run(Alnum, 16, 16)]),
    token("xoxa-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxb-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxe-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxp-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxr-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("ya29.", "Google OAuth token", &[Run(Url, 30, 300)]),
];

/// Formats known by text in their middle.
pub(super) const INFIXES: &[Infix] = &[
    Infix {
        marker: ".atlasv1.",
        reason: "Terraform Cloud token",
        before: &[Run(Alnum, 14, 14)],
        after: &[Run(Url, 60, 70)],
    },
    Infix {
        marker: "Q~",
        reason: "Azure client secret",
        before: &[Run(UrlDot, 3, 3), Run(Digit, 1, 1)],
        after: &[Run(UrlDot, 31, 34)],
    },
];

/// Where the formats of each first byte lie in [`FORMATS`]; for bytes that start none, an empty range.
pub(super) const BUCKETS: [(u8, u8); 128] = {
    let mut buckets = [(0, 0); 128];
    let mut i = 0;
    while i < FORMATS.len() {
        let first = FORMATS[i].prefix.as_bytes()[0] as usize;
        if buckets[first].1 == 0 {
            buckets[first].0 = i as u8;
        }
        buckets[first].1 = i as u8 + 1;
        i += 1;
    }
    buckets
};

/// The formats whose prefix starts with this byte.
pub(super) fn starting_with(byte: u8) -> &'static [Format] {
    let (start, end) = BUCKETS.get(usize::from(byte)).copied().unwrap_or_default();
    FORMATS.get(usize::from(start)..usize::from(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_prefix_and_indexed_whole() {
        assert!(FORMATS.is_sorted_by(|a, b| a.prefix <= b.prefix));
        assert!(FORMATS.len() < 256);
        for format in FORMATS {
            assert!(starting_with(format.prefix.as_bytes()[0]).iter().any(|f| f.reason == format.reason));
        }
        assert!(starting_with(b'%').is_empty());
    }
}
