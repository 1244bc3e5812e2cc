//! The rows of a table of labelled places.

use bowline::kube::Kind;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It works as a credential.
    Secret,
    /// It asks to be replaced.
    Placeholder,
    /// It refers to a secret, or is none.
    Other,
}

/// A labelled place.
pub struct Row {
    /// The line of the table, counted from 1.
    pub line: usize,
    /// The kind of the object. Empty for what is in no object.
    pub object: String,
    /// The form of the place, such as `env` or `cm-line`.
    pub form: String,
    /// The path of the field; `[]` follows what holds a list.
    pub field: String,
    /// What names the value. May be empty.
    pub name: String,
    /// The value as it is written, or a whole line or item. Its middle or its end may be cut out.
    pub value: String,
    /// What the value is.
    pub label: Label,
    /// Why, in a word.
    pub reason: String,
}

/// Reads a table, whose first line names the columns.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let place = |name: &str| columns.iter().position(|column| *column == name).ok_or(format!("no column `{name}`"));
    let places = ["object", "kind", "field", "name", "value", "label", "reason"].map(place);
    let [object, form, field, name, value, label, reason] = places;
    let places = [object?, form?, field?, name?, value?, label?, reason?];
    let row = |(index, line): (usize, &str)| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [object, form, field, name, value, label, reason] =
            places.map(|place| cells.get(place).copied().unwrap_or_default().to_owned());
        let label = match label.as_str() {
            "secret" => Label::Secret,
            "placeholder" => Label::Placeholder,
            "reference" | "not" => Label::Other,
            other => return Err(format!("line {}: no such label: {other}", index + 2)),
        };
        Ok(Row { line: index + 2, object, form, field, name, value, label, reason })
    };
    lines.enumerate().map(row).collect()
}

impl Row {
    /// The group that the row is counted in.
    pub fn context(&self) -> &'static str {
        match self.form.as_str() {
            "env" => "env",
            "arg" | "arg-line" => "command",
            "cm" | "cm-line" => "ConfigMap",
            "comment" | "other-line" => "comment",
            form if form.starts_with("secret.") => "Secret",
            form if form.starts_with("annotation") || form == "label" => "metadata",
            _ if self.object == "Kustomization" => "kustomization",
            _ if self.is_of_others() => "custom resource",
            _ => "other field",
        }
    }

    /// Whether the object is of a kind that Kubernetes does not serve itself.
    pub fn is_of_others(&self) -> bool {
        !Kind::OF_KUBERNETES.iter().any(|kind| kind.is_called(&self.object))
    }
}
