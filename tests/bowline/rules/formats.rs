//! Tokens of published formats. Each is found in every place, but not if its checksum is wrong. Random text of other
//! kinds is never reported as a token. The tokens are made here, so that no scanner reports this file as a leak.

use std::fmt::Write;

use bowline::diagnostic::Severity;
use bowline::settings::Settings;
use rayon::prelude::*;

use crate::common::encoded::{BASE32, base32, base64};
use crate::common::invariants::checked_with;
use crate::common::random::Random;

const ALNUM: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The name of a token, the word of its vendor if the variable's name must contain it, and the form: `{x20}` is twenty
/// characters of an alphabet, `{=check}` a checksum of the characters before it.
const FORMATS: &str = "
1Password service token | | ops_eyJ{w260}
age private key | | AGE-SECRET-KEY-1{u58}
Airtable token | | pat{a14}.{h64}
Anthropic key | | sk-ant-{}admin01-{w95}
Anthropic key | | sk-ant-{}api03-{w93}AA
Anthropic OAuth token | | sk-ant-{}oat01-{w95}
Anthropic OAuth token | | sk-ant-{}ort01-{w100}
Anthropic session key | | sk-ant-{}sid01-{w100}
Atlassian token, checksum valid | | ATATT3{w178}{=HEXALL}
Atlassian token, checksum valid | | ATCTT3xFfGN0{w100}{=HEXALL}
AWS Bedrock key | | ABSK{a120}
AWS Bedrock key | | bedrock-api-{}key-{a80}
Azure API Management key | | {s76}API{}M{s5}A==
Azure Batch key | | {s76}+AB{}a{s5}A==
Azure Cache for Redis key | | {a33}AzC{}aP{a5}=
Azure client secret | | {w3}8Q~{w34}
Azure container registry token | | {s42}+AC{}RB{s5}
Azure Cosmos DB key | | {s76}ACD{}b{s5}g==
Azure DevOps token | | {a76}AZD{}O{a4}
Azure Event Grid key | | {s33}AZE{}GB{s5}=
Azure Event Hubs key | | {s33}+AE{}hB{s5}=
Azure Functions key | | {w44}AzF{}u{w5}w==
Azure IoT Hub key | | {s33}AIo{}TB{s5}=
Azure key | | {a52}JQQ{}J99B{a25}
Azure Search key | | {a42}AzS{}eC{a5}
Azure Service Bus key | | {s33}+AS{}bB{s5}=
Azure storage account key | | {s76}+AS{}t{s5}Q==
Bitbucket app password, checksum valid | | ATBB{a24}{=HEXALL}
Bitbucket Data Center token | | BBDC-{a44}
Brevo key | | xkeysib-{h64}-{a16}
Buildkite cluster token | | bkct_{w60}
Buildkite token | | bkaj_{w60}
Buildkite token | | bkpat_{w60}
Buildkite token | | bkua_{h40}
Cerebras key | | csk-{a48}
CircleCI token | | CCIPAT_{a22}_{h40}
ClickHouse Cloud key | | 4b1d{a38}
Clojars token | | CLOJARS_{l60}
Cloudflare key, checksum valid | | cfk_{a40}{=hexbody}
Cloudflare origin CA key | | v1.0-{h24}-{h146}
Cloudflare token, checksum valid | | cfat_{a40}{=hexbody}
Cloudflare token, checksum valid | | cfut_{a40}{=hexbody}
Contentful token | | CFPAT-{w43}
crates.io token | cargo | cio{a32}
Databricks token | | dapi{h32}
DigitalOcean token | | doo_v1_{h64}
DigitalOcean token | | dop_v1_{h64}
DigitalOcean token | | dor_v1_{h64}
Discord bot token | | {discord}.{a6}.{a27}
Discord webhook | | https://discord.com/api/webhooks/{d18}/{w68}
Discord webhook | | https://discordapp.com/api/webhooks/{d18}/{w64}
Docker Hub token | | dckr_oat_{w32}
Docker Hub token | | dckr_pat_{w27}
Docker Swarm key | | SWMKEY-1-{a45}
Docker Swarm token | | SWMTKN-1-{l50}-{l25}
Doppler token | | dp.audit.{a42}
Doppler token | | dp.ct.{a42}
Doppler token | | dp.pt.{a43}
Doppler token | | dp.sa.{a42}
Doppler token | | dp.scim.{a42}
Doppler token | | dp.st.prd.{a42}
Dynatrace token | | dt0c01.{b24}.{b64}
Dynatrace token | | dt0s01.{b24}.{b64}
Dynatrace token | | dt0s16.{b24}.{b64}
Elasticsearch API key | | {elastic}
Elastic Cloud key | | essu_{a60}
Figma token | | figd_{w40}
Fireworks AI key | fireworks | fw_{a23}
Fly.io token | | fm1a_{a120}
Fly.io token | | fm1r_{a120}
Fly.io token | | fm2_{a120}
Fly.io token | | fo1_{w43}
GitHub token | | github_pat_{a22}_{a59}
GitHub token, checksum valid | | gho_{a30}{=62body}
GitHub token, checksum valid | | ghp_{a30}{=62body}
GitHub token, checksum valid | | ghr_{a30}{=62body}
GitHub token, checksum valid | | ghs_{a30}{=62body}
GitHub token, checksum valid | | ghu_{a30}{=62body}
GitLab agent token | | glagent-{w50}
GitLab application secret | | gloas-{w64}
GitLab deploy token | | gldt-{w20}
GitLab feature flag token | | glffct-{w20}
GitLab feed token | | glft-{w20}
GitLab job token | | glcbt-{a3}_{w20}
GitLab mail token | | glimt-{w25}
GitLab runner token | | glrt-{w20}
GitLab runner token | | glrtr-{w20}
GitLab runner token | | GR1348941{w20}
GitLab SCIM token | | glsoat-{w20}
GitLab token | | glpat-{w20}
GitLab token, checksum valid | | glagent-{w40}.01.14{=36all}
GitLab token, checksum valid | | glagent-{w40}.14{=36all}
GitLab token, checksum valid | | glcbt-{w40}.01.14{=36all}
GitLab token, checksum valid | | glcbt-{w40}.14{=36all}
GitLab token, checksum valid | | gldt-{w40}.01.14{=36all}
GitLab token, checksum valid | | gldt-{w40}.14{=36all}
GitLab token, checksum valid | | glft-{w40}.01.14{=36all}
GitLab token, checksum valid | | glft-{w40}.14{=36all}
GitLab token, checksum valid | | glpat-{w40}.01.14{=36all}
GitLab token, checksum valid | | glpat-{w40}.14{=36all}
GitLab token, checksum valid | | glptt-{w40}.01.14{=36all}
GitLab token, checksum valid | | glptt-{w40}.14{=36all}
GitLab token, checksum valid | | glrt-t1_{w40}.14{=36all}
GitLab token, checksum valid | | glrt-{w40}.01.14{=36all}
GitLab token, checksum valid | | glrt-{w40}.14{=36all}
GitLab token, checksum valid | | glrtr-{w40}.01.14{=36all}
GitLab token, checksum valid | | glrtr-{w40}.14{=36all}
GitLab token, checksum valid | | glsoat-{w40}.01.14{=36all}
GitLab token, checksum valid | | glsoat-{w40}.14{=36all}
GitLab trigger token | | glptt-{h40}
GitLab workspace token | | glwt-{w20}
Google API key | | AIza{w35}
Google API key | | AQ.Ab8RN6{w44}
Google OAuth client secret | | GOCSPX-{w28}
Google OAuth token | | ya29.{w80}
Grafana API key | | {old grafana}
Grafana Cloud token | | glc_{cloud grafana}
Grafana token, checksum valid | | glsa_{a32}_{=lehexall}
Groq key | | gsk_{a52}
Harness token | | pat.{w22}.{a24}.{a20}
Harness token | | sat.{w22}.{a24}.{a20}
Heroku token | | HRKU-AA{w58}
Hugging Face token | | hf_{L34}
Infracost key | | ico-{a32}
JFrog API key | | AKCp{a69}
JFrog reference token | | {reference}
JSON web token, base64 | | {jwt}
Kubernetes bootstrap token | token | {l6}.{l16}
Langfuse secret key | | sk-lf-{h8}-{h4}-{h4}-{h4}-{h12}
LangSmith key | | lsv2_pt_{h32}_{h10}
LangSmith key | | lsv2_sk_{h32}_{h10}
Linear key | | lin_api_{a40}
Linear token | | lin_oauth_{h64}
Mailchimp key | | {h32}-us12
Mailgun key | mailgun | key-{h32}
Mapbox secret token | | sk.eyJ{w60}.{w25}
MongoDB Atlas secret | | mdb_sa_sk_{a40}
NATS seed, checksum valid | | {nSA}
NATS seed, checksum valid | | {nSO}
NATS seed, checksum valid | | {nSU}
Neon key | | napi_{l64}
Netlify token | | nfp_{a36}
New Relic insert key | | NRII-{w32}
New Relic user key | | NRAK-{u27}
Notion token | | ntn_{d11}{a35}
npm token, checksum valid | | npm_{a30}{=62body}
NuGet key | nuget | oy2{l43}
NVIDIA key | | nvapi-{w64}
Octopus Deploy key | octopus | API-{u26}
OpenAI key | | sk-{a20}T3BlbkFJ{a20}
OpenAI key | | sk-{}admin-{w58}T3BlbkFJ{w58}
OpenAI key | | sk-{}proj-{w58}T3BlbkFJ{w58}
OpenAI key | | sk-{}svcacct-{w58}T3BlbkFJ{w58}
OpenRouter key | | sk-or-{}v1-{h64}
OpenShift token | | sha256~{w43}
Perplexity key | | pplx-{a48}
Pinecone key | | pcsk_{a6}_{a63}
PlanetScale password | | pscale_pw_{w43}
PlanetScale token | | pscale_oauth_{w48}
PlanetScale token | | pscale_tkn_{w43}
PostHog personal key | | phx_{a45}
Postman key | | PMAK-{h24}-{h34}
Prefect key | | pnu_{a36}
private key, base64 | | {pem}
Pulumi token | | pul-{h40}
PyPI token | | pypi-AgEIcHlwaS5vcmc{w80}
ReadMe key | | rdme_{l70}
Render key | | rnd_{a32}
Replicate token | | r8_{a37}
RubyGems key | | rubygems_{h48}
SendGrid key | | SG.{w22}.{w43}
Sentry token | | sntrys_{a60}_{a43}
Sentry token | | sntryu_{h64}
Shopify shared secret | | shpss_{h32}
Shopify token | | shpat_{h32}
Shopify token | | shpca_{h32}
Shopify token | | shppa_{h32}
Shopify token | | shptka_{h32}
Slack app token | | xapp-1-A{u10}-{d13}-{h64}
Slack session cookie | | xoxd-{a90}
Slack session token | | xoxc-{d11}-{w40}
Slack token | | xoxa-{d7}-{w40}
Slack token | | xoxb-{d12}-{d12}-{a24}
Slack token | | xoxe-1-{u146}
Slack token | | xoxe.xoxb-{d1}-{a120}
Slack token | | xoxe.xoxp-1-{u165}
Slack token | | xoxo-{d7}-{w40}
Slack token | | xoxr-{d7}-{w40}
Slack token | | xoxs-{d7}-{w40}
Slack webhook | | https://hooks.slack.com/services/T{u10}/B{u10}/{a24}
Slack webhook | | https://hooks.slack.com/triggers/{a10}/{d13}/{a32}
Slack webhook | | https://hooks.slack.com/workflows/T{u10}/A{u10}/{d18}/{a24}
SonarQube token | | sqa_{h40}
SonarQube token | | sqp_{h40}
SonarQube token | | squ_{h40}
Sourcegraph gateway token | | sgd_{h64}
Sourcegraph license key | | slk_{h64}
Sourcegraph token | | sgp_local_{h40}
Sourcegraph token | | sgp_{h16}_{h40}
Square secret | | sq0csp-{w43}
Square token | square | EAAA{w41}
Square token | | sq0atp-{w22}
Stripe live key | | rk_{}live_{a99}
Stripe live key | | rk_{}prod_{a30}
Stripe live key | | sk_{}live_{a24}
Stripe live key | | sk_{}prod_{a30}
Stripe test key | | rk_{}test_{a24}
Stripe test key | | sk_{}test_{a24}
Supabase key | | sb_secret_{w31}
Supabase token | | sbp_{h40}
Tailscale key | | tskey-api-{w40}
Tailscale key | | tskey-auth-{a12}-{a32}
Tailscale secret | | tskey-client-{w40}
Tavily key | | tvly-{w46}
Teams webhook | | https://example.webhook.office.com/webhookb2/{h8}-{h4}-{h4}-{h4}-{h12}@{h8}-{h4}-{h4}-{h4}-{h12}/IncomingWebhook/{h32}/{h8}-{h4}-{h4}-{h4}-{h12}
Telegram bot token | | {d10}:AA{w33}
Terraform Cloud token | | {a14}.atlasv1.{a67}
Together AI key | | tgp_v1_{w43}
Twilio API key | twilio | SK{h32}
Typeform token | | tfp_{w59}
Vault batch token | | hvb.{w150}
Vault recovery token | | hvr.{w110}
Vault token | vault | s.{a24}
Vault token | | hvs.{w95}
Vercel token | | vca_{a56}
Vercel token | | vci_{a56}
Vercel token | | vck_{a56}
Vercel token | | vcp_{a56}
Vercel token | | vcr_{a56}
webhook signing secret | | whsec_{a44}
Weights & Biases key | | wandb_v1_{w77}
xAI key | | xai-{a80}
Yandex API key | yandex | AQVN{w36}
";

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc >> 15 == 1 { crc << 1 ^ 0x1021 } else { crc << 1 })
    })
}

