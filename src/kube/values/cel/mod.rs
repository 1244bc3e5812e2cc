//! Checks the grammar of the Common Expression Language, without types, and finds the names that an expression uses.
//!
//! Source: `parser/gen/CEL.g4`, `parser/parser.go` and `parser/macro.go` of cel-go 0.26, which the API server uses, with
//! optional values and quoted names.

mod token;

use std::ops::Range;

use token::{Broken, Kind, Token, next};

/// The deepest nesting of brackets. The API server also has a limit, 250 rules of its grammar.
const MAX_DEPTH: usize = 100;

/// Words that are not names (`reservedIds` in `parser.go`).
pub(crate) const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// The operators of CEL for operators of other languages.
const WORDS: &[(&str, &str)] = &[("and", "&&"), ("or", "||"), ("not", "!"), ("=", "=="), ("&", "&&"), ("|", "||")];

/// Why a text is not an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The bytes of the text that are in the wrong place, or the bracket that is not closed. Empty only in an empty
    /// text.
    pub at: Range<usize>,
    /// The mistake, without strings of the text.
    pub reason: String,
    /// The operator in CEL that is meant.
    pub instead: Option<&'static str>,
}

/// The first mistake in the grammar of an expression. Returns `None` if there is none, or if the nesting is too deep.
pub fn syntax_error(text: &str) -> Option<SyntaxError> {
    read(text).err().flatten()
}

/// The names that must be declared for an expression, as ranges of bytes. These are not the names of items of a macro,
/// of fields, or of functions. Empty if the text is not an expression.
pub fn free_names(text: &str) -> Vec<Range<usize>> {
    read(text).unwrap_or_default()
}

/// The free names of an expression.
fn read(text: &str) -> Parsed<Vec<Range<usize>>> {
    let mut parser = Parser { text, token: next(text, 0), last: 0..0, depth: 0, free: Vec::new() };
    parser.expression().and_then(|_| match parser.token.kind {
        Kind::End => Ok(std::mem::take(&mut parser.free)),
        Kind::Sign if matches!(parser.here(), ")" | "]" | "}") => {
            Err(error(parser.token.at.clone(), format!("`{}` closes nothing", parser.here())))
        }
        _ => Err(parser.unexpected("an operator")),
    })
}

/// The form of an expression, as far as macros need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    Field,
    Other,
}

/// `Err(None)` if the nesting is too deep.
type Parsed<T> = Result<T, Option<SyntaxError>>;

struct Parser<'t> {
    text: &'t str,
    token: Token,
    /// The place of the token before this one.
    last: Range<usize>,
    depth: usize,
    /// The names so far that no macro around them declares.
    free: Vec<Range<usize>>,
}

