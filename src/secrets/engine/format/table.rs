//! The formats, as data. Prefixes, alphabets, lengths and checksums are facts from vendors' documentation and from the
//! published rules of secret scanners.

use super::Alphabet::{Alnum, Base32, Base64, Digit, Escaped, Hex, Letter, Lower, Padded, Upper, Url, UrlDot, UrlPad};
use super::Check::{
    self, Base36Crc, Base62Crc, Decodes, DigitFourth, DigitsFirst, GrafanaCrc, HexCrcOfAll, HexCrcOfBody, Holds,
    IdAndKey, Jwt, NatsCrc, Random, WrappedJwt, WrappedPem,
};
use super::Part::{self, Run, Text};
use super::{Alphabet, Format, Infix, Level};

const fn token(prefix: &'static str, reason: &'static str, body: &'static [Part]) -> Format {
    Format { prefix, reason, body, check: Random, level: Level::High, is_id: false, vendor: &[] }
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

    const fn id(mut self) -> Self {
        self.is_id = true;
        self.medium()
    }

    const fn only(mut self, vendor: &'static [&'static str]) -> Self {
        self.vendor = vendor;
        self
    }
}

const fn after(
    count: usize,
    alphabet: Alphabet,
    marker: &'static str,
    reason: &'static str,
    after: &'static [Part],
) -> Infix {
    Infix { before: (alphabet, count), marker, after, reason, check: Random, vendor: &[] }
}

impl Infix {
    const fn check(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    const fn only(mut self, vendor: &'static [&'static str]) -> Self {
        self.vendor = vendor;
        self
    }
}

const AWS_ID: &str = "AWS access key id";
const GITHUB: &str = "GitHub token, checksum valid";
const NATS: &str = "NATS seed, checksum valid";
const ROUTABLE: &str = "GitLab token, checksum valid";
/// A payload, its length in base 36, a checksum.
const PAYLOAD: &[Part] = &[Run(Url, 27, 300), Text("."), Run(Lower, 9, 9)];
/// A payload, the version, the length of the payload in base 36, a checksum.
const VERSIONED: &[Part] = &[Run(Url, 27, 300), Text("."), Run(Lower, 2, 2), Text("."), Run(Lower, 9, 9)];
const UUID: Part = Run(UrlPad, 36, 36);