fn digits(mut number: u32, all: &str, count: usize) -> String {
    let all: Vec<char> = all.chars().collect();
    let mut out = Vec::new();
    for _ in 0..count {
        out.push(all[number as usize % all.len()]);
        number /= all.len() as u32;
    }
    out.iter().rev().collect()
}

fn alphabet(sign: char) -> String {
    match sign {
        'a' => ALNUM.to_owned(),
        'd' => "0123456789".to_owned(),
        'h' => "0123456789abcdef".to_owned(),
        'l' => ALNUM[..10].to_owned() + &ALNUM[36..],
        'u' => ALNUM[..36].to_owned(),
        'L' => ALNUM[10..].to_owned(),
        'b' => BASE32.to_owned(),
        // A sign at the end could belong to the text around the token.
        'w' => format!("{ALNUM}{ALNUM}{ALNUM}_"),
        's' => format!("{ALNUM}{ALNUM}{ALNUM}/"),
        other => panic!("no alphabet is called {other}"),
    }
}

/// A token in base64.
fn encoded(what: &str, random: &mut Random) -> String {
    let mut run = |sign: char, length: usize| -> String {
        let letters: Vec<char> = alphabet(sign).chars().collect();
        (0..length).map(|_| *random.pick(&letters)).collect()
    };
    let text = match what {
        "cloud grafana" => format!("{{\"o\":\"1\",\"n\":\"x\",\"k\":\"{}\"}}", run('a', 30)),
        "discord" => run('d', 18),
        "elastic" => format!("{}:{}", run('a', 20), run('a', 22)),
        "jwt" => format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.{}", run('a', 44)),
        "old grafana" => format!("{{\"k\":\"{}\",\"n\":\"x\"}}", run('a', 45)),
        "pem" => format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", run('s', 247)),
        _ => format!("reftkn:01:{}", run('d', 38)),
    };
    base64(text.as_bytes())
}