impl Parser<'_> {
    /// Reads `a ? b : c`, or operands of binary operators. Their precedence does not matter here.
    fn expression(&mut self) -> Parsed<Form> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(None);
        }
        let mut form = self.operation()?;
        while self.take("?") {
            self.operation()?;
            self.need(":")?;
            self.operation()?;
            form = Form::Other;
        }
        self.depth -= 1;
        Ok(form)
    }

    fn operation(&mut self) -> Parsed<Form> {
        const BINARY: &[&str] = &["&&", "||", "<", "<=", ">=", ">", "==", "!=", "in", "*", "/", "%", "+", "-"];
        let mut form = self.unary()?;
        while BINARY.iter().any(|sign| self.take(sign)) {
            self.unary()?;
            form = Form::Other;
        }
        Ok(form)
    }

    fn unary(&mut self) -> Parsed<Form> {
        let mut is_changed = false;
        while self.take("!") {
            is_changed = true;
        }
        if is_changed {
            // A minus may follow only as part of a number.
            let _ = self.is("-") && self.is_number_after_minus() && self.take("-");
        } else {
            while self.take("-") {
                is_changed = true;
            }
        }
        let form = self.member()?;
        Ok(if is_changed { Form::Other } else { form })
    }

    fn is_number_after_minus(&self) -> bool {
        next(self.text, self.token.at.end).kind == Kind::Number
    }

    fn member(&mut self) -> Parsed<Form> {
        let mut form = self.primary()?;
        loop {
            if self.take(".") {
                let is_optional = self.take("?");
                let name = self.token.clone();
                if !matches!(name.kind, Kind::Name | Kind::QuotedName) {
                    return Err(self.unexpected("the name of a field"));
                }
                self.advance();
                form = if is_optional { Form::Other } else { Form::Field };
                if !is_optional && name.kind == Kind::Name && self.is("(") {
                    self.call(&self.text[name.at.clone()], true)?;
                    form = Form::Other;
                }
            } else if self.is("[") {
                let open = self.advance();
                self.take("?");
                self.expression()?;
                self.close("]", open)?;
                form = Form::Other;
            } else {
                return Ok(form);
            }
        }
    }

    fn primary(&mut self) -> Parsed<Form> {
        match self.token.kind {
            Kind::Value => {
                self.advance();
                Ok(Form::Other)
            }
            Kind::Number => {
                let digits = self.advance();
                self.in_range(digits)
            }
            Kind::Name => self.named(false),
            Kind::Sign if self.is(".") => {
                self.advance();
                if self.token.kind != Kind::Name {
                    return Err(self.unexpected("a name"));
                }
                self.named(true)
            }
            Kind::Sign if self.is("(") => {
                let open = self.advance();
                let form = self.expression()?;
                self.close(")", open)?;
                Ok(form)
            }
            Kind::Sign if self.is("[") => {
                let open = self.advance();
                self.list("]", open, |parser| {
                    parser.take("?");
                    parser.expression()
                })
            }
            Kind::Sign if self.is("{") => {
                let open = self.advance();
                self.list("}", open, |parser| {
                    parser.take("?");
                    parser.expression()?;
                    parser.need(":")?;
                    parser.expression()
                })
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Reads a name, a call of a function, or a message: `a.b{c: 1}`.
    fn named(&mut self, is_absolute: bool) -> Parsed<Form> {
        let first = self.advance();
        let name = &self.text[first.clone()];
        if self.is("(") {
            self.call(name, false)?;
            return Ok(Form::Other);
        }
        if let Some(open) = self.message() {
            return self.list("}", open, |parser| {
                parser.take("?");
                if !matches!(parser.token.kind, Kind::Name | Kind::QuotedName) {
                    return Err(parser.unexpected("the name of a field"));
                }
                parser.advance();
                parser.need(":")?;
                parser.expression()
            });
        }
        if RESERVED.contains(&name) {
            return Err(error(first, format!("`{name}` is a reserved word")));
        }
        self.free.push(first);
        Ok(if is_absolute { Form::Other } else { Form::Name })
    }

    /// Reads past the opening brace of a message, if the names of its type come before the brace.
    fn message(&mut self) -> Option<Range<usize>> {
        let mut token = self.token.clone();
        while self.text[token.at.clone()] == *"." {
            let name = next(self.text, token.at.end);
            if name.kind != Kind::Name {
                return None;
            }
            token = next(self.text, name.at.end);
        }
        if token.kind != Kind::Sign || self.text[token.at.clone()] != *"{" {
            return None;
        }
        self.token = token;
        Some(self.advance())
    }

    /// Reads the arguments of a call, and checks those of macros.
    fn call(&mut self, name: &str, is_member: bool) -> Parsed<()> {
        if !is_member && RESERVED.contains(&name) {
            return Err(error(self.last.clone(), format!("`{name}` is a reserved word")));
        }
        let (open, before) = (self.advance(), self.free.len());
        let mut arguments: Vec<(Form, Range<usize>)> = Vec::new();
        while arguments.is_empty() && !self.is(")") || !arguments.is_empty() && self.take(",") {
            let start = self.token.at.start;
            let form = self.expression()?;
            arguments.push((form, start..self.last.end));
        }
        self.close(")", open)?;
        if is_member {
            self.declare(name, &arguments, before);
        }
        let asked = match (is_member, name, arguments.len()) {
            (false, "has", 1) => Some((Form::Field, "a field, such as `object.spec`")),
            (true, "all" | "exists" | "exists_one" | "existsOne" | "filter", 2) | (true, "map", 2 | 3) => {
                Some((Form::Name, "a name for the items as its first argument, such as `x`"))
            }
            _ => None,
        };
        match (asked, arguments.into_iter().next()) {
            (Some((asked, words)), Some((form, at))) if form != asked => {
                Err(error(at, format!("`{name}` needs {words}, and this is something else")))
            }
            _ => Ok(()),
        }
    }

    /// Removes the names that a macro gives to its items from the free names of its arguments. These start at index
    /// `start`.
    fn declare(&mut self, name: &str, arguments: &[(Form, Range<usize>)], start: usize) {
        let count = match (name, arguments.len()) {
            ("all" | "exists" | "exists_one" | "existsOne" | "filter", 2) | ("map", 2 | 3) | ("bind", 3) => 1,
            ("all" | "exists" | "existsOne", 3) => 2,
            ("transformList" | "transformMap" | "transformMapEntry", 3 | 4) => 2,
            _ => 0,
        };
        let own: Vec<&str> = arguments.iter().take(count).map(|(_, at)| &self.text[at.clone()]).collect();
        let inside = self.free.split_off(start);
        self.free.extend(inside.into_iter().filter(|at| !own.contains(&&self.text[at.clone()])));
    }

    /// Reads items between brackets, with commas between them and an optional comma at the end.
    fn list(&mut self, end: &str, open: Range<usize>, mut item: impl FnMut(&mut Self) -> Parsed<Form>) -> Parsed<Form> {
        if !self.is(end) && !self.is(",") {
            item(self)?;
            while self.is(",") && !self.is_before(end) {
                self.advance();
                item(self)?;
            }
        }
        self.take(",");
        self.close(end, open)?;
        Ok(Form::Other)
    }

    /// Whether a bracket follows the token.
    fn is_before(&self, end: &str) -> bool {
        self.text[next(self.text, self.token.at.end).at] == *end
    }

    /// Checks that a number fits into Go's types: an integer of 64 bits, or a finite fraction.
    fn in_range(&self, digits: Range<usize>) -> Parsed<Form> {
        let text = &self.text[digits.clone()];
        let is_negative = self.text[..digits.start].trim_end().ends_with('-');
        let most = if is_negative { 1_u64 << 63 } else { (1_u64 << 63) - 1 };
        let fits = match text.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).is_ok_and(|value| value <= most),
            None if text.contains(['.', 'e', 'E']) => text.parse::<f64>().is_ok_and(f64::is_finite),
            None => text.parse::<u64>().is_ok_and(|value| value <= most),
        };
        if fits { Ok(Form::Other) } else { Err(error(digits, "the number is too large".to_owned())) }
    }

    /// The text of the token.
    fn here(&self) -> &str {
        &self.text[self.token.at.clone()]
    }

    fn is(&self, sign: &str) -> bool {
        self.token.kind == Kind::Sign && self.here() == sign
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_there = self.is(sign);
        if is_there {
            self.advance();
        }
        is_there
    }

    /// Moves to the next token; returns the place of the old one.
    fn advance(&mut self) -> Range<usize> {
        let after = next(self.text, self.token.at.end);
        self.last = std::mem::replace(&mut self.token, after).at;
        self.last.clone()
    }

    fn need(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn close(&mut self, sign: &str, open: Range<usize>) -> Parsed<()> {
        if self.token.kind == Kind::End {
            let bracket = &self.text[open.clone()];
            return Err(error(open.clone(), format!("`{bracket}` is not closed")));
        }
        self.need(sign)
    }

    /// The error for a token that is not the expected one.
    fn unexpected(&self, wanted: &str) -> Option<SyntaxError> {
        let Token { kind, at } = self.token.clone();
        let text = &self.text[at.clone()];
        let reason = match kind {
            Kind::End => {
                let last = &self.text[self.last.clone()];
                let is_shown = !last.is_empty() && !last.ends_with(['"', '\'']);
                let after = if is_shown { format!(" after `{last}`") } else { String::new() };
                return error(self.last.clone(), format!("it ends{after}, but {wanted} must follow"));
            }
            Kind::Broken(Broken::Open) => "the string that starts here is not closed".to_owned(),
            Kind::Broken(Broken::Escape) => {
                "the string has a `\\` before something that it does not go with".to_owned()
            }
            Kind::Broken(Broken::Sign) => format!("CEL has no operator `{text}`"),
            Kind::Value if text.ends_with(['"', '\'']) => format!("expected {wanted}, found a string"),
            _ if RESERVED.contains(&text) => format!("`{text}` is a reserved word"),
            _ => format!("expected {wanted}, found `{text}`"),
        };
        let instead = WORDS.iter().find(|(word, _)| *word == text).map(|(_, sign)| *sign);
        Some(SyntaxError { at, reason, instead })
    }
}

fn error(at: Range<usize>, reason: String) -> Option<SyntaxError> {
    Some(SyntaxError { at, reason, instead: None })
}