/// Formats with a prefix, sorted by the bytes of the prefix. If two match, the first wins.
pub(in super::super) const FORMATS: &[Format] = &[
    token("4b1d", "ClickHouse Cloud key", &[Run(Alnum, 38, 38)]),
    token("ABIA", AWS_ID, &[Run(Base32, 16, 16)]).id(),
    token("ABSK", "AWS Bedrock key", &[Run(Padded, 109, 269)]),
    token("ACCA", AWS_ID, &[Run(Base32, 16, 16)]).id(),
    token("AGE-SECRET-KEY-1", "age private key", &[Run(Upper, 58, 58)]),
    token("AIza", "Google API key", &[Run(Url, 35, 35)]),
    token("AKCp", "JFrog API key", &[Run(Alnum, 69, 69)]),
    token("AKIA", AWS_ID, &[Run(Base32, 16, 16)]).id(),
    token("API-", "Octopus Deploy key", &[Run(Upper, 26, 26)]).only(&["octopus"]),
    token("AQ.", "Google API key", &[Text("Ab"), Run(Url, 40, 60)]),
    token("AQVN", "Yandex API key", &[Run(Url, 35, 38)]).only(&["yandex", "yc"]),
    token("ASIA", AWS_ID, &[Run(Base32, 16, 16)]).id(),
    token("ATATT3", "Atlassian token, checksum valid", &[Run(UrlPad, 186, 186)]).check(HexCrcOfAll),
    token("ATBB", "Bitbucket app password, checksum valid", &[Run(Alnum, 32, 32)]).check(HexCrcOfAll),
    token("ATCTT3xFfGN0", "Atlassian token, checksum valid", &[Run(UrlPad, 88, 808)]).check(HexCrcOfAll),
    token("BBDC-", "Bitbucket Data Center token", &[Run(Padded, 44, 44)]),
    token("CCIPAT_", "CircleCI token", &[Run(Alnum, 22, 22), Text("_"), Run(Hex, 40, 40)]),
    token("CFPAT-", "Contentful token", &[Run(Url, 43, 43)]),
    token("CLOJARS_", "Clojars token", &[Run(Lower, 60, 60)]),
    token("EAAA", "Square token", &[Run(Url, 22, 60)]).only(&["square"]),
    token("GOCSPX-", "Google OAuth client secret", &[Run(Url, 28, 28)]),
    token("GR1348941", "GitLab runner token", &[Run(Url, 20, 20)]),
    token("HRKU-AA", "Heroku token", &[Run(Url, 58, 58)]),
    token("LS0tLS1CRUdJTi", "private key, base64", &[Run(Padded, 60, 65536)]).check(WrappedPem),
    token("LTAI", "Alibaba access key id", &[Run(Alnum, 12, 20)]).id(),
    token("NRAK-", "New Relic user key", &[Run(Upper, 27, 27)]),
    token("NRII-", "New Relic insert key", &[Run(Url, 32, 32)]),
    token("PMAK-", "Postman key", &[Run(Hex, 24, 24), Text("-"), Run(Hex, 34, 34)]),
    token("SA", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("SC", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("SG.", "SendGrid key", &[Run(Url, 22, 22), Text("."), Run(Url, 43, 43)]),
    token("SK", "Twilio API key", &[Run(Hex, 32, 32)]).only(&["twilio"]),
    token("SN", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("SO", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("SU", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("SWMKEY-1-", "Docker Swarm key", &[Run(Padded, 40, 50)]),
    token("SWMTKN-1-", "Docker Swarm token", &[Run(Lower, 50, 60), Text("-"), Run(Lower, 24, 30)]),
    token("SX", NATS, &[Run(Base32, 56, 56)]).check(NatsCrc),
    token("ZXlK", "JSON web token, base64", &[Run(Padded, 60, 8192)]).check(WrappedJwt),
    token("bedrock-api-key-", "AWS Bedrock key", &[Run(Padded, 60, 4096)]),
    token("bkaj_", "Buildkite token", &[Run(Url, 40, 80)]),
    token("bkct_", "Buildkite cluster token", &[Run(Url, 40, 80)]),
    token("bkpat_", "Buildkite token", &[Run(Url, 40, 80)]),
    token("bkua_", "Buildkite token", &[Run(Alnum, 40, 40)]),
    token("cfat_", "Cloudflare token, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cfk_", "Cloudflare key, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cfut_", "Cloudflare token, checksum valid", &[Run(Alnum, 48, 48)]).check(HexCrcOfBody),
    token("cio", "crates.io token", &[Run(Alnum, 32, 32)]).only(&["cargo", "crates"]),
    token("cmVmd", "JFrog reference token", &[Run(Alnum, 59, 59)]).check(Decodes("reftkn:")),
    token("csk-", "Cerebras key", &[Run(Alnum, 40, 52)]),
    token("dapi", "Databricks token", &[Run(Hex, 32, 32)]),
    token("dckr_oat_", "Docker Hub token", &[Run(Url, 32, 32)]),
    token("dckr_pat_", "Docker Hub token", &[Run(Url, 27, 27)]),
    token("discord.com/api/webhooks/", "Discord webhook", &[Run(Digit, 17, 20), Text("/"), Run(Url, 60, 68)]),
    token("discordapp.com/api/webhooks/", "Discord webhook", &[Run(Digit, 17, 20), Text("/"), Run(Url, 60, 68)]),
    token("doo_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dop_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dor_v1_", "DigitalOcean token", &[Run(Hex, 64, 64)]),
    token("dp.audit.", "Doppler token", &[Run(Alnum, 40, 44)]),
    token("dp.ct.", "Doppler token", &[Run(Alnum, 40, 44)]),
    token("dp.pt.", "Doppler token", &[Run(Alnum, 43, 43)]),
    token("dp.sa.", "Doppler token", &[Run(Alnum, 40, 44)]),
    token("dp.scim.", "Doppler token", &[Run(Alnum, 40, 44)]),
    token("dp.st.", "Doppler token", &[Run(Alnum, 40, 44)]),
    token("dp.st.", "Doppler token", &[Run(Url, 2, 35), Text("."), Run(Alnum, 40, 44)]),
    token("dt0c01.", "Dynatrace token", &[Run(Base32, 24, 24), Text("."), Run(Base32, 64, 64)]),
    token("dt0s01.", "Dynatrace token", &[Run(Base32, 24, 24), Text("."), Run(Base32, 64, 64)]),
    token("dt0s16.", "Dynatrace token", &[Run(Base32, 24, 24), Text("."), Run(Base32, 64, 64)]),
    token("essu_", "Elastic Cloud key", &[Run(Padded, 40, 120)]),
    token(
        "eyJ",
        "JSON web token",
        &[Run(UrlPad, 10, 8192), Text(".eyJ"), Run(UrlPad, 2, 65536), Text("."), Run(Url, 10, 8192)],
    )
    .check(Jwt),
    token("eyJrIjoi", "Grafana API key", &[Run(Padded, 50, 200)]).check(Decodes("{\"k\":\"")),
    token("figd_", "Figma token", &[Run(Url, 38, 42)]),
    token("fm1a_", "Fly.io token", &[Run(Padded, 100, 4096)]),
    token("fm1r_", "Fly.io token", &[Run(Padded, 100, 4096)]),
    token("fm2_", "Fly.io token", &[Run(Padded, 100, 4096)]),
    token("fo1_", "Fly.io token", &[Run(Url, 43, 43)]),
    token("fw_", "Fireworks AI key", &[Run(Alnum, 22, 24)]).only(&["fireworks"]),
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
    token("glagent-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glagent-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glc_", "Grafana Cloud token", &[Run(Padded, 32, 512)]).check(Decodes("{\"")),
    token("glcbt-", "GitLab job token", &[Run(Alnum, 1, 5), Text("_"), Run(Url, 20, 20)]),
    token("glcbt-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glcbt-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("gldt-", "GitLab deploy token", &[Run(Url, 20, 20)]),
    token("gldt-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("gldt-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glffct-", "GitLab feature flag token", &[Run(Url, 20, 20)]),
    token("glft-", "GitLab feed token", &[Run(Url, 20, 20)]),
    token("glft-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glft-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glimt-", "GitLab mail token", &[Run(Url, 25, 25)]),
    token("gloas-", "GitLab application secret", &[Run(Url, 64, 64)]),
    token("glpat-", "GitLab token", &[Run(Url, 20, 20)]),
    token("glpat-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glpat-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glptt-", "GitLab trigger token", &[Run(Hex, 40, 40)]),
    token("glptt-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glptt-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glrt-", "GitLab runner token", &[Run(Url, 20, 20)]),
    token("glrt-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glrt-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glrtr-", "GitLab runner token", &[Run(Url, 20, 20)]),
    token("glrtr-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glrtr-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glsa_", "Grafana token, checksum valid", &[Run(Alnum, 32, 32), Text("_"), Run(Hex, 8, 8)]).check(GrafanaCrc),
    token("glsoat-", "GitLab SCIM token", &[Run(Url, 20, 20)]),
    token("glsoat-", ROUTABLE, PAYLOAD).check(Base36Crc),
    token("glsoat-", ROUTABLE, VERSIONED).check(Base36Crc),
    token("glwt-", "GitLab workspace token", &[Run(Url, 20, 20)]),
    token("gsk_", "Groq key", &[Run(Alnum, 52, 52)]),
    token("hf_", "Hugging Face token", &[Run(Letter, 34, 34)]),
    token(
        "hooks.slack.com/services/",
        "Slack webhook",
        &[Text("T"), Run(Alnum, 8, 12), Text("/B"), Run(Alnum, 8, 12), Text("/"), Run(Alnum, 24, 24)],
    ),
    token(
        "hooks.slack.com/triggers/",
        "Slack webhook",
        &[Run(Alnum, 8, 12), Text("/"), Run(Digit, 10, 16), Text("/"), Run(Alnum, 28, 36)],
    ),
    token(
        "hooks.slack.com/workflows/",
        "Slack webhook",
        &[
            Text("T"),
            Run(Alnum, 8, 12),
            Text("/A"),
            Run(Alnum, 8, 12),
            Text("/"),
            Run(Digit, 15, 22),
            Text("/"),
            Run(Alnum, 20, 28),
        ],
    ),
    token("hvb.", "Vault batch token", &[Run(Url, 138, 300)]),
    token("hvr.", "Vault recovery token", &[Run(Url, 90, 300)]),
    token("hvs.", "Vault token", &[Run(Url, 90, 120)]),
    token("ico-", "Infracost key", &[Run(Alnum, 32, 32)]),
    token("key-", "Mailgun key", &[Run(Hex, 32, 32)]).only(&["mailgun"]),
    token("lin_api_", "Linear key", &[Run(Alnum, 40, 40)]),
    token("lin_oauth_", "Linear token", &[Run(Hex, 64, 64)]),
    token("lsv2_pt_", "LangSmith key", &[Run(Hex, 32, 32), Text("_"), Run(Hex, 10, 10)]),
    token("lsv2_sk_", "LangSmith key", &[Run(Hex, 32, 32), Text("_"), Run(Hex, 10, 10)]),
    token("mdb_sa_sk_", "MongoDB Atlas secret", &[Run(Url, 40, 40)]),
    token("napi_", "Neon key", &[Run(Lower, 60, 68)]),
    token("nfp_", "Netlify token", &[Run(Alnum, 36, 36)]),
    token("npm_", "npm token, checksum valid", &[Run(Alnum, 36, 36)]).check(Base62Crc),
    token("ntn_", "Notion token", &[Run(Digit, 11, 11), Run(Alnum, 35, 35)]),
    token("nvapi-", "NVIDIA key", &[Run(Url, 64, 64)]),
    token("ops_eyJ", "1Password service token", &[Run(UrlPad, 250, 4096)]),
    token("oy2", "NuGet key", &[Run(Lower, 43, 43)]).only(&["nuget"]),
    token("pat", "Airtable token", &[Run(Alnum, 14, 14), Text("."), Run(Hex, 64, 64)]),
    token("pat.", "Harness token", &[Run(Url, 22, 22), Text("."), Run(Alnum, 24, 24), Text("."), Run(Alnum, 20, 20)]),
    token("pcsk_", "Pinecone key", &[Run(Alnum, 5, 6), Text("_"), Run(Alnum, 63, 63)]),
    token("phx_", "PostHog personal key", &[Run(Alnum, 40, 50)]),
    token("pnu_", "Prefect key", &[Run(Alnum, 36, 36)]),
    token("pplx-", "Perplexity key", &[Run(Alnum, 48, 48)]),
    token("pscale_oauth_", "PlanetScale token", &[Run(UrlPad, 32, 64)]),
    token("pscale_pw_", "PlanetScale password", &[Run(UrlPad, 32, 64)]),
    token("pscale_tkn_", "PlanetScale token", &[Run(UrlPad, 32, 64)]),
    token("pul-", "Pulumi token", &[Run(Hex, 40, 40)]),
    token("pypi-AgEIcHlwaS5vcmc", "PyPI token", &[Run(Url, 50, 512)]),
    token("r8_", "Replicate token", &[Run(Alnum, 37, 37)]),
    token("rdme_", "ReadMe key", &[Run(Lower, 70, 70)]),
    token("rk_live_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("rk_prod_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("rk_test_", "Stripe test key", &[Run(Alnum, 10, 99)]).medium(),
    token("rnd_", "Render key", &[Run(Alnum, 32, 32)]),
    token("rubygems_", "RubyGems key", &[Run(Hex, 48, 48)]),
    token("s.", "Vault token", &[Run(Alnum, 24, 24)]).only(&["vault"]),
    token("sat.", "Harness token", &[Run(Url, 22, 22), Text("."), Run(Alnum, 24, 24), Text("."), Run(Alnum, 20, 20)]),
    token("sb_secret_", "Supabase key", &[Run(Url, 31, 31)]),
    token("sbp_", "Supabase token", &[Run(Hex, 40, 40)]),
    token("sgd_", "Sourcegraph gateway token", &[Run(Hex, 64, 64)]),
    token("sgp_", "Sourcegraph token", &[Run(Hex, 40, 40)]),
    token("sgp_", "Sourcegraph token", &[Run(Hex, 16, 16), Text("_"), Run(Hex, 40, 40)]),
    token("sgp_local_", "Sourcegraph token", &[Run(Hex, 40, 40)]),
    token("sha256~", "OpenShift token", &[Run(Url, 43, 43)]),
    token("shpat_", "Shopify token", &[Run(Hex, 32, 32)]),
    token("shpca_", "Shopify token", &[Run(Hex, 32, 32)]),
    token("shppa_", "Shopify token", &[Run(Hex, 32, 32)]),
    token("shpss_", "Shopify shared secret", &[Run(Hex, 32, 32)]),
    token("shptka_", "Shopify token", &[Run(Hex, 32, 32)]),
    token("sk-", "OpenAI key", &[Run(Alnum, 48, 48)]).check(Holds("T3BlbkFJ")),
    token("sk-admin-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk-ant-admin01-", "Anthropic key", &[Run(Url, 95, 95)]),
    token("sk-ant-api03-", "Anthropic key", &[Run(Url, 95, 95)]),
    token("sk-ant-oat01-", "Anthropic OAuth token", &[Run(Url, 80, 120)]),
    token("sk-ant-ort01-", "Anthropic OAuth token", &[Run(Url, 80, 120)]),
    token("sk-ant-sid01-", "Anthropic session key", &[Run(Url, 80, 120)]),
    token("sk-lf-", "Langfuse secret key", &[UUID]),
    token("sk-or-v1-", "OpenRouter key", &[Run(Hex, 64, 64)]),
    token("sk-proj-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk-svcacct-", "OpenAI key", &[Run(Url, 48, 200)]).check(Holds("T3BlbkFJ")),
    token("sk.eyJ", "Mapbox secret token", &[Run(Url, 40, 200), Text("."), Run(Url, 20, 30)]),
    token("sk_live_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("sk_prod_", "Stripe live key", &[Run(Alnum, 10, 99)]),
    token("sk_test_", "Stripe test key", &[Run(Alnum, 10, 99)]).medium(),
    token("slk_", "Sourcegraph license key", &[Run(Hex, 64, 64)]),
    token("sntrys_", "Sentry token", &[Run(Padded, 40, 1024), Text("_"), Run(Padded, 43, 43)]),
    token("sntryu_", "Sentry token", &[Run(Hex, 64, 64)]),
    token("sq0atp-", "Square token", &[Run(Url, 22, 60)]),
    token("sq0csp-", "Square secret", &[Run(Url, 43, 43)]),
    token("sqa_", "SonarQube token", &[Run(Hex, 40, 40)]),
    token("sqp_", "SonarQube token", &[Run(Hex, 40, 40)]),
    token("squ_", "SonarQube token", &[Run(Hex, 40, 40)]),
    token("tfp_", "Typeform token", &[Run(UrlDot, 59, 59)]),
    token("tgp_v1_", "Together AI key", &[Run(Url, 40, 60)]),
    token("tskey-api-", "Tailscale key", &[Run(Url, 20, 80)]),
    token("tskey-auth-", "Tailscale key", &[Run(Url, 20, 80)]),
    token("tskey-client-", "Tailscale secret", &[Run(Url, 20, 80)]),
    token("tvly-", "Tavily key", &[Run(Url, 32, 60)]),
    token("v1.0-", "Cloudflare origin CA key", &[Run(Hex, 24, 24), Text("-"), Run(Hex, 146, 146)]),
    token("vca_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vci_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vck_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vcp_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("vcr_", "Vercel token", &[Run(Alnum, 56, 56)]),
    token("wandb_v1_", "Weights & Biases key", &[Run(Url, 60, 100)]),
    token(
        "webhook.office.com/webhookb2/",
        "Teams webhook",
        &[UUID, Text("@"), UUID, Text("/IncomingWebhook/"), Run(Hex, 32, 32), Text("/"), UUID],
    ),
    token("whsec_", "webhook signing secret", &[Run(Padded, 24, 64)]),
    token("xai-", "xAI key", &[Run(Alnum, 80, 80)]),
    token("xapp-", "Slack app token", &[Run(Digit, 1, 1), Text("-"), Run(Url, 30, 150)]),
    token("xkeysib-", "Brevo key", &[Run(Hex, 64, 64), Text("-"), Run(Alnum, 16, 16)]),
    token("xoxa-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxb-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxc-", "Slack session token", &[Run(Digit, 8, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxd-", "Slack session cookie", &[Run(Escaped, 50, 400)]),
    token("xoxe-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxe.xoxb-", "Slack token", &[Run(Digit, 1, 2), Text("-"), Run(Alnum, 100, 200)]),
    token("xoxe.xoxp-", "Slack token", &[Run(Digit, 1, 2), Text("-"), Run(Alnum, 100, 200)]),
    token("xoxo-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxp-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxr-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("xoxs-", "Slack token", &[Run(Digit, 1, 14), Text("-"), Run(Url, 20, 150)]),
    token("ya29.", "Google OAuth token", &[Run(Url, 30, 300)]),
];

/// Formats whose fixed text starts with punctuation.
pub(in super::super) const INFIXES: &[Infix] = &[
    after(14, Alnum, ".atlasv1.", "Terraform Cloud token", &[Run(Url, 60, 70)]),
    after(4, UrlDot, "Q~", "Azure client secret", &[Run(UrlDot, 31, 34)]).check(DigitFourth),
    after(32, Hex, "-us", "Mailchimp key", &[Run(Digit, 1, 2)]),
    after(23, Url, ".", DISCORD, SIGNED).check(DigitsFirst),
    after(24, Url, ".", DISCORD, SIGNED).check(DigitsFirst),
    after(26, Url, ".", DISCORD, SIGNED).check(DigitsFirst),
    after(6, Lower, ".", "Kubernetes bootstrap token", &[Run(Lower, 16, 16)]).only(&["token", "bootstrap"]),
    after(8, Digit, ":AA", TELEGRAM, &[Run(Url, 33, 33)]),
    after(9, Digit, ":AA", TELEGRAM, &[Run(Url, 33, 33)]),
    after(10, Digit, ":AA", TELEGRAM, &[Run(Url, 33, 33)]),
];

const DISCORD: &str = "Discord bot token";
const SIGNED: &[Part] = &[Run(Url, 6, 6), Text("."), Run(Url, 27, 38)];
const TELEGRAM: &str = "Telegram bot token";

/// Formats whose fixed text is a given number of characters after the start of a word, from near to far.
pub(in super::super) const AT_A_DISTANCE: &[Infix] = &[
    after(27, Base64, "6", "Elasticsearch API key", &[Run(Base64, 30, 30), Text("==")]).check(IdAndKey),
    after(33, Base64, "+AEh", "Azure Event Hubs key", SHORT),
    after(33, Base64, "+ARm", "Azure Relay key", SHORT),
    after(33, Base64, "+ASb", "Azure Service Bus key", SHORT),
    after(33, Base64, "AIoT", "Azure IoT Hub key", SHORT),
    after(33, Base64, "AZEG", "Azure Event Grid key", SHORT),
    after(33, Alnum, "AzCa", "Azure Cache for Redis key", SHORT),
    after(42, Alnum, "AzSe", "Azure Search key", &[Run(Alnum, 6, 6)]),
    after(42, Base64, "+ACR", "Azure container registry token", &[Run(Base64, 6, 6)]),
    after(44, Url, "AzFu", "Azure Functions key", LONG),
    after(52, Alnum, "JQQJ9", "Azure key", &[Run(Alnum, 27, 27)]),
    after(52, Alnum, "JQQJ9", "Azure key", &[Run(Alnum, 29, 29), Text("==")]),
    after(76, Base64, "+ABa", "Azure Batch key", LONG),
    after(76, Base64, "+AMC", "Azure Machine Learning key", LONG),
    after(76, Base64, "+ASt", "Azure storage account key", LONG),
    after(76, Base64, "ACDb", "Azure Cosmos DB key", LONG),
    after(76, Base64, "APIM", "Azure API Management key", LONG),
    after(76, Alnum, "AZDO", "Azure DevOps token", &[Run(Alnum, 4, 4)]),
];

/// The rest of base64 for 32 bytes.
const SHORT: &[Part] = &[Run(Base64, 6, 6), Text("=")];
/// The rest of base64 for 64 or 40 bytes.
const LONG: &[Part] = &[Run(Base64, 6, 6), Text("==")];