/// A token in the form of a row, and one with a wrong checksum if it has one.
fn make(row: &str, random: &mut Random) -> (String, Option<String>) {
    let (mut out, mut wrong) = (String::new(), None);
    let mut body = 0;
    for piece in row.split('{') {
        let Some((what, rest)) = piece.split_once('}') else {
            out += piece;
            continue;
        };
        let crc = |from: usize, out: &str| crc32(&out.as_bytes()[from..]);
        if out.len() < 8 && body == 0 {
            body = out.len();
        }
        let check = match what {
            "" => None,
            "=HEXALL" => Some(format!("{:08X}", crc(0, &out))),
            "=hexbody" => Some(format!("{:08x}", crc(body, &out))),
            "=62body" => Some(digits(crc(body, &out), ALNUM, 6)),
            "=36all" => Some(digits(crc(0, &out), &alphabet('l'), 7)),
            "=lehexall" => Some(format!("{:08x}", crc(0, out.trim_end_matches('_')).swap_bytes())),
            "cloud grafana" | "discord" | "elastic" | "jwt" | "old grafana" | "pem" | "reference" => {
                Some(encoded(what, random))
            }
            _ if what.starts_with('n') => {
                let mut key: Vec<u8> = vec![0; 34];
                key.iter_mut().for_each(|byte| *byte = random.below(256) as u8);
                let (kind, rest) = (what.as_bytes()[2] - b'A', key[1] & 7);
                (key[0], key[1]) = (18 << 3 | kind >> 2, kind << 6 | rest);
                let crc = crc16(&key).to_le_bytes();
                wrong = Some(base32(&[key.as_slice(), &[crc[0] ^ 1, crc[1]]].concat()));
                Some(base32(&[key.as_slice(), &crc].concat()))
            }
            _ => {
                let letters: Vec<char> = alphabet(what.chars().next().unwrap()).chars().collect();
                for _ in 0..what[1..].parse().unwrap() {
                    out.push(*random.pick(&letters));
                }
                None
            }
        };
        if let Some(check) = check.as_ref().filter(|_| what.starts_with(['=', 'n'])) {
            // Another last character of the same alphabet.
            let last = if check.ends_with('0') { '1' } else { '0' };
            wrong.get_or_insert_with(|| format!("{out}{}{last}", &check[..check.len() - 1]));
        }
        out += &check.unwrap_or_default();
        out += rest;
    }
    (out, wrong)
}

