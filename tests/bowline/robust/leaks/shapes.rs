//! The forms of secrets.

use crate::common::random::Random;

/// A secret.
#[derive(Clone)]
pub struct Shape {
    pub name: &'static str,
    /// The whole value.
    pub text: String,
    /// The parts of the value that no output may show. A user name and the words around a key may appear.
    pub parts: Vec<String>,
}

impl Shape {
    /// Whether the secret is one word of a command, which needs no quotes.
    pub fn is_word(&self) -> bool {
        self.text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./+=:@%".contains(c)) && !self.text.starts_with('-')
    }
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";

/// Every shape, with random characters.
pub fn shapes(random: &mut Random) -> Vec<Shape> {
    let alnum = [LOWER, UPPER, DIGITS].concat();
    let mut of = |alphabet: &str, length: usize| -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| *random.pick(&letters)).collect()
    };
    let base64 = format!("{alnum}+/");
    let mut all = Vec::new();
    let mut parts = |name: &'static str, text: String, parts: Vec<String>| all.push(Shape { name, text, parts });
    let (a, b) = (format!("q{}Z7", of(&alnum, 9)), format!("w{}X4", of(&alnum, 9)));
    let whole = |text: &str| vec![text.to_owned()];
    let simple = [
        ("letters and digits", of(&alnum, 13) + "k9Z"),
        ("forty characters", of(&alnum, 38) + "7q"),
        ("hexadecimal", of(HEX, 30) + "a7"),
        ("base64 with padding", of(&base64, 42) + "w="),
        ("base64 for URLs", of(&format!("{alnum}-_"), 30) + "Q2"),
        ("digits", "7".to_owned() + &of("12345689", 11)),
        ("lower case and digits", of(LOWER, 8) + "42" + &of(LOWER, 3)),
        ("upper case and digits", of(UPPER, 8) + "42" + &of(UPPER, 3)),
        ("a word of no language", "quv".to_owned() + &of("bcdfghjklmnpqrstvwxz", 8)),
        ("words with hyphens", format!("vexq-{}-jumz-{}", of(LOWER, 6), of(LOWER, 7))),
        ("words with blanks", format!("vexq {} jumz {}", of(LOWER, 6), of(LOWER, 7))),
        ("words with underscores", format!("vexq_{}_{}", of(LOWER, 6), of(LOWER, 7))),
        ("dots", format!("{}.{}.{}", of(&alnum, 6), of(&alnum, 6), of(&alnum, 6))),
        ("a dollar first", format!("${a}")),
        ("two dollars", format!("{a}$${b}")),
        ("a variable in lower case", format!("$({a})")),
        ("a template", format!("${{{a}}}")),
        ("per cents", format!("%{a}%")),
        ("an at sign first", format!("@{a}")),
        ("an exclamation mark first", format!("!{a}")),
        ("an ampersand first", format!("&{a}")),
        ("an asterisk first", format!("*{a}")),
        ("a number sign", format!("{a} #{b}")),
        ("a colon", format!("{a}: {b}")),
        ("double quotes", format!("{a}\"{b}")),
        ("a single quote", format!("{a}'{b}")),
        ("a backtick", format!("{a}`{b}")),
        ("a backslash", format!("{a}\\{b}")),
        ("a line break", format!("{a}\n{b}")),
        ("line breaks at both ends", format!("\n{a}\n\n{b}\n")),
        ("a tab", format!("{a}\t{b}")),
        ("umlauts", format!("gr{a}ößé")),
        ("cyrillic", format!("пароль{a}")),
        ("another script", "密码是非常秘密的东西".to_owned()),
        ("an emoji", format!("{a}🦀")),
        ("a dash first", format!("-{a}")),
        ("a blank last", format!("{a} ")),
        ("a brace first", format!("{{{a}")),
        ("brackets", format!("[{a}]")),
        ("less-than signs", format!("<{a}>&{b}")),
        ("a path", format!("/{a}/{b}")),
        ("a placeholder", format!("changeme-{a}")),
        ("a number with an exponent", format!("{}e{}", of("123456789", 7), of("123456789", 2))),
        ("a number with leading zeros", format!("000{}", of("1234567", 8))),
        ("a date", "2031-04-17".to_owned()),
        ("very long", of(&alnum, 300)),
        ("bcrypt", format!("$2y$10${}", of(&alnum, 53))),
        ("an escape", format!("{a}\u{1b}[31m{b}")),
    ];
    for (name, text) in simple {
        let secret = text.trim_start_matches("changeme-").to_owned();
        parts(name, text, whole(&secret));
    }
    let (token, body) = (of(&alnum, 36), of(&alnum, 20));
    parts("a GitHub token", format!("ghp_{token}"), whole(&token));
    parts("a GitLab token", format!("glpat-{body}"), whole(&body));
    let (payload, signature) = (of(&alnum, 40), of(&alnum, 43));
    parts("a web token", format!("eyJhbGciOiJIUzI1NiJ9.eyJz{payload}.{signature}"), vec![payload, signature]);
    let lines: Vec<String> = (0..4).map(|_| of(&base64, 64)).collect();
    let pem = format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n", lines.join("\n"));
    parts("a private key", pem, lines);
    parts("a URL", format!("postgres://app:{a}@db:5432/app"), whole(&a));
    parts("a URL with a port in question", format!("amqp://{b}:{a}@mq.example.com/%2f?x=1"), whole(&a));
    parts("JSON", format!("{{\"user\": \"app\", \"password\": \"{a}\"}}"), whole(&a));
    parts("a connection string", format!("Server=db;User Id=app;Password={a};"), whole(&a));
    all
}