/// The places of a token, each in a manifest.
fn places(name: &str, token: &str) -> [(&'static str, String); 6] {
    let pod = |rest: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    - name: a\n      image: a\n{rest}"
        )
    };
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    [
        ("a variable", pod(&format!("      env:\n        - name: {name}\n          value: \"{token}\"\n"))),
        ("an argument", pod(&format!("      args: [\"--{name}={token}\"]\n"))),
        ("a line of a ConfigMap", format!("{head}  a.properties: |\n    a = b\n    {name} = {token}\n    c = d\n")),
        ("JSON in a ConfigMap", format!("{head}  a.json: |\n    {{\"a\": \"b\", \"{name}\": \"{token}\"}}\n")),
        (
            "base64 of a Secret",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  {name}: {}\n",
                base64(token.as_bytes())
            ),
        ),
        (
            "an anchor",
            pod(&format!(
                "      env:\n        - name: {name}\n          value: &a \"{token}\"\n        - {{name: B, value: *a}}\n"
            )),
        ),
    ]
}

/// The severity and message of the findings of rules about secrets.
fn found(text: &str) -> Vec<(Severity, String)> {
    let settings = Settings { select: vec!["secrets".to_owned()], info: true, ..Settings::default() };
    let checked = checked_with(&[("a.yaml", text)], &settings);
    let all = checked.outcome.diagnostics.iter();
    all.map(|one| (one.severity, one.message.clone())).filter(|one| !one.1.contains("in the manifest")).collect()
}

/// The mistakes in the findings for a row.
fn judged(what: &str, vendor: &str, right: &str, wrong: Option<&str>) -> String {
    let mut wrong_ones = String::new();
    let name = if vendor.is_empty() { "note".to_owned() } else { format!("{vendor}_x") };
    // Another word after the vendor's would make the token a name.
    let name = if vendor == "token" { "TOKEN_1".to_owned() } else { name };
    for (place, text) in places(&name, right) {
        // In a Secret, only the key tells anything about the name.
        if place == "base64 of a Secret" && !vendor.is_empty() {
            continue;
        }
        let found = found(&text);
        let is_told = found.len() == 1 && found[0].1.contains(&format!("({what})"));
        let is_error = found.first().is_some_and(|one| one.0 == Severity::Error) == wrong.is_some();
        if !is_told || !is_error {
            let _ = writeln!(wrong_ones, "{what} in {place}: {found:?}");
        }
    }
    for (place, text) in wrong.iter().flat_map(|wrong| places("note", wrong)) {
        let found = found(&text);
        if !found.is_empty() {
            let _ = writeln!(wrong_ones, "{what} with a wrong checksum in {place}: {found:?}");
        }
    }
    wrong_ones
}

#[test]
fn each_is_found_in_every_place() {
    let random = &mut Random::from_env();
    let rows = FORMATS.lines().filter(|row| !row.is_empty()).map(|row| {
        let [what, vendor, form] = row.split(" |").map(str::trim).collect::<Vec<_>>()[..] else { panic!("{row}") };
        (what, vendor, make(form, random))
    });
    let rows: Vec<_> = rows.collect();
    let judge = |(what, vendor, (right, wrong)): &(&str, &str, (String, Option<String>))| {
        judged(what, vendor, right, wrong.as_deref())
    };
    let wrong_ones: String = rows.par_iter().map(judge).collect();
    assert!(wrong_ones.is_empty(), "{wrong_ones}");
}

/// Access keys of which one half is a name: the vendor, the name, the secret, and the names of their variables.
const HALVES: &[(&str, &str, &str, [&str; 2])] = &[
    ("AWS access key id", "AKIA{b16}", "{s40}", ["aws_access_key_id", "aws_secret_access_key"]),
    ("AWS access key id", "ASIA{b16}", "{s40}", ["aws_access_key_id", "aws_secret_access_key"]),
    ("Alibaba access key id", "LTAI{a20}", "{a30}", ["alibaba_access_key_id", "alibaba_access_key_secret"]),
];

/// The findings about some variables in each place: the places of findings, by line.
fn found_in(all: &[(&str, &str)]) -> [(&'static str, Vec<String>); 5] {
    let lines = |one: &dyn Fn(&(&str, &str)) -> String| all.iter().map(one).collect::<String>();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: a\n";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let texts = [
        (
            "variables",
            format!(
                "{pod}      env:\n{}",
                lines(&|(name, value)| format!("        - {{name: {name}, value: '{value}'}}\n"))
            ),
        ),
        ("keys of a ConfigMap", format!("{map}{}", lines(&|(name, value)| format!("  {name}: '{value}'\n")))),
        (
            "lines of a ConfigMap",
            format!("{map}  credentials: |\n    [a]\n{}", lines(&|(name, value)| format!("    {name} = {value}\n"))),
        ),
        (
            "JSON in a ConfigMap",
            format!(
                "{map}  a.json: |\n    {{\n{}    \"z\": 1}}\n",
                lines(&|(name, value)| format!("    \"{name}\": \"{value}\",\n"))
            ),
        ),
        (
            "a script",
            format!(
                "{pod}      command:\n        - sh\n        - -c\n        - |\n{}",
                lines(&|(name, value)| format!("          export {name}={value}\n"))
            ),
        ),
    ];
    texts.map(|(place, text)| (place, found(&text).into_iter().map(|one| one.1).collect()))
}

#[test]
fn the_name_of_an_access_key_is_a_part_of_its_secret() {
    let random = &mut Random::from_env();
    for (what, id, secret, [id_name, secret_name]) in HALVES {
        let (id, secret) = (make(id, random).0, make(secret, random).0);
        for (place, found) in found_in(&[(id_name, &id), (secret_name, &secret)]) {
            assert!(
                matches!(&found[..], [one] if one.contains(secret_name)),
                "{what} and its secret in {place}: {found:?}"
            );
        }
        for (place, found) in found_in(&[(id_name, &id), ("region", "eu-west-1")]) {
            assert!(matches!(&found[..], [one] if one.contains(what)), "{what} alone in {place}: {found:?}");
        }
    }
}

/// The number of bytes that are made of each kind of text.
const BULK: usize = 2_500_000;

#[test]
fn nothing_random_by_nature_is_one() {
    let random = &mut Random::from_env();
    let mut run = |sign: char, length: usize| -> String {
        let letters: Vec<char> = alphabet(sign).chars().collect();
        (0..length).map(|_| *random.pick(&letters)).collect()
    };
    let bulk = |head: &str, next: &mut dyn FnMut(usize) -> String| {
        let mut text = head.to_owned();
        let mut index = 0;
        while text.len() < BULK {
            text += &next(index);
            index += 1;
        }
        assert_eq!(found(&text), [], "{head}");
    };
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    // Lines as `base64` and PEM write them, and a single line.
    for width in [76, 64, 100_000] {
        let mut block = |index| {
            let lines = (0..200_000 / width).map(|_| format!("    {}\n", run('s', width).replace('0', "+")));
            format!("  file-{index}.txt: |\n{}", lines.collect::<String>())
        };
        bulk(map, &mut block);
    }
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
    let mut image = |index| {
        let digest = run('h', 64);
        let env = format!("{{name: COMMIT, value: {}a}}, {{name: SUM, value: 'sha256:{digest}'}}", run('h', 39));
        format!("    - {{name: a-{index}, image: 'a.example/b@sha256:{digest}', env: [{env}]}}\n")
    };
    bulk(pod, &mut image);
    let mut certificate = |index| {
        let lines: String = (0..20).map(|_| format!("    {}\n", run('s', 64))).collect();
        format!("  {index}.crt: |\n    -----BEGIN CERTIFICATE-----\n    MII{lines}    -----END CERTIFICATE-----\n")
    };
    bulk(map, &mut certificate);
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.b.example}\nspec:\n  \
                      group: b.example\n  scope: Namespaced\n  names: {kind: A, plural: as}\n  versions:\n    - name: v1\n      \
                      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          \
                      properties:\n";
    let mut field = |index| {
        let words: String = (0..40).map(|_| run('l', 7) + " ").collect();
        format!("            passwordKey{index}: {{type: string, description: {words}, default: key}}\n")
    };
    bulk(definition, &mut field);
}
